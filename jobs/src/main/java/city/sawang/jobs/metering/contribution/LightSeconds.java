package city.sawang.jobs.metering.contribution;

/**
 * How light and darkness fill a quarter hour at a lamp, in whole seconds. The dark period is divided
 * completely: {@code darkPeriod = litDark + dark + scheduledOff + }{@link #unknown()}.
 *
 * @param darkPeriod astronomical darkness at the lamp: the upper limb of the sun is below the
 *     horizon
 * @param expectedLit the schedule (or an override) wants light; a part of the dark period
 * @param litDark burning within the dark period, wanted or not
 * @param dark wanted, and known not to burn
 * @param scheduledOff within the dark period, neither wanted nor known to burn
 * @param dayBurn burning outside the dark period
 */
public record LightSeconds(
    int darkPeriod, int expectedLit, int litDark, int dark, int scheduledOff, int dayBurn) {
  public static final LightSeconds NONE = new LightSeconds(0, 0, 0, 0, 0, 0);

  /** Seconds in which light was wanted and nothing tells whether there was any. */
  public int unknown() {
    return darkPeriod - litDark - dark - scheduledOff;
  }

  /** Seconds in which the lamp burned, by night or day. */
  public int lit() {
    return litDark + dayBurn;
  }
}
