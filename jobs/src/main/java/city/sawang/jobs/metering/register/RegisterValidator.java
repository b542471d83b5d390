package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;

/**
 * Validates registers (VEE: validation, estimation, editing): reads them in log order and keeps one
 * reference read, from which the next difference is taken. Every decision looks ahead at most {@link
 * MeteringRules#LOOK_AHEAD_READINGS} registers, so that a new reading only touches the decisions near
 * it (METERING.md#register).
 */
public final class RegisterValidator {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final boolean truncated;

  /**
   * @param truncated the log does not begin with the first reading ever: its first reference
   *     read stays what it is
   */
  public RegisterValidator(LogView view, AssignmentTimeline timeline, boolean truncated) {
    this.view = view;
    this.timeline = timeline;
    this.truncated = truncated;
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

  /**
   * Validates from {@code reference} on until the outcome is the one of before again.
   *
   * @param reference a reference read, or {@link LogView#NONE} to begin with the first register of
   *     the log
   * @param settledAfter decisions up to this index may differ from those of before
   * @return index of the last reference read that was validated, or {@link LogView#NONE}
   */
  public int decide(int reference, int settledAfter) {
    int current = reference;
    int candidate = reference == NONE ? firstRegister() : view.nextRegister(reference);
    while (candidate != NONE) {
      int end = current == NONE ? candidate : recovery(current, candidate);
      boolean wasReference;
      if (current == NONE || !isOneEpoch(current, candidate)) {
        wasReference = set(candidate, RegisterStatus.FIRST);
        current = candidate;
      } else if (end != NONE) {
        while (candidate != end) {
          set(candidate, RegisterStatus.REJECTED);
          candidate = view.nextRegister(candidate);
        }
        wasReference = set(end, RegisterStatus.NORMAL);
        current = end;
      } else {
        wasReference = set(candidate, fallOrJump(current, candidate));
        current = candidate;
      }
      if (wasReference && current > settledAfter) {
        return current;
      }
      candidate = view.nextRegister(current);
    }
    return current;
  }

  /** The first register of the log; there is one when a register was just put in. */
  public int firstRegister() {
    int index = view.firstFrom(Long.MIN_VALUE);
    return view.has(index) && view.get(index).reading().hasRegister() && view.isEffective(index)
        ? index
        : view.nextRegister(index);
  }

  private int startBefore(int changed) {
    int start = start();
    return start < changed ? start : NONE;
  }

  private boolean set(int index, RegisterStatus status) {
    boolean wasReference = view.get(index).status().isReference();
    view.setStatus(index, status);
    return wasReference;
  }

  private boolean isOneEpoch(int a, int b) {
    return timeline.isOneEpoch(
        timeline.segmentAt(view.get(a).at()), timeline.segmentAt(view.get(b).at()));
  }

  /** First of the candidate and its followers that continues the reference, or NONE. */
  private int recovery(int reference, int candidate) {
    int index = candidate;
    for (int ahead = 0; index != NONE; ahead++) {
      if (continues(reference, index)) {
        return index;
      }
      index = follower(candidate, index, ahead);
    }
    return NONE;
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

  /** c_j ≥ c_reference and the difference is no more than the lamp can have used. */
  private boolean continues(int reference, int index) {
    MeterReading from = view.get(reference).reading();
    MeterReading to = view.get(index).reading();
    long delta = to.energyMwh() - from.energyMwh();
    return delta >= 0
        && to.observedAt() - from.observedAt() <= MeteringRules.LONGEST_PAIR_MILLIS
        && delta <= RegisterLimits.capMwh(timeline, from, to, timeline.segmentAt(to.observedAt()));
  }

  private RegisterStatus fallOrJump(int reference, int candidate) {
    MeterReading from = view.get(reference).reading();
    MeterReading to = view.get(candidate).reading();
    if (to.energyMwh() >= from.energyMwh()
        || to.observedAt() - from.observedAt() > MeteringRules.LONGEST_PAIR_MILLIS) {
      return RegisterStatus.JUMP;
    }
    int segment = timeline.segmentAt(to.observedAt());
    long cap = RegisterLimits.capMwh(timeline, from, to, segment);
    long modulus = RegisterLimits.modulusMwh(timeline, to, segment);
    if (modulus > 0
        && from.energyMwh() > modulus - modulus / MeteringRules.ROLLOVER_TOP_DIVISOR
        && from.energyMwh() < modulus
        && to.energyMwh() + modulus - from.energyMwh() <= cap) {
      return RegisterStatus.WRAP;
    }
    return to.energyMwh() <= cap && climbsAfter(candidate)
        ? RegisterStatus.RESET
        : RegisterStatus.JUMP;
  }

  /** The next two registers, as far as they have come and may be looked at, do not fall. */
  private boolean climbsAfter(int candidate) {
    int index = candidate;
    for (int ahead = 0; ahead < MeteringRules.RESET_CLIMBING_READINGS; ahead++) {
      int next = follower(candidate, index, ahead);
      if (next == NONE) {
        return true;
      }
      if (view.get(next).reading().energyMwh() < view.get(index).reading().energyMwh()) {
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
      if (!view.get(index).status().isFinalAtOnce() && !isLookAheadOver(index)) {
        return false;
      }
      index = view.previousRegister(index);
    }
    return true;
  }

  private boolean isLookAheadOver(int candidate) {
    if (view.get(candidate).status() == RegisterStatus.REJECTED) {
      return true;
    }
    int index = candidate;
    for (int ahead = 1; ahead <= MeteringRules.LOOK_AHEAD_READINGS; ahead++) {
      index = view.nextRegister(index);
      if (index == NONE) {
        return false;
      }
      if (!isOneEpoch(candidate, index)
          || view.get(index).at() - view.get(candidate).at() > MeteringRules.LOOK_AHEAD_MILLIS) {
        return true;
      }
    }
    return true;
  }
}
