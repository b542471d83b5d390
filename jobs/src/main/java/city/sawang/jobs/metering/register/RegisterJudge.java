package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.HeldRun;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;

/**
 * Judges one register against the reference read before it, looking ahead and back as far as it must
 * (METERING.md#register). Changes nothing.
 */
final class RegisterJudge {
  /** The reference read before another one. */
  @FunctionalInterface
  interface Chain {
    int before(int index);
  }

  /** What is made of the next registers: those before {@code read} are rejected. */
  record NextRead(int read, RegisterStatus status) {}

  private final LogView view;
  private final AssignmentTimeline timeline;
  private final boolean truncated;
  private final RegisterResolution resolution;

  /** Whether any step up to 1 kWh is taken for that of the register. */
  private final boolean generous;

  /**
   * @param truncated the log does not begin with the first reading ever
   * @param generous whether any step up to 1 kWh is taken for that of the register
   */
  RegisterJudge(
      LogView view,
      AssignmentTimeline timeline,
      boolean truncated,
      RegisterResolution resolution,
      boolean generous) {
    this.view = view;
    this.timeline = timeline;
    this.truncated = truncated;
    this.resolution = resolution;
    this.generous = generous;
  }

  NextRead judge(int reference, int candidate, Chain chain) {
    if (reference == NONE || !isOneEpoch(reference, candidate)) {
      return new NextRead(candidate, RegisterStatus.FIRST);
    }
    RegisterStatus continued = difference(reference, candidate, chain, reference);
    if (continued != RegisterStatus.NONE) {
      return new NextRead(candidate, continued);
    }
    if (view.get(candidate).at() - view.get(reference).at() > MeteringRules.LONGEST_PAIR_MILLIS) {
      return new NextRead(candidate, RegisterStatus.JUMP);
    }
    boolean falls = energy(candidate) < energy(reference);
    NextRead back = recovery(reference, candidate, chain);
    boolean steadyBack = back != null && falls && climbs(reference, candidate, back.read);
    if (back != null && !steadyBack) {
      return back;
    }
    if (!falls) {
      return new NextRead(candidate, RegisterStatus.JUMP);
    }
    return new NextRead(
        candidate, steadyBack ? RegisterStatus.FALL_BACK : fall(reference, candidate));
  }

  /** First of the candidate's followers that continues the reference; null when none does. */
  private NextRead recovery(int reference, int candidate, Chain chain) {
    int index = follower(candidate, candidate, 0);
    for (int ahead = 1; index != NONE; ahead++) {
      RegisterStatus continued = difference(reference, index, chain, reference);
      if (continued != RegisterStatus.NONE) {
        return new NextRead(index, continued);
      }
      index = follower(candidate, index, ahead);
    }
    return null;
  }

  /** The register after {@code index}, when it may still be looked at from {@code candidate}. */
  private int follower(int candidate, int index, int ahead) {
    if (ahead >= MeteringRules.LOOK_AHEAD_READINGS) {
      return NONE;
    }
    int next = view.nextRegister(index);
    if (next == NONE || !isOneEpoch(candidate, next)) {
      return NONE;
    }
    boolean near =
        view.get(next).at() - view.get(candidate).at() <= MeteringRules.LOOK_AHEAD_MILLIS;
    return ahead == 0 || near ? next : NONE;
  }

  /**
   * NORMAL or COARSE when the register does not fall and the difference is no more than the lamp can
   * have used, else NONE.
   *
   * @param decidedUpTo the steps up to this reference read show the resolution
   */
  private RegisterStatus difference(int reference, int index, Chain chain, int decidedUpTo) {
    LogEntry from = view.get(reference);
    LogEntry to = view.get(index);
    long difference = to.reading().energyMwh() - from.reading().energyMwh();
    if (difference < 0 || to.at() - from.at() > MeteringRules.LONGEST_PAIR_MILLIS) {
      return RegisterStatus.NONE;
    }
    int segment = timeline.segmentAt(to.at());
    long power = Math.max(from.reading().powerMw(), to.reading().powerMw());
    if (difference <= RegisterLimits.capMwh(timeline, segment, to.at() - from.at(), power)) {
      return RegisterStatus.NORMAL;
    }
    long beyond = difference - capSinceMoved(reference, index, segment, chain);
    boolean possible =
        generous && !resolution.isDeclared(index)
            ? beyond <= MeteringRules.LARGEST_RESOLUTION_MWH
            : resolution.covers(beyond, decidedUpTo, index);
    return possible ? RegisterStatus.COARSE : RegisterStatus.NONE;
  }

  /** The cap over the time since the register came to what the reference shows. */
  private long capSinceMoved(int reference, int index, int segment, Chain chain) {
    int moved = reference;
    int before = chain.before(moved);
    while (before != NONE
        && energy(before) == energy(reference)
        && isOneEpoch(before, reference)
        && view.get(index).at() - view.get(before).at() <= MeteringRules.LONGEST_PAIR_MILLIS) {
      moved = before;
      before = chain.before(moved);
    }
    long millis = view.get(index).at() - view.get(moved).at();
    long power = MeterReading.ABSENT;
    if (before == NONE && truncated && view.previousRegister(moved) == NONE) {
      // It came to what it shows before the log begins.
      HeldRun held = resolution.facts().held();
      power = held.powerMw();
      millis =
          held.isKnown()
              ? Math.min(MeteringRules.LONGEST_PAIR_MILLIS, view.get(index).at() - held.since())
              : millis + MeteringRules.defaults().horizonMillis();
    }
    for (int i = moved; i != NONE && i <= index; i = view.nextEffective(i)) {
      power = Math.max(power, view.get(i).reading().powerMw());
    }
    return RegisterLimits.capMwh(timeline, segment, millis, power);
  }

  /** What a register does that fell, and does not come back within the look-ahead. */
  private RegisterStatus fall(int reference, int candidate) {
    MeterReading from = view.get(reference).reading();
    MeterReading to = view.get(candidate).reading();
    int segment = timeline.segmentAt(to.observedAt());
    long millis = to.observedAt() - from.observedAt();
    long cap =
        RegisterLimits.capMwh(timeline, segment, millis, Math.max(from.powerMw(), to.powerMw()));
    long modulus = RegisterLimits.modulusMwh(timeline, to, segment);
    if (modulus > 0
        && from.energyMwh() > modulus - modulus / MeteringRules.ROLLOVER_TOP_DIVISOR
        && from.energyMwh() < modulus
        && to.energyMwh() + modulus - from.energyMwh() <= cap) {
      return RegisterStatus.WRAP;
    }
    if (!climbs(reference, candidate, NONE)) {
      return RegisterStatus.JUMP;
    }
    return to.energyMwh() <= cap ? RegisterStatus.RESET : RegisterStatus.FALL_BACK;
  }

  /**
   * Every step from the candidate on is possible, up to {@code last} or as far as may be looked at.
   */
  private boolean climbs(int reference, int candidate, int last) {
    int index = candidate;
    for (int ahead = 0; index != last; ahead++) {
      int next = follower(candidate, index, ahead);
      if (next == NONE) {
        return true;
      }
      RegisterStatus step =
          difference(index, next, i -> i <= candidate ? NONE : view.previousRegister(i), reference);
      if (step == RegisterStatus.NONE) {
        return false;
      }
      index = next;
    }
    return true;
  }

  boolean isOneEpoch(int a, int b) {
    return timeline.isOneEpochAt(view.get(a).at(), view.get(b).at());
  }

  long energy(int index) {
    return view.get(index).reading().energyMwh();
  }
}
