package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.LampAssignment;

/**
 * What is expected of a controller for one lamp in one quarter hour, whether it sends anything or
 * not: only its assignments decide, and only the time counts in which it serves the lamp
 * (METERING.md#duty).
 *
 * @param lamp the last assignment of the quarter hour to this lamp
 * @param readings reporting slots that begin in it
 * @param darkSeconds astronomical darkness; 0 for a meter
 * @param wantedSeconds of it those in which the schedule wants light
 */
record IntervalExpectation(LampAssignment lamp, int readings, int darkSeconds, int wantedSeconds) {
  private static final long SECOND = 1_000L;

  static IntervalExpectation of(AssignmentTimeline timeline, DarknessCache darkness, long quarter) {
    LampAssignment latest = timeline.lamp(darkness.segment());
    String lampId = latest.lampId();
    int readings = 0;
    long dark = 0;
    long wanted = 0;
    for (int i = 0; i < timeline.segments(); i++) {
      LampAssignment lamp = timeline.lamp(i);
      long from = Math.max(quarter, timeline.from(i));
      long to = Math.min(quarter + QUARTER_MILLIS, timeline.to(i));
      if (from < to && lamp.lampId().equals(lampId)) {
        latest = lamp;
        readings += slots(timeline, lamp, from, to);
        if (!lamp.isMeter()) {
          long begin = wholeSecond(from);
          long end = wholeSecond(to);
          DarknessCache here =
              i == darkness.segment() ? darkness : new DarknessCache(timeline, i, quarter);
          dark += here.darkMillis(begin, end);
          wanted += here.onMillis(begin, end);
        }
      }
    }
    return new IntervalExpectation(
        latest, readings, (int) (dark / SECOND), (int) (wanted / SECOND));
  }

  /** Reporting slots that begin within [from, to) and in which a reading is due. */
  private static int slots(AssignmentTimeline timeline, LampAssignment lamp, long from, long to) {
    long interval = lamp.intervalSeconds() * SECOND;
    int count = 0;
    for (long start = -Math.floorDiv(-from, interval) * interval; start < to; start += interval) {
      count += isDue(timeline, lamp, start) ? 1 : 0;
    }
    return count;
  }

  /** Whether a reading is due in the slot that begins at an instant. */
  static boolean isDue(AssignmentTimeline timeline, LampAssignment lamp, long start) {
    return !lamp.nightPowered() || timeline.expected().isOn(lamp.light(), timeline.zone(), start);
  }

  /** Seconds are counted from whole second to whole second, so that they add up exactly. */
  static long wholeSecond(long at) {
    return Math.floorDiv(at, SECOND) * SECOND;
  }
}
