package city.sawang.jobs.coverage;

/**
 * Somebody in a city took a reading in a quarter hour.
 *
 * @param periodStart epoch milliseconds, multiple of 900,000
 * @param stranger lamp id under which an unregistered controller is booked; null: a registered one
 *     spoke, and the city's clock may go by it
 */
public record ActiveInterval(String cityId, long periodStart, String stranger) {}
