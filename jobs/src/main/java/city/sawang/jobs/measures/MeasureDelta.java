package city.sawang.jobs.measures;

/**
 * What has to be added to the measures of a circuit and of a city, because those of lamps (or of the
 * circuit's meters) in one quarter hour have changed: after − before.
 *
 * @param measures signed
 */
public record MeasureDelta(RollUpTarget target, Measures measures) {}
