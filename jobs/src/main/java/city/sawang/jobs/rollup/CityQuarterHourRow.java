package city.sawang.jobs.rollup;

/**
 * A row of {@code store.city_quarter_hour}: the sums over all lamps of a city.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 */
public record CityQuarterHourRow(String cityId, long periodStart, Sums sums) {
  boolean isDecided() {
    return sums.get(Sum.UNDECIDED) == 0;
  }

  /** No lamp has a row any more: this one is to be deleted. */
  boolean isGone() {
    return sums.get(Sum.ROWS) == 0;
  }
}
