package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;

/**
 * Books energy between neighbouring readings that no register covers: from their power, or from what
 * was expected (METERING.md#no-counter). A pair is covered when a reference read follows that is not
 * the first at its lamp.
 */
final class PowerPass {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final IntervalAccumulators accumulators;
  private final long newestRegisterAt;

  PowerPass(
      LogView view,
      AssignmentTimeline timeline,
      IntervalAccumulators accumulators,
      long newestRegisterAt) {
    this.view = view;
    this.timeline = timeline;
    this.accumulators = accumulators;
    this.newestRegisterAt = newestRegisterAt;
  }

  /**
   * @param from index of the first entry in the range
   */
  void run(int from) {
    long end = accumulators.end();
    boolean usableAfter = false;
    boolean referenceAfter = newestRegisterAt < end;
    // The usable readings from here on are not covered yet.
    int uncovered = NONE;
    int newest = NONE;
    for (int i = start(from); view.has(i); i++) {
      LogEntry entry = view.get(i);
      if (entry.at() >= end && usableAfter && referenceAfter) {
        break;
      }
      if (!view.isEffective(i) || !view.isUsable(i)) {
        continue;
      }
      uncovered = uncovered == NONE ? i : uncovered;
      newest = i;
      usableAfter |= entry.at() >= end;
      if (entry.status().isReference()) {
        if (entry.status() == RegisterStatus.FIRST) {
          bookPairs(uncovered, i);
        }
        uncovered = i;
        referenceAfter |= entry.at() >= end;
      }
    }
    if (uncovered != NONE) {
      bookPairs(uncovered, newest);
    }
  }

  /** The last usable reading before the range, else the first one in it. */
  private int start(int from) {
    int before = view.previousEffective(from);
    while (before != NONE && !view.isUsable(before)) {
      before = view.previousEffective(before);
    }
    return before == NONE ? from : before;
  }

  private void bookPairs(int first, int last) {
    LogEntry before = view.get(first);
    for (int i = first + 1; i <= last; i++) {
      LogEntry entry = view.get(i);
      if (view.isEffective(i) && view.isUsable(i)) {
        int segment = timeline.segmentAt(entry.at());
        if (timeline.isOneEpoch(timeline.segmentAt(before.at()), segment)) {
          book(ReadingPair.of(timeline, before, entry, segment));
        }
        before = entry;
      }
    }
  }

  private void book(ReadingPair pair) {
    if (!pair.gap() && pair.hasPower()) {
      accumulators.book(
          pair.splitByTime(), BookingRule.POWER, pair.trapezoidMwh(), EnergyClass.MEASURED);
    } else if (timeline.isRegistered(pair.segment())
        && !timeline.lamp(pair.segment()).isMeter()
        && pair.millis() <= MeteringRules.LONGEST_PAIR_MILLIS) {
      accumulators.bookExpected(pair);
    } else {
      accumulators.bookNothing(pair, BookingRule.UNKNOWN);
    }
  }
}
