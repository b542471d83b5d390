package city.sawang.schemas.registry;

import java.math.BigDecimal;

/** Reads latitude and longitude of a row or mapping, and names the usual ways to get them wrong. */
final class PlaceFields {
  private static final BigDecimal HIGHEST_LATITUDE = BigDecimal.valueOf(90);
  private static final BigDecimal HIGHEST_LONGITUDE = BigDecimal.valueOf(180);
  private static final BigDecimal METRES = BigDecimal.valueOf(10_000);

  private PlaceFields() {}

  /** The position; null when one of both is absent or wrong, which has then been reported. */
  static Position read(Fields fields) {
    LocatedValue latitude = fields.required("latitude");
    LocatedValue longitude = fields.required("longitude");
    String hint = hint(latitude, longitude);
    BigDecimal north = latitude.decimal("degrees north", "-90", "90", hint);
    BigDecimal east = longitude.decimal("degrees east", "-180", "180", hint);
    return north == null || east == null ? null : Position.of(north, east);
  }

  private static String hint(LocatedValue latitude, LocatedValue longitude) {
    if (within(METRES, latitude) && within(METRES, longitude)) {
      boolean swapped =
          !within(HIGHEST_LATITUDE, latitude)
              && within(HIGHEST_LONGITUDE, latitude)
              && within(HIGHEST_LATITUDE, longitude);
      return swapped ? "; latitude and longitude look swapped" : "";
    }
    return latitude.number().isPresent() && longitude.number().isPresent()
        ? "; this looks like metres of a map grid (UTM): convert to degrees of WGS 84"
        : "";
  }

  private static boolean within(BigDecimal most, LocatedValue degrees) {
    return degrees.number().filter(one -> one.abs().compareTo(most) <= 0).isPresent();
  }
}
