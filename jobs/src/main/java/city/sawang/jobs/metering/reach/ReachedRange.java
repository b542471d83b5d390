package city.sawang.jobs.metering.reach;

import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogView;

/** A range of quarter hours that grows with every instant it must reach. */
final class ReachedRange {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  ReachedRange(LogView view, AssignmentTimeline timeline) {
    this.view = view;
    this.timeline = timeline;
  }

  /** Start of the first quarter hour. */
  long first() {
    return first;
  }

  /** Start of the last quarter hour. */
  long last() {
    return last;
  }

  void reach(long at) {
    long quarter = quarterOf(at);
    first = Math.min(first, quarter);
    last = Math.max(last, quarter);
  }

  /** A reading counts for the slot it lies in, which may begin in an earlier quarter hour. */
  void reachSlot(long at) {
    long interval = timeline.intervalMillis(timeline.segmentAt(at));
    reach(Math.floorDiv(at, interval) * interval);
  }

  /** An entry, unless it lies further from the changed one than any pair of readings may be long. */
  void reachNear(int index, int changed) {
    if (isNear(Math.min(index, changed), Math.max(index, changed))) {
      reach(view.get(index).at());
    }
  }

  /** The registers after {@code end}, as many as there are up to {@code count}, near {@code index}. */
  void reachAfter(int index, int end, int count) {
    int i = end;
    for (int ahead = 1; ahead <= count; ahead++) {
      i = view.nextRegister(i);
      if (i == LogView.NONE || !isNear(index, i)) {
        return;
      }
      reach(view.get(i).at());
    }
  }

  boolean isNear(int from, int to) {
    return view.get(to).at() - view.get(from).at() <= MeteringRules.LONGEST_PAIR_MILLIS;
  }
}
