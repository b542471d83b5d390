package city.sawang.jobs.metering.contribution;

/**
 * What a contribution is about: one lamp (or meter) in one quarter hour, as far as one controller
 * served it.
 *
 * @param periodStart start of the quarter hour, epoch milliseconds, multiple of 900,000
 */
public record IntervalKey(String cityId, String lampId, String controllerId, long periodStart) {}
