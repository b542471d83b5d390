package city.sawang.jobs.metering;

/** What one lamp's quarter hour adds up to while its readings are walked through. */
final class QuarterAccount {
  final String lampId;
  final int slot;

  /** Another lamp that this controller served in the same quarter hour, or null. */
  final QuarterAccount other;

  boolean energyKnown;
  long measuredMwh;
  long interpolatedMwh;
  long estimatedMwh;
  long litMillis;
  int accepted;
  int flags;
  private long powerSum;
  private int powerCount;
  private long powerMin;
  private long powerMax;
  private long voltageSum;
  private int voltageCount;
  private long factorSum;
  private int factorCount;
  private long dimSum;
  private int dimCount;

  QuarterAccount(String lampId, int slot, QuarterAccount other) {
    this.lampId = lampId;
    this.slot = slot;
    this.other = other;
  }

  /** Arithmetic averages over the instants of the quarter hour, each instant once. */
  void average(MeterReading r) {
    if (r.hasPower()) {
      powerMin = powerCount == 0 ? r.powerMw() : Math.min(powerMin, r.powerMw());
      powerMax = powerCount == 0 ? r.powerMw() : Math.max(powerMax, r.powerMw());
      powerSum += r.powerMw();
      powerCount++;
    }
    if (r.voltageMv() != MeterReading.ABSENT) {
      voltageSum += r.voltageMv();
      voltageCount++;
    }
    if (r.powerFactorBp() != MeterReading.ABSENT_INT) {
      factorSum += r.powerFactorBp();
      factorCount++;
    }
    if (r.dimActualBp() != MeterReading.ABSENT_INT) {
      dimSum += r.dimActualBp();
      dimCount++;
    }
  }

  QuarterHourContribution close(
      Site site, LampAssignment lamp, long period, int expected, boolean decided) {
    return new QuarterHourContribution(
        site.placement.cityId(),
        lampId,
        lamp.deploymentId(),
        lamp.feederId(),
        site.placement.controllerId(),
        period,
        false,
        energyKnown,
        measuredMwh,
        interpolatedMwh,
        estimatedMwh,
        powerSum,
        powerCount,
        powerMin,
        powerMax,
        voltageSum,
        voltageCount,
        factorSum,
        factorCount,
        dimSum,
        dimCount,
        (int) (litMillis / 1_000),
        expected,
        accepted,
        flags,
        decided,
        site.expected.nightDay(site.zone(), period),
        site.expected.month(site.zone(), period),
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
