package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;
import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;
import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import city.sawang.jobs.metering.register.RegisterLimits;
import city.sawang.jobs.metering.register.RegisterResolution;
import city.sawang.jobs.metering.register.StandingTime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Books energy from reference read to reference read, once validation has decided on every register
 * (METERING.md#register).
 */
final class RegisterPass {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final IntervalAccumulators accumulators;
  private final RegisterResolution resolution;
  private final StandingTime standing;
  private final long newestRegisterAt;

  RegisterPass(
      LogView view,
      AssignmentTimeline timeline,
      IntervalAccumulators accumulators,
      RegisterResolution resolution,
      StandingTime standing,
      long newestRegisterAt) {
    this.resolution = resolution;
    this.standing = standing;
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
    int reference = view.previousReference(from);
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
          bookMoveAfter(reference, i);
          return;
        }
        reference = i;
        rejected = false;
      }
    }
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
      book(reference, index, segment, rejected);
    }
  }

  /** A register that stands at the end of the range may move later by what was used in it. */
  private void bookMoveAfter(int reference, int index) {
    if (reference == NONE || !isOneEpoch(reference, index) || energy(reference) != energy(index)) {
      return;
    }
    int move = standing.nextMove(index, resolution.mayBeCoarseAfter(view.get(index).at()));
    if (move != NONE && isOneEpoch(index, move)) {
      book(view.previousReference(move), move, false);
    }
  }

  private boolean isOneEpoch(int a, int b) {
    return timeline.isOneEpochAt(view.get(a).at(), view.get(b).at());
  }

  private long energy(int index) {
    return view.get(index).reading().energyMwh();
  }

  private void book(int reference, int index, int segment, boolean rejected) {
    ReadingPair pair = ReadingPair.of(timeline, view.get(reference), view.get(index), segment);
    LogEntry k = pair.to();
    long difference = energy(index) - energy(reference);
    switch (k.status()) {
      case NORMAL, COARSE -> {
        bookDifference(pair, reference, index, rejected);
        compareWithPower(pair, index, difference);
      }
      case WRAP -> {
        long modulus = RegisterLimits.modulusMwh(timeline, k.reading(), segment);
        book(pair, BookingRule.WRAP, difference + modulus, hasBurst(reference, index));
        accumulators.flag(k.at(), segment, MeterFlag.METER_WRAP);
      }
      case RESET -> {
        book(pair, BookingRule.RESET, k.reading().energyMwh(), hasBurst(reference, index));
        long lost = Math.max(0, likelyMwh(pair) - k.reading().energyMwh());
        if (lost > 0) {
          accumulators.book(pair, BookingRule.REMAINDER, lost, EnergyClass.ESTIMATED);
        }
        accumulators.flag(k.at(), segment, MeterFlag.METER_RESET);
      }
      case FALL_BACK -> {
        accumulators.book(pair, BookingRule.FALL_BACK, likelyMwh(pair), EnergyClass.ESTIMATED);
        accumulators.flag(k.at(), segment, MeterFlag.METER_FALL_BACK);
      }
      case JUMP -> {
        accumulators.bookNothing(pair, BookingRule.JUMP);
        accumulators.leaveUnbooked(pair, Math.max(0, difference));
        accumulators.flag(pair.from().at(), segment, MeterFlag.METER_JUMP);
        accumulators.flag(k.at(), segment, MeterFlag.METER_JUMP);
      }
      default -> throw new IllegalStateException("no reference read: " + k.status());
    }
  }

  /** Some of the readings between came together, so that their times tell nothing. */
  private boolean hasBurst(int reference, int index) {
    for (int i = reference + 1; i < index; i++) {
      if (view.get(i).status() == RegisterStatus.BURST) {
        return true;
      }
    }
    return false;
  }

  private void book(ReadingPair pair, BookingRule rule, long mwh, boolean burst) {
    accumulators.book(
        pair, rule, mwh, pair.gap() || burst ? EnergyClass.INTERPOLATED : EnergyClass.MEASURED);
  }

  private void bookDifference(ReadingPair pair, int reference, int index, boolean rejected) {
    int begin = standing.begin(reference, index);
    long mwh = energy(index) - energy(reference);
    if (begin == reference) {
      book(
          pair,
          rejected ? BookingRule.GLITCH : BookingRule.NORMAL,
          mwh,
          hasBurst(reference, index));
      return;
    }
    List<ReadingPair> pairs = new ArrayList<>();
    int from = begin;
    boolean measured = quarterOf(view.get(begin).at()) + QUARTER_MILLIS >= pair.to().at();
    for (int i = begin + 1; i <= index; i++) {
      LogEntry entry = view.get(i);
      if (entry.status().isReference()) {
        ReadingPair part =
            ReadingPair.of(timeline, view.get(from), entry, timeline.segmentAt(entry.at()));
        measured &= !part.gap() && !hasBurst(from, i);
        pairs.add(part);
        from = i;
      }
    }
    spread(pairs, mwh, measured ? EnergyClass.MEASURED : EnergyClass.INTERPOLATED);
  }

  /** Books some energy over several pairs of readings, as their power shapes it. */
  private void spread(List<ReadingPair> pairs, long mwh, EnergyClass energyClass) {
    BigInteger[] weights = shape(pairs);
    BigInteger total = BigInteger.ZERO;
    for (BigInteger weight : weights) {
      total = total.add(weight);
    }
    BigInteger upTo = BigInteger.ZERO;
    long booked = 0;
    for (int i = 0; i < weights.length; i++) {
      upTo = upTo.add(weights[i]);
      long now = BigInteger.valueOf(mwh).multiply(upTo).divide(total).longValueExact();
      ReadingPair pair = pairs.get(i);
      accumulators.book(
          !pair.gap() && pair.hasPower() ? pair.splitByTime() : pair,
          BookingRule.COARSE,
          now - booked,
          energyClass);
      booked = now;
    }
  }

  /**
   * What each pair has of the energy: twice what its power uses, in mW·ms, where both powers are
   * known; else twice what was expected of the lamp. Where neither is known of some pair, or nothing
   * of all, time.
   */
  private BigInteger[] shape(List<ReadingPair> pairs) {
    BigInteger[] weights = new BigInteger[pairs.size()];
    boolean known = true;
    boolean zero = true;
    for (int i = 0; i < weights.length; i++) {
      ReadingPair pair = pairs.get(i);
      boolean expected =
          timeline.isRegistered(pair.segment()) && !timeline.lamp(pair.segment()).isMeter();
      boolean power = !pair.gap() && pair.hasPower();
      known &= power || expected;
      weights[i] = power || !expected ? pair.twiceUsed() : twiceExpected(pair);
      zero &= weights[i].signum() == 0;
    }
    if (!known || zero) {
      for (int i = 0; i < weights.length; i++) {
        weights[i] = BigInteger.valueOf(pairs.get(i).millis());
      }
    }
    return weights;
  }

  private BigInteger twiceExpected(ReadingPair pair) {
    return BigInteger.valueOf(
            timeline
                .expected()
                .milliwattMillis(
                    timeline.lamp(pair.segment()).light(),
                    timeline.zone(),
                    pair.from().at(),
                    pair.to().at()))
        .shiftLeft(1);
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

  private void compareWithPower(ReadingPair pair, int index, long difference) {
    if (pair.gap() || !pair.hasPower()) {
      return;
    }
    int segment = pair.segment();
    MeterReading from = pair.from().reading();
    MeterReading to = pair.to().reading();
    if (difference == 0
        && RegisterLimits.drawsPower(timeline, from, segment)
        && RegisterLimits.drawsPower(timeline, to, segment)
        && pair.trapezoidMwh() > MeteringRules.NOTICEABLE_MWH
        && resolution.mustHaveMoved(index)) {
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
    return RegisterLimits.drawsPower(timeline, view.get(i).reading(), segment)
        && resolution.mustHaveMoved(index);
  }
}
