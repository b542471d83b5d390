package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.FirstSteps;
import city.sawang.jobs.metering.log.HeldRun;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterFacts;
import city.sawang.jobs.metering.log.RegisterStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * Validates registers (VEE: validation, estimation, editing): reads them in log order and keeps one
 * reference read, from which the next difference is taken. Every decision looks ahead at most {@link
 * MeteringRules#LOOK_AHEAD_READINGS} registers, so that a new reading only touches the decisions near
 * it (METERING.md#register).
 */
public final class RegisterValidator {
  /** The reference read before another one. */
  private interface Chain {
    int before(int index);
  }

  /** What is made of the next registers: those before {@code read} are rejected. */
  private record NextRead(int read, RegisterStatus status) {}

  private final LogView view;
  private final AssignmentTimeline timeline;
  private final boolean truncated;
  private final long newestAt;
  private final RegisterResolution resolution;
  private final Chain decided;

  /** Whether any step up to 1 kWh is taken for that of the register. */
  private boolean generous;

  private int firstChange = NONE;
  private int lastChange = NONE;

  /**
   * @param summary of the controller; when its log does not begin with the first reading ever, the
   *     first reference read stays what it is
   */
  public RegisterValidator(LogView view, AssignmentTimeline timeline, ControllerSummary summary) {
    this.view = view;
    this.timeline = timeline;
    truncated = summary.isTruncated();
    newestAt = summary.newestObservedAt();
    resolution = new RegisterResolution(view, timeline, summary);
    decided = this::referenceBefore;
  }

  public RegisterResolution resolution() {
    return resolution;
  }

  /** What is known of the registers now. */
  public RegisterFacts facts() {
    return resolution.facts();
  }

  /** First register whose status {@link #decide} changed, or {@link LogView#NONE}. */
  public int firstChange() {
    return firstChange;
  }

  /** Last register whose status {@link #decide} changed, or {@link LogView#NONE}. */
  public int lastChange() {
    return lastChange;
  }

  /** No judgement after this instant looked further than to the reference read before it. */
  public long unusualAt() {
    return resolution.unusualAt();
  }

  /** The reference read to begin with when everything is validated again, or {@link LogView#NONE}. */
  public int start() {
    if (!truncated) {
      return NONE;
    }
    int index = firstRegister();
    while (index != NONE && !view.get(index).status().isReference()) {
      index = view.nextRegister(index);
    }
    return index;
  }

  /**
   * The reference read from which to validate again after the entry at {@code changed} came: one that
   * stays a reference read whatever the new entry is.
   *
   * @return its index, or {@link LogView#NONE} when the log begins first
   */
  public int safeReferenceBefore(int changed) {
    int index = changed;
    boolean calm = true;
    int newest = NONE;
    for (int back = 1; ; back++) {
      index = view.previousRegister(index);
      if (index == NONE) {
        // With nothing before that looks ahead, the nearest reference read will do.
        return calm ? newest : startBefore(changed);
      }
      RegisterStatus status = view.get(index).status();
      newest = newest == NONE ? index : newest;
      if (back <= MeteringRules.LOOK_AHEAD_READINGS) {
        calm &= status.isFinalAtOnce();
        if (back == MeteringRules.LOOK_AHEAD_READINGS && calm) {
          return newest;
        }
      } else if (status.isReference()) {
        return index;
      }
    }
  }

  /** The first register before another one whose judgement looked ahead to it, or that one itself. */
  public int oldestLookingAt(int index) {
    int oldest = index;
    int before = index;
    for (int back = 0; back < MeteringRules.LOOK_AHEAD_READINGS; back++) {
      before = view.previousRegister(before);
      if (before == NONE) {
        return oldest;
      }
      oldest = view.get(before).status().isFinalAtOnce() ? oldest : before;
    }
    return oldest;
  }

  /** It is the newest register, and nothing just before it waits for what comes after. */
  public boolean isCalmEnd(int index) {
    if (view.nextRegister(index) != NONE) {
      return false;
    }
    int after = index;
    for (int back = 0; back < MeteringRules.LOOK_AHEAD_READINGS; back++) {
      int before = view.previousRegister(after);
      if (before == NONE) {
        return true;
      }
      LogEntry entry = view.get(before);
      // A step that was timed by its arrival counts when it is not the end of a burst any more.
      boolean stepOpen = entry.reading().arrival() && energy(before) != energy(after);
      if (!entry.status().isFinalAtOnce() || stepOpen) {
        return false;
      }
      after = before;
    }
    return true;
  }

  /** Registers up to {@code changed} may tell other first steps than are known. */
  public boolean mayFindOtherSteps(int changed) {
    int before = view.previousRegister(changed);
    // The register after the third step tells whether it falls from there.
    return (before == NONE || view.get(before).at() <= resolution.firstSteps().enoughAt())
        && !resolution.isDeclared(changed);
  }

  /**
   * Looks for the first three steps of the register again.
   *
   * @return they are others than before
   */
  public boolean findFirstSteps(int changed) {
    FirstSteps known = resolution.firstSteps();
    if (resolution.isDeclared(changed)) {
      return false;
    }
    FirstSteps steps = firstSteps(known);
    if (steps.equals(known)) {
      return false;
    }
    resolution.take(resolution.facts().with(steps));
    return true;
  }

  /**
   * The first steps that are possible for a register that moves in steps of 1 kWh, but for those from
   * where the register had fallen to, and up to where it falls from.
   *
   * @param known those that were known before; they are held when they have left the log
   */
  private FirstSteps firstSteps(FirstSteps known) {
    Map<Integer, Integer> chain = new HashMap<>();
    generous = true;
    int current = start();
    int candidate = current == NONE ? firstRegister() : view.nextRegister(current);
    int begin = current == NONE ? candidate : current;
    FirstSteps steps =
        truncated && begin != NONE ? known.upTo(view.get(begin).at()) : FirstSteps.NONE;
    boolean fell = truncated && resolution.facts().held().stepMwh() < 0;
    while (candidate != NONE && !steps.isEnough()) {
      NextRead next = judge(current, candidate, index -> chain.getOrDefault(index, NONE));
      if (current != NONE) {
        long step = energy(next.read) - energy(current);
        if (next.status.isDifference() && step > 0 && !fell && isStepEnd(next.read)) {
          steps = steps.and(view.get(next.read).at(), step);
        }
        chain.put(next.read, current);
        fell = next.status != RegisterStatus.FIRST && (step < 0 || (fell && step == 0));
      }
      current = next.read;
      candidate = view.nextRegister(current);
    }
    generous = false;
    return steps;
  }

  /** The register does not fall from there; of one timed by its arrival that is known for good. */
  private boolean isStepEnd(int index) {
    int next = view.nextRegister(index);
    if (view.get(index).reading().arrival()
        && (hasClock() || next == NONE || isLastByArrival(next))) {
      return false;
    }
    return next == NONE || !isOneEpoch(index, next) || energy(next) >= energy(index);
  }

  /**
   * Validates from {@code reference} on until the outcome is the one of before again.
   *
   * @param reference a reference read, or {@link LogView#NONE} to begin with the first register of
   *     the log
   * @param settledAt decisions up to this instant may differ from those of before
   * @return index of the last reference read that was validated, or {@link LogView#NONE}
   */
  public int decide(int reference, long settledAt) {
    int current = reference;
    int candidate = reference == NONE ? firstRegister() : view.nextRegister(reference);
    while (candidate != NONE) {
      NextRead next = judge(current, candidate, decided);
      for (int i = candidate; i != next.read; i = view.nextRegister(i)) {
        set(i, RegisterStatus.REJECTED);
      }
      boolean wasReference = set(next.read, next.status);
      if (next.status.isDifference()) {
        resolution.accept(energy(next.read) - energy(current));
      }
      current = next.read;
      if (wasReference && view.get(current).at() > settledAt) {
        return current;
      }
      candidate = view.nextRegister(current);
    }
    return current;
  }

  /** The first register of the log; there is one when a register was just put in. */
  public int firstRegister() {
    int index = view.firstFrom(Long.MIN_VALUE);
    return view.has(index) && view.isRegister(index) ? index : view.nextRegister(index);
  }

  /** The last register of the log; there is one when a register was just put in. */
  public int lastRegister() {
    int end = view.firstFrom(Long.MAX_VALUE);
    return view.previousRegister(end);
  }

  private int startBefore(int changed) {
    int start = start();
    return start < changed ? start : NONE;
  }

  private boolean set(int index, RegisterStatus status) {
    RegisterStatus before = view.get(index).status();
    if (before != status) {
      firstChange = firstChange == NONE ? index : Math.min(firstChange, index);
      lastChange = lastChange == NONE ? index : Math.max(lastChange, index);
      view.setStatus(index, status);
    }
    if (status.isUnusual()) {
      resolution.noteUnusual(view.get(index).at());
    }
    return before.isReference();
  }

  private boolean isOneEpoch(int a, int b) {
    return timeline.isOneEpoch(
        timeline.segmentAt(view.get(a).at()), timeline.segmentAt(view.get(b).at()));
  }

  private long energy(int index) {
    return view.get(index).reading().energyMwh();
  }

  private int referenceBefore(int index) {
    int before = view.previousRegister(index);
    while (before != NONE && !view.get(before).status().isReference()) {
      before = view.previousRegister(before);
    }
    return before;
  }

  private NextRead judge(int reference, int candidate, Chain chain) {
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

  /** No later reading in order can change the decision on this read or on the three before it. */
  public boolean isSettled(int reference) {
    int index = reference;
    for (int back = 0; back <= MeteringRules.LOOK_AHEAD_READINGS && index != NONE; back++) {
      if (!isFinal(index) && !isLookAheadOver(index)) {
        return false;
      }
      index = view.previousRegister(index);
    }
    return true;
  }

  private boolean isFinal(int index) {
    LogEntry entry = view.get(index);
    RegisterStatus status = entry.status();
    if (isOpen(index)) {
      return false;
    }
    return status.isFinalAtOnce() && (status != RegisterStatus.COARSE || resolution.isKnown(index));
  }

  /** The device itself times some of its registers. */
  private boolean hasClock() {
    return resolution.facts().deviceReceivedAt() != Long.MIN_VALUE;
  }

  private boolean isLastByArrival(int index) {
    return view.get(index).reading().arrival() && view.nextRegister(index) == NONE;
  }

  /**
   * Timed by its arrival: more of a burst may follow, of which it would not be the last, or the device
   * may time registers itself.
   */
  public boolean isOpen(int index) {
    return isLastByArrival(index)
        || (view.get(index).reading().arrival() && hasClock() && opensUntil(index) >= newestAt);
  }

  /** Until when a register with a device time may still shadow this one. */
  public long opensUntil(int index) {
    long at = view.get(index).at();
    return at
        + MeteringRules.DEVICE_TIME_INTERVALS * timeline.intervalMillis(timeline.segmentAt(at));
  }

  private boolean isLookAheadOver(int candidate) {
    LogEntry entry = view.get(candidate);
    if (!resolution.isKnown(candidate)) {
      // It is judged anew with the third step.
      return false;
    }
    if (entry.status() == RegisterStatus.REJECTED) {
      return true;
    }
    int index = candidate;
    for (int ahead = 1; ahead <= MeteringRules.LOOK_AHEAD_READINGS; ahead++) {
      index = view.nextRegister(index);
      if (index == NONE) {
        return false;
      }
      boolean near =
          isOneEpoch(candidate, index)
              && view.get(index).at() - entry.at() <= MeteringRules.LOOK_AHEAD_MILLIS;
      if (isOpen(index) && (near || ahead == 1)) {
        return false;
      }
      if (!near) {
        return true;
      }
    }
    return true;
  }
}
