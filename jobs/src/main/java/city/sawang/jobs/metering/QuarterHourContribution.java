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
 * @param nightDay epoch day that names the lighting night of the quarter hour, in the city's zone
 * @param month calendar month of the quarter hour in the city's zone: 12 · year + month − 1
 * @param dayMwh the part of the energy (all three classes) used outside the dark period, mWh
 * @param dayBurnMwh the part of {@code dayMwh} during which the lamp burned, mWh
 * @param fromPowerMwh the part of measured + interpolated that comes from power readings and not
 *     from a counter, mWh
 * @param light seconds of light and darkness
 * @param silent nobody spoke: it says only what was expected, and gives way to any other
 *     contribution of the same controller
 * @param finalBefore this controller will never again tell a quarter hour that begins before this;
 *     {@link Long#MIN_VALUE}: it may tell any
 * @param countedMwh what the counters of this controller at this lamp have counted up to now in all
 *     (differences, resets and wraps corrected), mWh; told by the last contribution for the lamp
 *     that an event brings about, {@link MeterReading#ABSENT} on the others
 * @param countsAnew {@code countedMwh} cannot be compared with what was booked before: the registry
 *     changed
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
    boolean decided,
    int nightDay,
    int month,
    long dayMwh,
    long dayBurnMwh,
    long fromPowerMwh,
    Light light,
    boolean silent,
    long finalBefore,
    long countedMwh,
    boolean countsAnew) {

  /** Length of the metering interval in milliseconds. */
  public static final long QUARTER_MILLIS = 900_000;

  /** Start of the quarter hour that contains {@code at}. */
  public static long quarterOf(long at) {
    return Math.floorDiv(at, QUARTER_MILLIS) * QUARTER_MILLIS;
  }

  /** The same figures, and what is told beside them. */
  QuarterHourContribution telling(long finalBefore, long countedMwh, boolean countsAnew) {
    return new QuarterHourContribution(
        cityId,
        lampId,
        deploymentId,
        feederId,
        controllerId,
        periodStart,
        empty,
        energyKnown,
        measuredMwh,
        interpolatedMwh,
        estimatedMwh,
        powerSumMw,
        powerCount,
        powerMinMw,
        powerMaxMw,
        voltageSumMv,
        voltageCount,
        powerFactorSumBp,
        powerFactorCount,
        dimSumBp,
        dimCount,
        litSeconds,
        readingsExpected,
        readingsAccepted,
        flags,
        decided,
        nightDay,
        month,
        dayMwh,
        dayBurnMwh,
        fromPowerMwh,
        light,
        silent,
        finalBefore,
        countedMwh,
        countsAnew);
  }

  /**
   * The same without what it says about its controller's past and future: for a calculation that has
   * the whole history before it and compares nothing with what it said before.
   */
  public QuarterHourContribution withoutMemory() {
    return telling(Long.MIN_VALUE, MeterReading.ABSENT, false);
  }

  /** The retraction of whatever {@code controllerId} said about this quarter hour. */
  public static QuarterHourContribution retraction(
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
        true,
        0,
        0,
        0,
        0,
        0,
        Light.NONE,
        false,
        Long.MIN_VALUE,
        MeterReading.ABSENT,
        false);
  }
}
