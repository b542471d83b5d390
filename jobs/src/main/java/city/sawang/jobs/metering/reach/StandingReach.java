package city.sawang.jobs.metering.reach;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import city.sawang.jobs.metering.register.RegisterValidator;
import city.sawang.jobs.metering.register.StandingTime;

/**
 * How far a change reaches through the times in which a register stood: what it moved by is booked
 * over them, and decided with the move (METERING.md#coarse).
 */
final class StandingReach {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final RegisterValidator validator;
  private final StandingTime standing;
  private final ReachedRange range;

  StandingReach(
      LogView view,
      AssignmentTimeline timeline,
      RegisterValidator validator,
      StandingTime standing,
      ReachedRange range) {
    this.view = view;
    this.timeline = timeline;
    this.validator = validator;
    this.standing = standing;
    this.range = range;
  }

  /**
   * What a register moved by is booked over the time before, in which it stood: now, and as it was
   * before the new reading.
   */
  void reachStanding(int begin, int end, int changed) {
    if (begin == NONE || end == NONE) {
      return;
    }
    int from =
        validator.firstChange() == NONE ? changed : Math.min(changed, validator.firstChange());
    // Whether a register that stood while power flowed moves on is told by what comes after.
    int stood = view.previousReference(changed);
    if (stood != NONE) {
      range.reachNear(standing.litRun(stood), changed);
    }
    int reference = view.get(begin).status().isReference() ? begin : NONE;
    if (reference != NONE) {
      // It stood up to a register whose look-ahead ends here.
      range.reachNear(standing.litRun(reference), changed);
    }
    for (int i = begin + 1; i <= end; i++) {
      LogEntry entry = view.get(i);
      if (entry.status().isReference()) {
        if (reference != NONE) {
          range.reachNear(standing.begin(reference, i), changed);
        }
        reference = i;
      }
      if (entry.statusBefore() == RegisterStatus.COARSE) {
        range.reachNear(standing.wholeBefore(i), changed);
      } else if (entry.statusBefore() == RegisterStatus.NORMAL && i >= from) {
        range.reachNear(standing.litBefore(i), changed);
      }
    }
    if (reference != NONE && reference >= changed) {
      reachMoveAfter(reference, changed);
      range.reachNear(validator.resolution().standingEnd(reference), changed);
    }
  }

  /** The new reading stands where the register stands: the next move is booked over it. */
  private void reachMoveAfter(int reference, int changed) {
    boolean coarse = validator.unusualAt() > view.get(reference).at();
    int move = standing.nextMove(reference, coarse);
    if (move != NONE) {
      reachMove(standing.begin(view.previousReference(move), move), move, reference, changed);
      RegisterStatus before = view.get(move).statusBefore();
      if (before.isDifference()) {
        boolean wasCoarse = before == RegisterStatus.COARSE;
        reachMove(
            wasCoarse ? standing.wholeBefore(move) : standing.litBefore(move),
            move,
            reference,
            changed);
      }
    }
  }

  private void reachMove(int begin, int move, int reference, int changed) {
    if (begin <= reference) {
      range.reachNear(move, changed);
      range.reachNear(begin, changed);
    }
  }

  /**
   * When other registers count otherwise now, what was booked over the time in which a register
   * stood beside them may be another, too.
   */
  void reachRuns(int low, int high) {
    int from = validator.firstChange() == NONE ? low : Math.min(low, validator.firstChange());
    int to = Math.max(high, validator.lastChange());
    int before = view.previousReference(from);
    if (before != NONE) {
      range.reachNear(standing.runBegin(before), low);
    }
    int after = referenceAfter(to);
    if (after != NONE) {
      range.reachNear(after, low);
      int move = standing.nextMove(after, true);
      if (move != NONE) {
        range.reachNear(move, low);
      }
    }
  }

  /** What is decided by a register or the reference read before it, and by the move up to it. */
  void reachBehind(int index, int changed) {
    int reference = view.get(index).status().isReference() ? index : view.previousReference(index);
    int before = reference == NONE ? NONE : view.previousReference(reference);
    if (before == NONE) {
      int oldest = view.firstFrom(Long.MIN_VALUE);
      if (range.isNear(oldest, changed)) {
        range.reachSlot(view.get(oldest).at());
      }
      return;
    }
    range.reachNear(standing.litRun(before), changed);
    range.reachNear(standing.litRun(reference), changed);
  }

  /** Registers timed by their arrival that no device time shadows any more are settled now. */
  void reachClosed(int index, long newestBefore, long newestAt) {
    long widest = MeteringRules.DEVICE_TIME_INTERVALS * timeline.longestIntervalMillis();
    if (newestBefore == newestAt || newestBefore == Long.MIN_VALUE) {
      return;
    }
    for (int i = view.firstFrom(newestBefore - widest);
        view.has(i) && view.get(i).at() < newestAt;
        i++) {
      long until = validator.settlement().opensUntil(i);
      if (view.get(i).reading().arrival()
          && view.isRegister(i)
          && until >= newestBefore
          && until < newestAt) {
        reachBehind(validator.settlement().oldestLookingAt(i), index);
      }
    }
  }

  /** The first reference read after an entry, else the last register there is; NONE without any. */
  int referenceAfter(int index) {
    int last = view.isRegister(index) ? index : NONE;
    for (int i = view.nextRegister(index); i != NONE; i = view.nextRegister(i)) {
      last = i;
      if (view.get(i).status().isReference()) {
        break;
      }
    }
    return last;
  }
}
