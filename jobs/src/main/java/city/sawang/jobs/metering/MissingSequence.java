package city.sawang.jobs.metering;

/**
 * Change of the number of holes in the device's own sequence numbers.
 *
 * @param receivedHour start of the hour (epoch milliseconds, of received_at) it is booked under
 * @param delta holes found (positive) or filled (negative)
 */
public record MissingSequence(long receivedHour, long delta) {}
