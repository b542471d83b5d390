package city.sawang.jobs.metering;

import city.sawang.jobs.expected.ExpectedState;

/**
 * Contributions for quarter hours in which a controller said nothing: what was expected of it, and
 * that nobody knows what came of it. They say about the expectation exactly what a contribution
 * from readings says. Not safe for use by several threads.
 */
public final class SilentQuarters {
  private final ExpectedState expected = new ExpectedState();

  /**
   * @param assignment index of an assignment in {@code placement}; the contribution is for its
   *     lamp and covers all the time of the quarter hour in which the controller serves that lamp
   * @param quarter start of a quarter hour, epoch milliseconds
   */
  public QuarterHourContribution of(Placement placement, int assignment, long quarter) {
    Site site = new Site(placement, expected);
    int slot = 2 * assignment + 1;
    QuarterSky sky = new QuarterSky(site, slot, quarter);
    QuarterAccount nothing = new QuarterAccount(site.lamp(slot).lampId(), sky, null);
    return nothing.close(site, Duty.of(site, sky, quarter), quarter, false, true, Long.MIN_VALUE);
  }
}
