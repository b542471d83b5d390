package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.metering.input.AssignmentTimeline;

/**
 * Remembers darkness and expected light of one quarter hour at one lamp. Most quarter hours are dark
 * or bright from end to end; then no part of them needs to be looked up.
 */
final class DarknessCache {
  private static final long UNKNOWN = -1;

  private final AssignmentTimeline timeline;
  private final int segment;
  private final long quarter;
  private long wholeDark = UNKNOWN;
  private long wholeOn = UNKNOWN;

  /**
   * @param segment one in which the controller serves the lamp
   */
  DarknessCache(AssignmentTimeline timeline, int segment, long quarter) {
    this.timeline = timeline;
    this.segment = segment;
    this.quarter = quarter;
  }

  int segment() {
    return segment;
  }

  /** Dark milliseconds within [from, to), which lies in the quarter hour. */
  long darkMillis(long from, long to) {
    if (wholeDark == UNKNOWN) {
      wholeDark = dark(quarter, quarter + QUARTER_MILLIS);
    }
    if (wholeDark == 0) {
      return 0;
    }
    return wholeDark == QUARTER_MILLIS ? to - from : dark(from, to);
  }

  /** Milliseconds within [from, to) in which the schedule wants light. */
  long onMillis(long from, long to) {
    if (wholeOn == UNKNOWN) {
      wholeOn =
          darkMillis(quarter, quarter + QUARTER_MILLIS) == 0
              ? 0
              : on(quarter, quarter + QUARTER_MILLIS);
    }
    if (wholeOn == 0) {
      return 0;
    }
    return wholeOn == QUARTER_MILLIS ? to - from : on(from, to);
  }

  private long dark(long from, long to) {
    return timeline
        .expected()
        .darkMillis(timeline.lamp(segment).light(), timeline.zone(), from, to);
  }

  private long on(long from, long to) {
    return timeline.expected().onMillis(timeline.lamp(segment).light(), timeline.zone(), from, to);
  }
}
