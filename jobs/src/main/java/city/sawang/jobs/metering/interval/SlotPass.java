package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;
import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.log.LogView;

/**
 * Counts the reporting slots that have a reading. A slot belongs to the quarter hour it begins in
 * (METERING.md#slots).
 */
final class SlotPass {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final IntervalAccumulators accumulators;

  SlotPass(LogView view, AssignmentTimeline timeline, IntervalAccumulators accumulators) {
    this.view = view;
    this.timeline = timeline;
    this.accumulators = accumulators;
  }

  /**
   * @param from index of the first entry in the range
   */
  void run(int from) {
    long countedSlot = Long.MIN_VALUE;
    String countedLamp = null;
    for (int i = from; view.has(i); i++) {
      long at = view.get(i).at();
      int segment = timeline.segmentAt(at);
      LampAssignment lamp = timeline.lamp(segment);
      long interval = timeline.intervalMillis(segment);
      if (isOver(at, interval)) {
        return;
      }
      long slot = Math.floorDiv(at, interval) * interval;
      if (slot != countedSlot || !lamp.lampId().equals(countedLamp)) {
        count(slot, segment, lamp);
      }
      countedSlot = slot;
      countedLamp = lamp.lampId();
    }
  }

  /** No slot of a reading from here on begins in the range. */
  private boolean isOver(long at, long interval) {
    long end = accumulators.end();
    return at >= end && (QUARTER_MILLIS % interval == 0 || at >= end + interval);
  }

  private void count(long slot, int segment, LampAssignment lamp) {
    if (slot >= timeline.from(segment)
        && accumulators.covers(quarterOf(slot))
        && IntervalExpectation.isDue(timeline, lamp, slot)) {
      accumulators.of(quarterOf(slot), segment).countSlot();
    }
  }
}
