package city.sawang.jobs.measures;

/**
 * Where a lamp's quarter hour counts: in which circuit, city, quarter hour, lighting night and month.
 *
 * @param feederId {@link #NO_FEEDER}: in no circuit, or in the city as a whole
 * @param periodStart epoch milliseconds, multiple of 900,000
 * @param nightDay epoch day that names the lighting night
 * @param month 12 · year + month − 1
 */
public record RollUpTarget(
    String cityId, String feederId, long periodStart, int nightDay, int month) {
  /** Stands for the circuit where there is none. */
  public static final String NO_FEEDER = "";

  public boolean hasFeeder() {
    return !feederId.equals(NO_FEEDER);
  }

  /** The city's quarter hour, whatever the circuit. */
  public RollUpTarget ofCity() {
    return hasFeeder() ? new RollUpTarget(cityId, NO_FEEDER, periodStart, nightDay, month) : this;
  }
}
