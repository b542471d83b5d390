package city.sawang.jobs.metering.interval;

import city.sawang.jobs.metering.contribution.Averages;
import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalAttribution;
import city.sawang.jobs.metering.contribution.IntervalEnergy;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalKey;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.contribution.ReadingCount;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;

/** Adds up one lamp's quarter hour while its readings are gone through. */
final class IntervalAccumulator {
  private final String lampId;
  private final DarknessCache darkness;
  private final IntervalAccumulator other;

  private boolean energyKnown;
  private long measuredMwh;
  private long interpolatedMwh;
  private long estimatedMwh;
  private long dayMwh;
  private long dayBurnMwh;
  private long fromPowerMwh;
  private long unbookedMwh;
  private int accepted;
  private int flags;
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

  /**
   * @param other another lamp that this controller served in the same quarter hour, or null
   */
  IntervalAccumulator(String lampId, DarknessCache darkness, IntervalAccumulator other) {
    this.lampId = lampId;
    this.darkness = darkness;
    this.other = other;
  }

  String lampId() {
    return lampId;
  }

  DarknessCache darkness() {
    return darkness;
  }

  /** The accumulator of another lamp in the same quarter hour, or null. */
  IntervalAccumulator other() {
    return other;
  }

  void flag(MeterFlag flag) {
    flags |= flag.bit();
  }

  /** A reporting slot of the quarter hour has a reading. */
  void countSlot() {
    accepted++;
  }

  /** Adds the values of an instant to the averages; each instant counts once. */
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

  /** Books energy of a pair of readings. */
  void book(ReadingPair pair, BookingRule rule, EnergyClass energyClass, long mwh, long ofDayMwh) {
    energyKnown = true;
    flags |= rule.flags() | (pair.gap() ? MeterFlag.GAP.bit() : 0);
    fromPowerMwh += rule == BookingRule.POWER ? mwh : 0;
    dayMwh += ofDayMwh;
    dayBurnMwh += pair.burning() ? ofDayMwh : 0;
    switch (energyClass) {
      case MEASURED -> measuredMwh += mwh;
      case INTERPOLATED -> interpolatedMwh += mwh;
      case ESTIMATED -> estimatedMwh += mwh;
    }
  }

  /** The register moved by more than can have been used. */
  void leaveUnbooked(long mwh) {
    unbookedMwh += mwh;
  }

  /**
   * Some seconds in which it is known whether the lamp burned.
   *
   * @param dark seconds of them within the dark period
   * @param scheduled of the dark ones those in which the schedule wants light
   * @param wanted like {@code scheduled}, but as an override commanded it when there was one
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

  /** The figures of the quarter hour. */
  IntervalFigures close(
      AssignmentTimeline timeline,
      long quarter,
      ContributionSource source,
      boolean decided,
      ControllerProgress progress) {
    IntervalExpectation expectation = IntervalExpectation.of(timeline, darkness, quarter);
    LampAssignment lamp = expectation.lamp();
    return new IntervalFigures(
        new IntervalKey(
            timeline.controller().cityId(), lampId, timeline.controller().controllerId(), quarter),
        source,
        new IntervalAttribution(
            lamp.deploymentId(),
            lamp.feederId(),
            timeline.expected().nightDay(timeline.zone(), quarter),
            timeline.expected().month(timeline.zone(), quarter)),
        energy(),
        averages(),
        light(expectation),
        new ReadingCount(expectation.readings(), accepted),
        flags,
        decided,
        progress);
  }

  private IntervalEnergy energy() {
    return energyKnown || unbookedMwh != 0
        ? new IntervalEnergy(
            energyKnown,
            measuredMwh,
            interpolatedMwh,
            estimatedMwh,
            dayMwh,
            dayBurnMwh,
            fromPowerMwh,
            unbookedMwh)
        : IntervalEnergy.UNKNOWN;
  }

  private Averages averages() {
    return powerCount + voltageCount + factorCount + dimCount == 0
        ? Averages.NONE
        : new Averages(
            powerSum,
            powerCount,
            powerMin,
            powerMax,
            voltageSum,
            voltageCount,
            factorSum,
            factorCount,
            dimSum,
            dimCount);
  }

  private LightSeconds light(IntervalExpectation expectation) {
    int wanted = expectation.wantedSeconds() + overridden;
    int scheduledOff = expectation.darkSeconds() - wanted - litUnwanted;
    return new LightSeconds(
        expectation.darkSeconds(), wanted, litDark, unlitWanted, scheduledOff, dayBurn);
  }
}
