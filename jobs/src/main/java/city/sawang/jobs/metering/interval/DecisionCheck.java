package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.register.RegisterValidator;

/**
 * Tells whether a quarter hour is decided: no further reading in order can change it
 * (METERING.md#decided).
 */
final class DecisionCheck {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final RegisterValidator validator;
  private final long newestRegisterAt;

  DecisionCheck(
      LogView view,
      AssignmentTimeline timeline,
      RegisterValidator validator,
      long newestRegisterAt) {
    this.view = view;
    this.timeline = timeline;
    this.validator = validator;
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
          return validator.isSettled(i);
        }
      }
    }
    int count = 0;
    for (int i = after; view.has(i); i++) {
      if (!isOneEpoch(i, segment)
          || (view.isEffective(i) && ++count == MeteringRules.LOOK_AHEAD_READINGS)
          || view.get(i).at() - end > MeteringRules.LOOK_AHEAD_MILLIS) {
        return true;
      }
    }
    return false;
  }

  private boolean isOneEpoch(int index, int segment) {
    return timeline.isOneEpoch(timeline.segmentAt(view.get(index).at()), segment);
  }
}
