package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;

/**
 * A row of {@code store.feeder_quarter_hour} or {@code store.city_quarter_hour}: the sums over the
 * lamps of a circuit or city, and the figures of the meters of a circuit.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 */
public record RollUpQuarterHourRow(RollUpKey key, long periodStart, Measures measures) {
  boolean isDecided() {
    return measures.get(Measure.UNDECIDED) == 0;
  }

  /** No lamp and no meter has a figure any more: the row is to be deleted. A city has no meters. */
  boolean isGone() {
    return measures.get(Measure.ROWS) == 0 && measures.get(Measure.METER_ROWS) == 0;
  }
}
