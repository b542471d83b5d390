package city.sawang.jobs.metering.interval;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.ControllerAssignments;

/**
 * Fills gaps: makes contributions for quarter hours in which a controller sent nothing, with what
 * was expected of it, and that nothing is known of what came of it. About the expectation they agree
 * exactly with a contribution from readings (METERING.md#expected). Not safe for use by several
 * threads.
 */
public final class ExpectedIntervals {
  private final ExpectedState expected = new ExpectedState();

  /**
   * @param assignment index of an assignment of the controller; the contribution is for its lamp and
   *     covers all the time of the quarter hour in which the controller serves that lamp
   * @param quarter start of a quarter hour, epoch milliseconds
   */
  public IntervalFigures of(ControllerAssignments controller, int assignment, long quarter) {
    AssignmentTimeline timeline = new AssignmentTimeline(controller, expected);
    int segment = AssignmentTimeline.segmentOf(assignment);
    DarknessCache darkness = new DarknessCache(timeline, segment, quarter);
    IntervalAccumulator nothing =
        new IntervalAccumulator(timeline.lamp(segment).lampId(), darkness, null);
    return nothing.close(
        timeline, quarter, ContributionSource.EXPECTATION, false, ControllerProgress.NONE);
  }
}
