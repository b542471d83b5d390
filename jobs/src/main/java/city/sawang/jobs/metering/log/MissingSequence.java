package city.sawang.jobs.metering.log;

/**
 * Change of the number of gaps in the device's own sequence numbers.
 *
 * @param receivedHour start of the hour (epoch milliseconds, of received_at) it is booked under
 * @param delta missing numbers found (positive) or filled (negative)
 */
public record MissingSequence(long receivedHour, long delta) {}
