package city.sawang.jobs.rollup;

/**
 * A row of {@code store.feeder_quarter_hour}: the sums over the lamps of a circuit, and what its
 * meters say.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 */
public record FeederQuarterHourRow(String cityId, String feederId, long periodStart, Sums sums) {
  boolean isDecided() {
    return sums.get(Sum.UNDECIDED) == 0;
  }

  /** No lamp and no meter says anything any more: the row is to be deleted. */
  boolean isGone() {
    return sums.get(Sum.ROWS) == 0 && sums.get(Sum.METER_ROWS) == 0;
  }
}
