package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import city.sawang.jobs.metering.register.RegisterLimits;

/**
 * Books energy from reference read to reference read, once validation has decided on every register
 * (METERING.md#register).
 */
final class RegisterPass {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final IntervalAccumulators accumulators;
  private final long newestRegisterAt;

  RegisterPass(
      LogView view,
      AssignmentTimeline timeline,
      IntervalAccumulators accumulators,
      long newestRegisterAt) {
    this.view = view;
    this.timeline = timeline;
    this.accumulators = accumulators;
    this.newestRegisterAt = newestRegisterAt;
  }

  /**
   * @param from index of the first entry in the range
   */
  void run(int from) {
    if (newestRegisterAt < accumulators.first()) {
      return;
    }
    long end = accumulators.end();
    int reference = referenceBefore(from);
    boolean rejected = false;
    for (int i = reference == NONE ? from : reference + 1; view.has(i); i++) {
      LogEntry entry = view.get(i);
      if (entry.at() >= end && newestRegisterAt < end) {
        return;
      }
      if (!view.isEffective(i)) {
        continue;
      }
      if (entry.status() == RegisterStatus.REJECTED) {
        rejected = true;
        accumulators.flag(entry.at(), timeline.segmentAt(entry.at()), MeterFlag.METER_GLITCH);
      } else if (entry.status().isReference()) {
        book(reference, i, rejected);
        if (entry.at() >= end) {
          return;
        }
        reference = i;
        rejected = false;
      }
    }
  }

  private int referenceBefore(int from) {
    int index = view.previousRegister(from);
    while (index != NONE && !view.get(index).status().isReference()) {
      index = view.previousRegister(index);
    }
    return index;
  }

  private void book(int reference, int index, boolean rejected) {
    LogEntry k = view.get(index);
    int segment = timeline.segmentAt(k.at());
    if (isFrozen(index, segment)) {
      accumulators.flag(k.at(), segment, MeterFlag.METER_FROZEN);
    }
    if (k.status() == RegisterStatus.FIRST) {
      accumulators.bookNothing(
          ReadingPair.first(k, segment), reference == NONE ? BookingRule.FIRST : BookingRule.SWAP);
    } else if (reference != NONE) {
      book(ReadingPair.of(timeline, view.get(reference), k, segment), rejected);
    }
  }

  private void book(ReadingPair pair, boolean rejected) {
    LogEntry k = pair.to();
    int segment = pair.segment();
    long difference = k.reading().energyMwh() - pair.from().reading().energyMwh();
    switch (k.status()) {
      case NORMAL -> {
        bookDifference(pair, rejected ? BookingRule.GLITCH : BookingRule.NORMAL, difference);
        compareWithPower(pair, difference);
      }
      case WRAP -> {
        long modulus = RegisterLimits.modulusMwh(timeline, k.reading(), segment);
        bookDifference(pair, BookingRule.WRAP, difference + modulus);
        accumulators.flag(k.at(), segment, MeterFlag.METER_WRAP);
      }
      case RESET -> {
        bookDifference(pair, BookingRule.RESET, k.reading().energyMwh());
        long lost = Math.max(0, likelyMwh(pair) - k.reading().energyMwh());
        if (lost > 0) {
          accumulators.book(pair, BookingRule.REMAINDER, lost, EnergyClass.ESTIMATED);
        }
        accumulators.flag(k.at(), segment, MeterFlag.METER_RESET);
      }
      case JUMP -> {
        accumulators.bookNothing(pair, BookingRule.JUMP);
        accumulators.flag(pair.from().at(), segment, MeterFlag.METER_JUMP);
        accumulators.flag(k.at(), segment, MeterFlag.METER_JUMP);
      }
      default -> throw new IllegalStateException("no reference read: " + k.status());
    }
  }

  private void bookDifference(ReadingPair pair, BookingRule rule, long mwh) {
    accumulators.book(
        pair, rule, mwh, pair.gap() ? EnergyClass.INTERPOLATED : EnergyClass.MEASURED);
  }

  /**
   * What the lamp used at least between two readings around a reset: the lower of the two powers,
   * because then nothing is claimed when the register began again without losing anything; over a
   * gap what was expected, which of a meter is nothing (METERING.md#reset).
   */
  private long likelyMwh(ReadingPair pair) {
    if (!pair.gap() && pair.hasPower()) {
      return pair.leastMwh();
    }
    if (timeline.lamp(pair.segment()).isMeter()) {
      return 0;
    }
    return timeline
        .expected()
        .energyMwh(
            timeline.lamp(pair.segment()).light(),
            timeline.zone(),
            pair.from().at(),
            pair.to().at());
  }

  private void compareWithPower(ReadingPair pair, long difference) {
    if (pair.gap() || !pair.hasPower()) {
      return;
    }
    int segment = pair.segment();
    MeterReading from = pair.from().reading();
    MeterReading to = pair.to().reading();
    if (difference == 0
        && RegisterLimits.drawsPower(timeline, from, segment)
        && RegisterLimits.drawsPower(timeline, to, segment)
        && pair.trapezoidMwh() > MeteringRules.NOTICEABLE_MWH) {
      accumulators.flag(to.observedAt(), segment, MeterFlag.POWER_WITHOUT_ENERGY);
    }
    if (difference > MeteringRules.UNEXPLAINED_MWH
        && !LampLight.isLit(timeline, from, segment)
        && !LampLight.isLit(timeline, to, segment)) {
      accumulators.flag(to.observedAt(), segment, MeterFlag.ENERGY_WITHOUT_POWER);
    }
  }

  /** It is the last of six equal registers in a row, each while power flows. */
  private boolean isFrozen(int index, int segment) {
    long energy = view.get(index).reading().energyMwh();
    int i = index;
    for (int run = 1; run < MeteringRules.FROZEN_READINGS; run++) {
      if (!RegisterLimits.drawsPower(timeline, view.get(i).reading(), segment)) {
        return false;
      }
      i = view.previousRegister(i);
      if (i == NONE
          || view.get(i).reading().energyMwh() != energy
          || !timeline.isOneEpoch(timeline.segmentAt(view.get(i).at()), segment)) {
        return false;
      }
    }
    return RegisterLimits.drawsPower(timeline, view.get(i).reading(), segment);
  }
}
