package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.contribution.MeterFlag;

/**
 * A row of {@code store.lamp_quarter_hour}: the figures of a lamp position in a quarter hour, over
 * all controllers that served it. Sums are exact.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 * @param measures energy, light and readings; the energy is null when nothing is known
 * @param litSeconds burning seconds by day and night, 0…900
 * @param flags names of {@link MeterFlag}s, comma-separated; null when there is none
 */
public record LampQuarterHourRow(
    LampKey lamp,
    long periodStart,
    Attribution attribution,
    Measures measures,
    ElectricalAverages averages,
    int litSeconds,
    String flags,
    Finality finality) {
  boolean isDecided() {
    return finality != Finality.PROVISIONAL;
  }

  boolean isRetracted() {
    return finality == Finality.RETRACTED;
  }
}
