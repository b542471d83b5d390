package city.sawang.jobs.coverage;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * The lighting night in which a lamp was commissioned, by the registry.
 *
 * @param day epoch day that names it
 * @param noon at which it begins, epoch milliseconds
 */
record CommissionedNight(int day, long noon) {
  static CommissionedNight of(int day, String zone) {
    return new CommissionedNight(day, noon(day, zone));
  }

  /** Local noon at which the lighting night of this name begins, epoch milliseconds. */
  static long noon(int night, String zone) {
    return LocalDate.ofEpochDay(night)
        .atTime(LocalTime.NOON)
        .atZone(ZoneId.of(zone))
        .toInstant()
        .toEpochMilli();
  }
}
