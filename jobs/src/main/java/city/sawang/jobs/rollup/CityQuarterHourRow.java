package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;

/**
 * A row of {@code store.city_quarter_hour}: the sums over all lamps of a city.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 */
public record CityQuarterHourRow(String cityId, long periodStart, Measures sums) {
  boolean isDecided() {
    return sums.get(Measure.UNDECIDED) == 0;
  }

  /** No lamp has a row any more: this one is to be deleted. */
  boolean isGone() {
    return sums.get(Measure.ROWS) == 0;
  }
}
