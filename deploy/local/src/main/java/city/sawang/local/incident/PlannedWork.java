package city.sawang.local.incident;

import java.time.Instant;

/**
 * A work that was announced.
 *
 * @param line of the file it stands in, counted from 1
 * @param scope LAMP, FEEDER or CITY
 * @param from inclusive
 * @param until exclusive; there is no work without an end
 */
record PlannedWork(
    int line,
    String cityId,
    String scope,
    String subjectId,
    Instant from,
    Instant until,
    String why,
    String who) {}
