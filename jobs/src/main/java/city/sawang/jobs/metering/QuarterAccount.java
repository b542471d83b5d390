package city.sawang.jobs.metering;

/** What one lamp's quarter hour adds up to while its readings are walked through. */
final class QuarterAccount {
  final String lampId;
  final QuarterSky sky;

  /** Another lamp that this controller served in the same quarter hour, or null. */
  final QuarterAccount other;

  boolean energyKnown;
  long measuredMwh;
  long interpolatedMwh;
  long estimatedMwh;
  long dayMwh;
  long dayBurnMwh;
  long fromPowerMwh;
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
  private int litDark;
  private int litUnwanted;
  private int unlitWanted;
  private int dayBurn;
  private int overridden;

  QuarterAccount(String lampId, QuarterSky sky, QuarterAccount other) {
    this.lampId = lampId;
    this.sky = sky;
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

  /**
   * Some seconds in which it is known whether the lamp burned.
   *
   * @param dark seconds of them within the dark period
   * @param scheduled of the dark ones those in which the schedule wants light
   * @param wanted the same, but as an override commanded it when there was one
   */
  void light(boolean lit, int seconds, int dark, int scheduled, int wanted) {
    if (lit) {
      litDark += dark;
      litUnwanted += dark - wanted;
      dayBurn += seconds - dark;
    } else {
      unlitWanted += wanted;
    }
    overridden += wanted - scheduled;
  }

  private Light light(Duty duty) {
    int wanted = duty.wantedSeconds() + overridden;
    int scheduledOff = duty.darkSeconds() - wanted - litUnwanted;
    return new Light(duty.darkSeconds(), wanted, litDark, unlitWanted, scheduledOff, dayBurn);
  }

  QuarterHourContribution close(
      Site site, Duty duty, long period, boolean decided, boolean silent, long finalBefore) {
    LampAssignment lamp = duty.lamp();
    Light light = light(duty);
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
        light.lit(),
        duty.readings(),
        accepted,
        flags,
        decided,
        site.expected.nightDay(site.zone(), period),
        site.expected.month(site.zone(), period),
        dayMwh,
        dayBurnMwh,
        fromPowerMwh,
        light,
        silent,
        finalBefore,
        MeterReading.ABSENT,
        false);
  }
}
