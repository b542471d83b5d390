package city.sawang.schemas.registry;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A place on the earth (WGS 84). Whole microdegrees (11 cm) are exact and compare exactly.
 *
 * @param latitudeMicrodegrees north, −90,000,000…90,000,000
 * @param longitudeMicrodegrees east, −180,000,000…180,000,000
 */
public record Position(int latitudeMicrodegrees, int longitudeMicrodegrees) {
  private static final double EARTH_RADIUS_KM = 6371.0;

  static Position of(BigDecimal latitude, BigDecimal longitude) {
    return new Position(micro(latitude), micro(longitude));
  }

  /** Degrees north. */
  public double latitude() {
    return latitudeMicrodegrees / 1e6;
  }

  /** Degrees east. */
  public double longitude() {
    return longitudeMicrodegrees / 1e6;
  }

  /** Distance over ground in kilometres, by the haversine formula. */
  double kilometresTo(Position other) {
    double phi = Math.toRadians(latitude());
    double otherPhi = Math.toRadians(other.latitude());
    double a =
        haversine(otherPhi - phi)
            + Math.cos(phi)
                * Math.cos(otherPhi)
                * haversine(Math.toRadians(other.longitude() - longitude()));
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(a));
  }

  /** Latitude and longitude exchanged, as spreadsheets and GeoJSON like to have them. */
  Position swapped() {
    return new Position(longitudeMicrodegrees, latitudeMicrodegrees);
  }

  private static double haversine(double angle) {
    double half = Math.sin(angle / 2);
    return half * half;
  }

  private static int micro(BigDecimal degrees) {
    return degrees.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
  }
}
