package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;

/**
 * Darkness and expected light of one quarter hour at one lamp. Most quarter hours are dark or bright
 * from end to end; then no part of them needs to be looked up.
 */
final class QuarterSky {
  private static final long UNKNOWN = -1;

  final int slot;
  private final Site site;
  private final long quarter;
  private long wholeDark = UNKNOWN;
  private long wholeOn = UNKNOWN;

  /**
   * @param slot one in which the lamp hangs
   */
  QuarterSky(Site site, int slot, long quarter) {
    this.site = site;
    this.slot = slot;
    this.quarter = quarter;
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
    return site.expected.darkMillis(site.lamp(slot), site.zone(), from, to);
  }

  private long on(long from, long to) {
    return site.expected.onMillis(site.lamp(slot), site.zone(), from, to);
  }
}
