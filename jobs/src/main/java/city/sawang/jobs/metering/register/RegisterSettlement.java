package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;

/** Tells which judgements no later reading in order can change (METERING.md#decided). */
public final class RegisterSettlement {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final RegisterResolution resolution;
  private final long newestAt;

  RegisterSettlement(
      LogView view,
      AssignmentTimeline timeline,
      RegisterResolution resolution,
      ControllerSummary summary) {
    this.view = view;
    this.timeline = timeline;
    this.resolution = resolution;
    newestAt = summary.newestObservedAt();
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
          timeline.isOneEpochAt(entry.at(), view.get(index).at())
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

  /**
   * Timed by its arrival: more of a burst may follow, of which it would not be the last, or the device
   * may time registers itself.
   */
  public boolean isOpen(int index) {
    return isLastByArrival(index)
        || (view.get(index).reading().arrival() && hasClock() && opensUntil(index) >= newestAt);
  }

  boolean isLastByArrival(int index) {
    return view.get(index).reading().arrival() && view.nextRegister(index) == NONE;
  }

  /** The device itself times some of its registers. */
  boolean hasClock() {
    return resolution.facts().deviceReceivedAt() != Long.MIN_VALUE;
  }

  /** Until when a register with a device time may still shadow this one. */
  public long opensUntil(int index) {
    long at = view.get(index).at();
    return at
        + MeteringRules.DEVICE_TIME_INTERVALS * timeline.intervalMillis(timeline.segmentAt(at));
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
}
