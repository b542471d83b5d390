package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;

/**
 * What a controller owes one lamp in one quarter hour, whether it speaks or not: only the placement
 * tells, and only the time counts in which the controller serves the lamp.
 *
 * @param lamp the last assignment of the quarter hour to this lamp
 * @param readings reporting slots that begin in it
 * @param darkSeconds astronomical darkness; 0 for a meter
 * @param wantedSeconds of it those in which the schedule wants light
 */
record Duty(LampAssignment lamp, int readings, int darkSeconds, int wantedSeconds) {
  private static final long SECOND = 1_000L;

  static Duty of(Site site, QuarterSky sky, long quarter) {
    LampAssignment latest = site.lamp(sky.slot);
    String lampId = latest.lampId();
    int readings = 0;
    long dark = 0;
    long wanted = 0;
    int slots = 2 * site.placement.assignments().size() + 1;
    for (int i = 0; i < slots; i++) {
      LampAssignment lamp = site.lamp(i);
      long from = Math.max(quarter, site.from(i));
      long to = Math.min(quarter + QUARTER_MILLIS, site.to(i));
      if (from < to && lamp.lampId().equals(lampId)) {
        latest = lamp;
        readings += slots(site, lamp, from, to);
        if (!lamp.meter()) {
          long begin = wholeSecond(from);
          long end = wholeSecond(to);
          QuarterSky here = i == sky.slot ? sky : new QuarterSky(site, i, quarter);
          dark += here.darkMillis(begin, end);
          wanted += here.onMillis(begin, end);
        }
      }
    }
    return new Duty(latest, readings, (int) (dark / SECOND), (int) (wanted / SECOND));
  }

  private static int slots(Site site, LampAssignment lamp, long from, long to) {
    long interval = lamp.intervalSeconds() * SECOND;
    int count = 0;
    for (long start = -Math.floorDiv(-from, interval) * interval; start < to; start += interval) {
      count += !lamp.nightPowered() || site.expected.isOn(lamp, site.zone(), start) ? 1 : 0;
    }
    return count;
  }

  /** Seconds are counted from whole second to whole second, so that they add up without a rest. */
  static long wholeSecond(long at) {
    return Math.floorDiv(at, SECOND) * SECOND;
  }
}
