package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.contribution.MeterFlag;

/**
 * A row of {@code store.lamp_night}: the sums over a lamp's quarter hours of one lighting night.
 *
 * @param night days since 1970-01-01 of the date of its dusk
 * @param attribution of the night's last quarter hour
 * @param flags names of {@link MeterFlag}s of any of its quarter hours, comma-separated; null when
 *     there is none
 * @param decided all its quarter hours are decided, and the lamp's newest one is past its end
 */
public record LampNightRow(
    LampKey lamp,
    int night,
    Attribution attribution,
    Measures measures,
    String flags,
    boolean decided) {
  /** No quarter hour of it has a row any more: this one is to be deleted. */
  boolean isRetracted() {
    return measures.get(Measure.ROWS) == 0;
  }
}
