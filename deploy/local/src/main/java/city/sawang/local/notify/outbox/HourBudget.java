package city.sawang.local.notify.outbox;

import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.message.Notification.CodeCount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many openings of a city are announced one by one within an hour, and what came beyond that. Within
 * a transaction that has locked it ({@link #lock}): two processes do not use the same budget twice.
 */
final class HourBudget {
  private static final String USED =
      "SELECT coalesce(sum(announced), 0) FROM store.notification_hour WHERE city_id = ? AND hour ="
          + " ?";
  private static final String COUNT =
      """
      INSERT INTO store.notification_hour AS h (city_id, hour, code, announced, opened, ended) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (city_id, hour, code)
      DO UPDATE SET announced = h.announced + excluded.announced, opened = h.opened + excluded.opened, ended = h.ended + excluded.ended
      """;
  private static final String TAKE_PAST =
      """
      WITH past AS (DELETE FROM store.notification_hour WHERE hour < ? RETURNING city_id, hour, code, opened, ended)
      SELECT city_id, hour, code, opened, ended FROM past WHERE opened + ended > 0 ORDER BY city_id, hour, opened + ended DESC, code
      """;

  private record CityCode(String cityId, String code) {}

  private static final class Counts {
    private int announced;
    private int opened;
    private int ended;
  }

  private final Connection connection;
  private final int openings;
  private final OffsetDateTime hour;
  private final Map<String, Integer> used = new HashMap<>();
  private final Map<CityCode, Counts> changed = new LinkedHashMap<>();

  /**
   * @param openings of a city in an hour that are announced one by one
   * @param now in whose hour is counted
   */
  HourBudget(Connection connection, int openings, Instant now) {
    this.connection = connection;
    this.openings = openings;
    this.hour = now.truncatedTo(ChronoUnit.HOURS).atOffset(ZoneOffset.UTC);
  }

  /** Keeps others from it until the transaction ends. */
  void lock() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("LOCK TABLE store.notification_hour IN SHARE ROW EXCLUSIVE MODE");
    }
  }

  /** Whether an opening may be announced in a message of its own; it then counts as announced. */
  boolean take(String cityId, String code) throws SQLException {
    int before = used.containsKey(cityId) ? used.get(cityId) : read(cityId);
    boolean granted = before < openings;
    used.put(cityId, granted ? before + 1 : before);
    Counts counts = counts(cityId, code);
    if (granted) {
      counts.announced++;
    } else {
      counts.opened++;
    }
    return granted;
  }

  /** Counts the end of an incident whose opening came in a summary. */
  void countEnd(String cityId, String code) {
    counts(cityId, code).ended++;
  }

  private Counts counts(String cityId, String code) {
    return changed.computeIfAbsent(new CityCode(cityId, code), key -> new Counts());
  }

  private int read(String cityId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(USED)) {
      query.setString(1, cityId);
      query.setObject(2, hour);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Writes what was counted; the last thing of the transaction. */
  void write() throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(COUNT)) {
      for (Map.Entry<CityCode, Counts> one : changed.entrySet()) {
        update.setString(1, one.getKey().cityId());
        update.setObject(2, hour);
        update.setString(3, one.getKey().code());
        update.setInt(4, one.getValue().announced);
        update.setInt(5, one.getValue().opened);
        update.setInt(6, one.getValue().ended);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** What came beyond the budget of hours that are over; it is forgotten with that. */
  List<Notification.Summary> takePast(CityNames cities, Instant now) throws SQLException {
    record CityHour(String cityId, Instant hour) {}
    Map<CityHour, List<CodeCount>> counts = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(TAKE_PAST)) {
      query.setObject(1, hour);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          counts
              .computeIfAbsent(
                  new CityHour(
                      row.getString("city_id"),
                      row.getObject("hour", OffsetDateTime.class).toInstant()),
                  key -> new ArrayList<>())
              .add(new CodeCount(row.getString("code"), row.getInt("opened"), row.getInt("ended")));
        }
      }
    }
    List<Notification.Summary> summaries = new ArrayList<>();
    counts.forEach(
        (of, codes) ->
            summaries.add(
                new Notification.Summary(
                    "%s/summary/%s".formatted(of.cityId(), of.hour()),
                    now,
                    cities.of(of.cityId()),
                    of.hour(),
                    codes)));
    return summaries;
  }
}
