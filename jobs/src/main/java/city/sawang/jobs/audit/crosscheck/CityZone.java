package city.sawang.jobs.audit.crosscheck;

import city.sawang.schemas.HomeZone;
import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * The time zone of a city, by which its nights and months are counted: that of the registry, or the
 * one that the stream takes for controllers of a city that is not registered.
 */
public final class CityZone {
  private CityZone() {}

  /**
   * An SQL expression with the name of the zone.
   *
   * @param registered an expression with the zone in the registry, NULL for a city that is not there
   */
  public static String orDefault(String registered) {
    return "coalesce(%s, %s)".formatted(registered, SqlLiterals.text(HomeZone.NAME));
  }

  /**
   * An SQL expression with the name of the zone.
   *
   * @param cityId an expression with the city
   */
  public static String of(String cityId) {
    return orDefault("(SELECT z.timezone FROM store.city z WHERE z.city_id = " + cityId + ")");
  }

  /**
   * A zone by its name.
   *
   * @throws IllegalArgumentException naming the city and what was expected
   */
  public static ZoneId parse(String city, String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "city %s: time zone %s, expected a name such as %s".formatted(city, name, HomeZone.NAME),
          e);
    }
  }
}
