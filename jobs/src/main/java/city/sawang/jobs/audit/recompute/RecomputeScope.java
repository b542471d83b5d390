package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.CityZone;
import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import city.sawang.jobs.coverage.FirstNight;
import city.sawang.schemas.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Resolves the cities and the lamp that were requested to what the database knows.
 *
 * @param zones the cities and their time zones
 * @param lampId null: all lamps
 * @param firstNights by city: since when the published figures cover it
 */
record RecomputeScope(
    Map<String, ZoneId> zones, String lampId, Map<String, FirstNight> firstNights) {
  /**
   * Looks up what was asked for.
   *
   * @throws IllegalArgumentException for a city or lamp that there is not, naming what there is
   */
  static RecomputeScope find(Connection connection, Set<String> cities, String lampId)
      throws SQLException {
    Map<String, ZoneId> known = knownCities(connection);
    for (String city : new TreeSet<>(cities)) {
      if (!known.containsKey(city)) {
        throw new IllegalArgumentException(
            "--city %s: no such city in the database, expected one of %s"
                .formatted(city, known.keySet()));
      }
    }
    if (!cities.isEmpty()) {
      known.keySet().retainAll(cities);
    }
    String spelled = lampId;
    if (lampId != null) {
      Map<String, String> spellings = lampsCalled(connection, lampId, known.keySet());
      List<String> holders = List.copyOf(spellings.keySet());
      if (holders.isEmpty()) {
        throw new IllegalArgumentException(
            "--lamp %s: no such lamp in %s"
                .formatted(lampId, cities.isEmpty() ? "any city" : known.keySet()));
      }
      if (holders.size() > 1) {
        throw new IllegalArgumentException(
            "--lamp %s: there is one in each of %s, expected --city as well"
                .formatted(lampId, holders));
      }
      known.keySet().retainAll(holders);
      spelled = spellings.get(holders.get(0));
    }
    return new RecomputeScope(known, spelled, firstNights(connection));
  }

  private static Map<String, FirstNight> firstNights(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT city_id, first_night - date '1970-01-01', declared FROM store.city_beginning")) {
      Map<String, FirstNight> nights = new LinkedHashMap<>();
      while (row.next()) {
        String city = row.getString(1);
        nights.put(city, new FirstNight(city, row.getInt(2), row.getBoolean(3)));
      }
      return nights;
    }
  }

  private static Map<String, ZoneId> knownCities(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT city_id, %s
                FROM (SELECT city_id FROM store.registry_record UNION SELECT city_id FROM store.lamp_state
                      UNION SELECT city_id FROM store.city) k ORDER BY 1"""
                    .formatted(CityZone.of("k.city_id")))) {
      Map<String, ZoneId> cities = new LinkedHashMap<>();
      while (row.next()) {
        cities.put(row.getString(1), CityZone.parse(row.getString(1), row.getString(2)));
      }
      return cities;
    }
  }

  /** By city: its lamp of this id, as the registry or its rows spell it. */
  private static Map<String, String> lampsCalled(
      Connection connection, String lampId, Set<String> cities) throws SQLException {
    Map<String, String> spellings = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      for (String city : cities) {
        String where = " WHERE city_id = " + SqlLiterals.text(city);
        try (ResultSet row =
            statement.executeQuery(
                "SELECT lamp_id FROM store.lamp%1$s UNION SELECT lamp_id FROM store.lamp_night%1$s"
                    .formatted(where))) {
          while (row.next() && !lampId.equals(spellings.get(city))) {
            if (Identifiers.same(lampId, row.getString(1))) {
              spellings.put(city, row.getString(1));
            }
          }
        }
      }
    }
    return spellings;
  }

  Map<String, TimeRange> ranges(NightRange period) {
    Map<String, TimeRange> ranges = new LinkedHashMap<>();
    zones.forEach(
        (city, zone) -> ranges.put(city, new TimeRange(period.begin(zone), period.end(zone))));
    return ranges;
  }
}
