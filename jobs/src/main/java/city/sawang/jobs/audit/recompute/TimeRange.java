package city.sawang.jobs.audit.recompute;

import java.io.Serializable;

/**
 * The time of a city that is recomputed.
 *
 * @param begin epoch milliseconds, inclusive; {@link Long#MIN_VALUE}: from the first reading on
 * @param end epoch milliseconds, exclusive; {@link Long#MAX_VALUE}: up to the last reading
 */
record TimeRange(long begin, long end) implements Serializable {}
