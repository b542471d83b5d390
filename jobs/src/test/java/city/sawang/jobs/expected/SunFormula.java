package city.sawang.jobs.expected;

import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Calculates sunrise and sunset by the low-precision formulas for the position of the sun (Meeus,
 * Astronomical Algorithms, chapters 12 and 25), at Bangkok's date. Slow and plain.
 */
final class SunFormula {
  private static final double DAY_MILLIS = 86_400_000.0;
  private static final double UPPER_LIMB = -0.833;

  private SunFormula() {}

  /** Sunrise or sunset of a date at UTC+7, epoch milliseconds. */
  static long event(double latitude, double longitude, LocalDate date, boolean rise) {
    double noon = date.atTime(12, 0).toEpochSecond(ZoneOffset.ofHours(7)) * 1000.0;
    double at = noon + (rise ? -0.25 : 0.25) * DAY_MILLIS;
    // The sun moves while the event is sought: a few rounds settle it below a millisecond.
    for (int round = 0; round < 8; round++) {
      double[] sun = sun(at);
      double cosine =
          (sin(UPPER_LIMB) - sin(latitude) * sin(sun[1])) / (cos(latitude) * cos(sun[1]));
      double wanted = Math.toDegrees(Math.acos(cosine)) * (rise ? -1 : 1);
      double hour = normal(sidereal(at) + longitude - sun[0]);
      at += normal(wanted - hour) / 360.98565 * DAY_MILLIS;
    }
    return Math.round(at);
  }

  /** Right ascension and declination, degrees. */
  private static double[] sun(double at) {
    double t = (julianDay(at) - 2_451_545.0) / 36_525;
    double mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
    double anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t * t;
    double centre =
        (1.914602 - 0.004817 * t) * sin(anomaly)
            + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
            + 0.000289 * sin(3 * anomaly);
    double node = 125.04 - 1_934.136 * t;
    double longitude = mean + centre - 0.00569 - 0.00478 * sin(node);
    double obliquity = 23.439291 - 0.0130042 * t + 0.00256 * cos(node);
    double ascension = Math.toDegrees(Math.atan2(cos(obliquity) * sin(longitude), cos(longitude)));
    double declination = Math.toDegrees(Math.asin(sin(obliquity) * sin(longitude)));
    return new double[] {ascension, declination};
  }

  /** Sidereal time at Greenwich, degrees. */
  private static double sidereal(double at) {
    return 280.46061837 + 360.98564736629 * (julianDay(at) - 2_451_545.0);
  }

  private static double julianDay(double at) {
    return at / DAY_MILLIS + 2_440_587.5;
  }

  /** An angle between −180 and 180 degrees. */
  private static double normal(double degrees) {
    return degrees - 360 * Math.floor((degrees + 180) / 360);
  }

  private static double sin(double degrees) {
    return Math.sin(Math.toRadians(degrees));
  }

  private static double cos(double degrees) {
    return Math.cos(Math.toRadians(degrees));
  }
}
