package city.sawang.jobs.metering.contribution;

/**
 * Completeness of a quarter hour, counted in reporting slots.
 *
 * @param expected slots that begin in it
 * @param accepted those of them with an accepted reading
 */
public record ReadingCount(int expected, int accepted) {}
