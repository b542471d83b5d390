package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;

/**
 * A row of {@code store.feeder_quarter_hour}: the sums over the lamps of a circuit, and what its
 * meters say.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 */
public record FeederQuarterHourRow(
    String cityId, String feederId, long periodStart, Measures sums) {
  boolean isDecided() {
    return sums.get(Measure.UNDECIDED) == 0;
  }

  /** No lamp and no meter says anything any more: the row is to be deleted. */
  boolean isGone() {
    return sums.get(Measure.ROWS) == 0 && sums.get(Measure.METER_ROWS) == 0;
  }
}
