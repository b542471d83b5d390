package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;
import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;

/**
 * Averages the instantaneous values of the effective readings, opens the quarter hours between two of
 * them, and flags repeated instants and meter change-outs (METERING.md#interval).
 */
final class InstantPass {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final IntervalAccumulators accumulators;

  InstantPass(LogView view, AssignmentTimeline timeline, IntervalAccumulators accumulators) {
    this.view = view;
    this.timeline = timeline;
    this.accumulators = accumulators;
  }

  /**
   * @param from index of the first entry in the range
   */
  void run(int from) {
    int before = view.previousEffective(from);
    for (int i = from; view.has(i); i++) {
      LogEntry entry = view.get(i);
      int segment = timeline.segmentAt(entry.at());
      if (view.isEffective(i)) {
        if (before != NONE) {
          between(view.get(before), entry, segment);
        }
        if (entry.at() >= accumulators.end()) {
          return;
        }
        accumulators.of(quarterOf(entry.at()), segment).average(entry.reading());
        before = i;
      } else {
        accumulators.flag(entry.at(), segment, MeterFlag.REPEATED_INSTANT);
      }
    }
  }

  private void between(LogEntry a, LogEntry b, int segment) {
    if (!timeline.isOneEpoch(timeline.segmentAt(a.at()), segment)) {
      accumulators.flag(b.at(), segment, MeterFlag.METER_SWAP);
    } else if (b.at() - a.at() <= MeteringRules.LONGEST_PAIR_MILLIS) {
      accumulators.open(a.at(), b.at(), segment);
    }
  }
}
