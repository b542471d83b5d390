package city.sawang.jobs.expected;

/** What the expected state of a lamp depends on, besides the time: where it hangs and what it is told to do. */
public interface LightPoint {
  /** Millionths of a degree, north positive. */
  int latMicro();

  /** Millionths of a degree, east positive. */
  int lonMicro();

  /** Power at full light, mW. */
  long nominalMw();

  /** Lowest power of the lit lamp, mW (P_min of domain §3). */
  long minimumMw();

  /** powerLightGradient g in basis points; 10000 when power follows light one to one. */
  int gradientBp();

  /** Schedule text as it stands in the registry; null or empty: dusk to dawn at full light. */
  String schedule();
}
