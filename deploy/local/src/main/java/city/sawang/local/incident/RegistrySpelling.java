package city.sawang.local.incident;

import city.sawang.schemas.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** How the registry spells the ids of lamps and feeders that people write in any case. */
final class RegistrySpelling {
  private final Connection connection;

  /** By city and column, by {@link Identifiers#comparable}. */
  private final Map<String, Map<String, String>> spellings = new HashMap<>();

  RegistrySpelling(Connection connection) {
    this.connection = connection;
  }

  /** Of a subject; the id as it is written when the registry has none like it. */
  String of(String cityId, String scope, String subjectId) throws SQLException {
    String column =
        switch (scope) {
          case "LAMP" -> "lamp_id";
          case "FEEDER" -> "feeder_id";
          default -> "city_id";
        };
    Map<String, String> known = spellings.get(cityId + ' ' + column);
    if (known == null) {
      known = read(cityId, column);
      spellings.put(cityId + ' ' + column, known);
    }
    return known.getOrDefault(Identifiers.comparable(subjectId), subjectId);
  }

  private Map<String, String> read(String cityId, String column) throws SQLException {
    Map<String, String> known = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT DISTINCT %1$s FROM registry.lamp WHERE city_id = ? AND %1$s IS NOT NULL"
                .formatted(column))) {
      query.setString(1, cityId);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          known.put(Identifiers.comparable(row.getString(1)), row.getString(1));
        }
      }
    }
    return known;
  }
}
