package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;

/**
 * A row of {@code store.city_night} or {@code store.city_month}: the sums over all lamps of a city.
 *
 * @param day the night's name, or the first day of the month: days since 1970-01-01
 * @param lamps lamps that have a row in it
 * @param decided all lamp rows of it are decided, and the city's newest quarter hour is past its end
 */
public record CityPeriodRow(
    String cityId, int day, Measures measures, long lamps, boolean decided) {
  /** No lamp has a row any more: this one is to be deleted. */
  boolean isGone() {
    return measures.get(Measure.ROWS) == 0;
  }
}
