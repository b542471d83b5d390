package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.MeterFlag;

/**
 * A row of {@code store.lamp_quarter_hour}: what all controllers that served a lamp position in a
 * quarter hour say together. Measures are exact; averages are rounded half up.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 * @param sums energy, light and readings; the energy is null when nothing is known
 * @param litSeconds burning seconds by day and night, 0…900
 * @param flags names of {@link MeterFlag}s, comma-separated; null when there is none
 * @param decided no further reading in order can change it; only a late one
 * @param gone nobody says anything about this quarter hour any more: the row is to be deleted
 */
public record LampQuarterHourRow(
    String cityId,
    String lampId,
    long periodStart,
    String deploymentId,
    String feederId,
    Measures sums,
    Long activePowerAvgMilliwatts,
    Long activePowerMinMilliwatts,
    Long activePowerMaxMilliwatts,
    Long supplyVoltageAvgMillivolts,
    Integer powerFactorAvgBasisPoints,
    Integer dimActualAvgBasisPoints,
    int litSeconds,
    String flags,
    boolean decided,
    boolean gone) {}
