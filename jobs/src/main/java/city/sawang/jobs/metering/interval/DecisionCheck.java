package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;
import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import city.sawang.jobs.metering.register.RegisterSettlement;
import city.sawang.jobs.metering.register.StandingTime;

/**
 * Tells whether a quarter hour is decided: no further reading in order can change it
 * (METERING.md#decided).
 */
final class DecisionCheck {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final RegisterSettlement settlement;
  private final StandingTime standing;
  private final long newestRegisterAt;

  DecisionCheck(
      LogView view,
      AssignmentTimeline timeline,
      RegisterSettlement settlement,
      StandingTime standing,
      long newestRegisterAt) {
    this.view = view;
    this.timeline = timeline;
    this.settlement = settlement;
    this.standing = standing;
    this.newestRegisterAt = newestRegisterAt;
  }

  boolean isDecided(long quarter, int segment) {
    long end = quarter + QUARTER_MILLIS;
    int after = view.firstFrom(end);
    return isEnergyDecided(after, end, segment)
        && LightPass.isSettled(view, timeline, quarter, after, segment);
  }

  private boolean isEnergyDecided(int after, long end, int segment) {
    if (newestRegisterAt >= end) {
      for (int i = after; view.has(i); i++) {
        if (!isOneEpoch(i, segment)) {
          return true;
        }
        if (view.get(i).status().isReference()) {
          return settlement.isSettled(i) && isMoveSettled(i);
        }
      }
    }
    int count = 0;
    for (int i = after; view.has(i); i++) {
      if (view.get(i).status() == RegisterStatus.SHADOWED) {
        continue;
      }
      if (!isOneEpoch(i, segment)
          || (view.isEffective(i) && ++count == MeteringRules.LOOK_AHEAD_READINGS)
          || view.get(i).at() - end > MeteringRules.LOOK_AHEAD_MILLIS) {
        return true;
      }
    }
    return false;
  }

  /**
   * A register that stands while power flows will move, and that move is booked over the time in
   * which it stood.
   */
  private boolean isMoveSettled(int reference) {
    int before = view.previousReference(reference);
    if (before == NONE
        || view.get(before).reading().energyMwh() != view.get(reference).reading().energyMwh()
        || !standing.isLit(before, reference)) {
      return true;
    }
    int move = standing.nextMove(reference, false);
    if (move != NONE) {
      return settlement.isSettled(move);
    }
    return !standing.standsToTheEnd(reference, settlement::isOpen);
  }

  private boolean isOneEpoch(int index, int segment) {
    return timeline.isOneEpoch(timeline.segmentAt(view.get(index).at()), segment);
  }
}
