package city.sawang.local.quarantine;

import city.sawang.local.InvalidInput;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The quarantine in the database. */
public final class RefusedPayloads {
  private static final String SELECT =
      """
      SELECT quarantine_id, received_at, topic, reason, detail, profile, element_index, payload, redriven_at
      FROM quality.quarantine
      """;

  private final DataSource database;

  /**
   * @param database as a login that may read the views and write the table
   */
  public RefusedPayloads(DataSource database) {
    this.database = database;
  }

  /**
   * The newest, newest first.
   *
   * @param city null: of every city
   * @param reason null: for whatever reason
   */
  public List<RefusedPayload> newest(String city, String reason, int limit) throws SQLException {
    return query(
        SELECT
            + """
            WHERE (?::text IS NULL OR city_id = ?) AND (?::text IS NULL OR reason = ?)
            ORDER BY received_at DESC, quarantine_id LIMIT ?
            """,
        city,
        city,
        reason,
        reason,
        limit);
  }

  /**
   * @throws InvalidInput when there is none
   */
  public RefusedPayload byId(String id) throws SQLException {
    List<RefusedPayload> found = query(SELECT + "WHERE quarantine_id = ?", id);
    if (found.isEmpty()) {
      throw new InvalidInput(
          "no refusal with id %s; 'sawang quarantine list' shows them".formatted(id));
    }
    return found.get(0);
  }

  /** In the order of the ids. */
  public List<RefusedPayload> byIds(List<String> ids) throws SQLException {
    List<RefusedPayload> found = new ArrayList<>();
    for (String id : ids) {
      found.add(byId(id));
    }
    return found;
  }

  /** Remembers that it was sent in again. */
  void markRedriven(String id, Instant at) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE store.quarantine SET redriven_at = ? WHERE quarantine_id = ?")) {
      update.setTimestamp(1, Timestamp.from(at));
      update.setString(2, id);
      update.executeUpdate();
    }
  }

  private List<RefusedPayload> query(String sql, Object... parameters) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<RefusedPayload> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Timestamp redriven = row.getTimestamp("redriven_at");
          found.add(
              new RefusedPayload(
                  row.getString("quarantine_id"),
                  row.getTimestamp("received_at").toInstant(),
                  row.getString("topic"),
                  row.getString("reason"),
                  row.getString("detail"),
                  row.getString("profile"),
                  row.getInt("element_index"),
                  row.getBytes("payload"),
                  redriven == null ? null : redriven.toInstant()));
        }
      }
      return found;
    }
  }
}
