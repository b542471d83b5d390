package city.sawang.jobs.metering.contribution;

/**
 * Which sums a quarter hour of a lamp belongs to.
 *
 * @param deploymentId null when not registered
 * @param feederId null when not registered
 * @param nightDay epoch day that names the lighting night of the quarter hour, in the city's zone
 * @param month calendar month of the quarter hour in the city's zone: 12 · year + month − 1
 */
public record IntervalAttribution(String deploymentId, String feederId, int nightDay, int month) {}
