package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.interval.IntervalExpectation.wholeSecond;
import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;

/**
 * Books light and darkness from reading to reading: what one tells about light holds until the next
 * one that tells something, for two reporting intervals at most, and not beyond the newest reading
 * (METERING.md#light).
 */
final class LightPass {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final IntervalAccumulators accumulators;
  private int holder = NONE;
  private long newest;

  LightPass(LogView view, AssignmentTimeline timeline, IntervalAccumulators accumulators) {
    this.view = view;
    this.timeline = timeline;
    this.accumulators = accumulators;
  }

  /**
   * @param from index of the first entry in the range
   */
  void run(int from) {
    for (int i = start(from); view.has(i); i++) {
      long at = view.get(i).at();
      if (at >= accumulators.end() && isOver(at)) {
        newest = at;
        break;
      }
      if (view.isEffective(i)) {
        next(i, timeline.segmentAt(at));
      }
    }
    if (holder != NONE) {
      book(view.get(holder), null);
    }
  }

  /** The reading whose light may hold in the first quarter hour, else the first one in it. */
  private int start(int from) {
    long first = accumulators.first();
    long hold = timeline.longestHoldMillis();
    int before = view.previousEffective(from);
    while (before != NONE && first - view.get(before).at() < hold) {
      if (view.get(before).reading().tellsLight()) {
        return before;
      }
      before = view.previousEffective(before);
    }
    return from;
  }

  private void next(int index, int segment) {
    LogEntry entry = view.get(index);
    boolean tells = entry.reading().tellsLight() && !timeline.lamp(segment).isMeter();
    newest = entry.at();
    if (holder != NONE) {
      boolean oneEpoch = timeline.isOneEpoch(timeline.segmentAt(view.get(holder).at()), segment);
      if (!tells && oneEpoch) {
        return;
      }
      book(view.get(holder), tells && oneEpoch ? entry : null);
    }
    holder = tells ? index : NONE;
  }

  /** No reading from {@code nextAt} on can tell anything about the time before the end. */
  private boolean isOver(long nextAt) {
    if (holder == NONE) {
      return true;
    }
    long at = view.get(holder).at();
    return at >= accumulators.end() || nextAt > at + hold(timeline.segmentAt(at));
  }

  private long hold(int segment) {
    return LampLight.holdMillis(timeline, segment);
  }

  /**
   * @param next the next reading that tells something about light of the same lamp; null when there
   *     is none
   */
  private void book(LogEntry from, LogEntry next) {
    int segment = timeline.segmentAt(from.at());
    boolean lit = LampLight.isLit(timeline, from.reading(), segment);
    long begin = wholeSecond(from.at());
    long until = from.at() + hold(segment);
    if (next == null || next.at() > until) {
      long end = Math.min(Math.min(newest, until), timeline.epochEnd(segment));
      piece(from.reading(), segment, begin, wholeSecond(end), lit);
      return;
    }
    long end = wholeSecond(next.at());
    boolean litAfter = LampLight.isLit(timeline, next.reading(), timeline.segmentAt(next.at()));
    if (litAfter != lit && !isCommanded(from.reading())) {
      long at =
          timeline
              .expected()
              .onlySwitch(timeline.lamp(segment).light(), timeline.zone(), begin, end, litAfter);
      if (at != ExpectedState.NEVER) {
        piece(from.reading(), segment, begin, at, lit);
        piece(from.reading(), segment, at, end, litAfter);
        return;
      }
    }
    piece(from.reading(), segment, begin, end, lit);
  }

  /** The reading has an active override, and to which level. */
  private static boolean isCommanded(MeterReading reading) {
    return reading.overrideActive() == 1 && reading.dimCommandBp() >= 0;
  }

  /** The lamp may have been registered again meanwhile, with another schedule. */
  private void piece(MeterReading holding, int firstSegment, long from, long to, boolean lit) {
    long begin = from;
    for (int i = firstSegment; begin < to; i = AssignmentTimeline.nextAssignment(i)) {
      long segmentEnd = timeline.to(i);
      long end = segmentEnd >= to ? to : wholeSecond(segmentEnd);
      if (end > begin) {
        boolean commanded = isCommanded(holding);
        accumulators.light(begin, end, i, lit, commanded, commanded && holding.dimCommandBp() > 0);
        begin = end;
      }
    }
  }

  /**
   * Whether no further reading in order can tell anything about the light in a quarter hour.
   *
   * @param after index of the first entry at or after its end
   */
  static boolean isSettled(
      LogView view, AssignmentTimeline timeline, long start, int after, int segment) {
    if (timeline.lamp(segment).isMeter()) {
      return true;
    }
    int holder = lastTelling(view, timeline, start, after);
    if (holder == NONE) {
      return true;
    }
    long at = view.get(holder).at();
    int holderSegment = timeline.segmentAt(at);
    long until = at + LampLight.holdMillis(timeline, holderSegment);
    if (until <= start || !timeline.isOneEpoch(holderSegment, segment)) {
      return true;
    }
    for (int i = after; view.has(i); i++) {
      LogEntry entry = view.get(i);
      if (entry.at() >= until
          || !timeline.isOneEpoch(timeline.segmentAt(entry.at()), segment)
          || (view.isEffective(i) && entry.reading().tellsLight())) {
        return true;
      }
    }
    return false;
  }

  /** The last reading before {@code after} that tells about light, as far as it may still hold. */
  private static int lastTelling(LogView view, AssignmentTimeline timeline, long start, int after) {
    long hold = timeline.longestHoldMillis();
    int index = view.previousEffective(after);
    while (index != NONE && !view.get(index).reading().tellsLight()) {
      index = start - view.get(index).at() < hold ? view.previousEffective(index) : NONE;
    }
    return index;
  }
}
