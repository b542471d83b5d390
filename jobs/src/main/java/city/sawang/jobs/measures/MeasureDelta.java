package city.sawang.jobs.measures;

/**
 * What has to be added to the sums of a circuit and of a city, because the figures of lamps (or of
 * the circuit's meters) in one quarter hour have become others.
 *
 * @param feederId null: the lamp belongs to no circuit, or it no longer matters to which
 * @param periodStart epoch milliseconds, multiple of 900,000
 * @param nightDay epoch day that names the lighting night
 * @param month 12 · year + month − 1
 * @param sums signed
 */
public record MeasureDelta(
    String cityId, String feederId, long periodStart, int nightDay, int month, Measures sums) {}
