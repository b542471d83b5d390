package city.sawang.jobs.metering;

/**
 * What one controller says about one lamp in one quarter hour: absolute values, replacing whatever
 * it said before about the same (lamp, quarter hour). Sums and counts instead of averages, so that
 * the contributions of the controllers that served the lamp can be added.
 *
 * @param deploymentId null when not registered
 * @param feederId null when not registered
 * @param periodStart epoch milliseconds, multiple of 900,000
 * @param empty a retraction: the controller says nothing (any more) about this quarter hour; the
 *     numbers are zero
 * @param energyKnown false: no difference covers this quarter hour, its energy is null, not zero
 * @param measuredMwh counter differences inside the quarter hour, mWh
 * @param interpolatedMwh parts of split differences and of gaps, mWh
 * @param estimatedMwh expected power for what no counter covers, mWh; never verified
 * @param powerMinMw meaningful when powerCount > 0
 * @param powerMaxMw meaningful when powerCount > 0
 * @param litSeconds 0…900
 * @param flags bits of {@link MeterFlag}
 * @param decided no further reading in order can change it; only a late one
 */
public record QuarterHourContribution(
    String cityId,
    String lampId,
    String deploymentId,
    String feederId,
    String controllerId,
    long periodStart,
    boolean empty,
    boolean energyKnown,
    long measuredMwh,
    long interpolatedMwh,
    long estimatedMwh,
    long powerSumMw,
    int powerCount,
    long powerMinMw,
    long powerMaxMw,
    long voltageSumMv,
    int voltageCount,
    long powerFactorSumBp,
    int powerFactorCount,
    long dimSumBp,
    int dimCount,
    int litSeconds,
    int readingsExpected,
    int readingsAccepted,
    int flags,
    boolean decided) {

  /** Length of the metering interval in milliseconds. */
  public static final long QUARTER_MILLIS = 900_000;

  /** Start of the quarter hour that contains {@code at}. */
  public static long quarterOf(long at) {
    return Math.floorDiv(at, QUARTER_MILLIS) * QUARTER_MILLIS;
  }

  /** The retraction of whatever {@code controllerId} said about this quarter hour. */
  static QuarterHourContribution retraction(
      String cityId, String lampId, String controllerId, long periodStart) {
    return new QuarterHourContribution(
        cityId,
        lampId,
        null,
        null,
        controllerId,
        periodStart,
        true,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        true);
  }
}
