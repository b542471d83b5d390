package city.sawang.local.notify.outbox;

import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.schemas.HomeZone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** What the cities of the registry are called, and their zones. */
final class CityNames {
  private final Map<String, CityName> names;

  private CityNames(Map<String, CityName> names) {
    this.names = names;
  }

  static CityNames read(Connection connection) throws SQLException {
    Map<String, CityName> names = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT city_id, name_en, name_th, timezone FROM store.city");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        String id = row.getString("city_id");
        names.put(
            id,
            new CityName(
                id,
                row.getString("name_en"),
                row.getString("name_th"),
                ZoneId.of(row.getString("timezone"))));
      }
    }
    return new CityNames(names);
  }

  /** A city's names; of one that left the registry its id. */
  CityName of(String cityId) {
    CityName known = names.get(cityId);
    return known == null ? new CityName(cityId, cityId, cityId, HomeZone.ID) : known;
  }
}
