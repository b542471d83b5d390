package city.sawang.jobs.audit.invariants;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads and writes {@code store.invariant_violation} and {@code store.invariant_check}. */
final class ViolationStore {
  private static final int OPEN_CHECKED = 50;

  private ViolationStore() {}

  /** The oldest violations of an invariant that are in the table. */
  static List<SuspectedViolation> openOf(Connection connection, Invariant invariant)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT city_id, subject_id, (extract(epoch FROM at) * 1000)::bigint, expected, found, detail
            FROM store.invariant_violation WHERE invariant = ? ORDER BY detected_at LIMIT ?""")) {
      statement.setString(1, invariant.name());
      statement.setInt(2, OPEN_CHECKED);
      try (ResultSet row = statement.executeQuery()) {
        List<SuspectedViolation> open = new ArrayList<>();
        while (row.next()) {
          open.add(
              new SuspectedViolation(
                  invariant,
                  row.getString(1),
                  row.getString(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getString(6)));
        }
        return open;
      }
    }
  }

  /** Adds a violation, or brings its numbers up to date. */
  static void write(Connection connection, SuspectedViolation finding, long nowMillis)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            INSERT INTO store.invariant_violation (invariant, city_id, subject_id, at, expected, found, detail, detected_at)
            VALUES (?, ?, ?, to_timestamp(? / 1000.0::float8), ?, ?, ?, to_timestamp(? / 1000.0::float8))
            ON CONFLICT (invariant, city_id, subject_id, at) DO UPDATE
            SET expected = excluded.expected, found = excluded.found, detail = excluded.detail""")) {
      statement.setString(1, finding.invariant().name());
      statement.setString(2, finding.cityId());
      statement.setString(3, finding.subjectId());
      statement.setLong(4, finding.at());
      statement.setLong(5, finding.expected());
      statement.setLong(6, finding.found());
      statement.setString(7, finding.detail());
      statement.setLong(8, nowMillis);
      statement.executeUpdate();
    }
  }

  /** Takes a violation out of the table that no longer exists. */
  static void remove(Connection connection, SuspectedViolation fixed) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            DELETE FROM store.invariant_violation
            WHERE invariant = ? AND city_id = ? AND subject_id = ? AND at = to_timestamp(? / 1000.0::float8)""")) {
      statement.setString(1, fixed.invariant().name());
      statement.setString(2, fixed.cityId());
      statement.setString(3, fixed.subjectId());
      statement.setLong(4, fixed.at());
      statement.executeUpdate();
    }
  }

  /**
   * Writes when an invariant was checked.
   *
   * @param subjects rows that were compared
   */
  static void recordCheck(Connection connection, Invariant invariant, Instant now, long subjects)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            INSERT INTO store.invariant_check (invariant, checked_at, subjects, violations)
            SELECT ?, to_timestamp(? / 1000.0::float8), ?, count(*) FROM store.invariant_violation WHERE invariant = ?
            ON CONFLICT (invariant) DO UPDATE SET checked_at = excluded.checked_at,
              subjects = excluded.subjects, violations = excluded.violations""")) {
      statement.setString(1, invariant.name());
      statement.setLong(2, now.toEpochMilli());
      statement.setLong(3, subjects);
      statement.setString(4, invariant.name());
      statement.executeUpdate();
    }
  }

  /** How many violations are in the table, by invariant. */
  static Map<Invariant, Long> openByInvariant(Connection connection) throws SQLException {
    Map<Invariant, Long> open = new EnumMap<>(Invariant.class);
    for (Invariant invariant : Invariant.values()) {
      open.put(invariant, 0L);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT invariant, count(*) FROM store.invariant_violation GROUP BY 1")) {
      while (row.next()) {
        for (Invariant invariant : Invariant.values()) {
          if (invariant.name().equals(row.getString(1))) {
            open.put(invariant, row.getLong(2));
          }
        }
      }
    }
    return open;
  }
}
