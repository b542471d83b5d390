package city.sawang.jobs.audit.invariants;

import city.sawang.jobs.audit.invariants.InvariantCheck.Looked;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Looks again and again whether what always holds still does. What does not goes to {@code
 * store.invariant_violation}, and out of it again when a later look finds it mended; when each
 * invariant was looked at last stands in {@code store.invariant_check}.
 *
 * <p>A finding becomes a violation when two looks in a row say the same of it with the same numbers:
 * rows that are still on their way differ from look to look. Not safe for use by several threads.
 */
public final class InvariantMonitor {
  private static final int OPEN_LOOKED_AT = 50;

  private final DataSource database;
  private final int answerSeconds;
  private final List<InvariantCheck> checks;
  private final Map<Invariant, List<SuspectedViolation>> suspected = new EnumMap<>(Invariant.class);
  private final Map<Invariant, Long> found = new EnumMap<>(Invariant.class);

  /**
   * @param database as a login that may read the tables and write the violations: a member of
   *     sawang_sink
   * @param answerSeconds a statement that takes longer is given up, and so is the look
   */
  public InvariantMonitor(DataSource database, int answerSeconds) {
    this.database = database;
    this.answerSeconds = answerSeconds;
    this.checks =
        Stream.concat(
                Stream.of(
                    new LedgerIdentityCheck(), new LedgerArchiveCheck(), new DarkPeriodCheck()),
                RollUpCheck.all().stream())
            .toList();
  }

  /**
   * What a look came to.
   *
   * @param open violations that are in the table now, by invariant
   * @param found violations that this monitor has found since it was made, healed ones included
   */
  public record Report(Map<Invariant, Long> open, Map<Invariant, Long> found) {
    /** Violations that are in the table now, of all invariants. */
    public long openInAll() {
      return open.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Looks once at everything whose turn it is.
   *
   * @throws SQLException when the database does not answer, or not in time; the next look goes on
   *     where this one left off
   */
  public Report look(Instant now) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = '" + answerSeconds + "s'");
      }
      for (InvariantCheck check : checks) {
        run(connection, check, now.toEpochMilli());
      }
      Map<Invariant, Long> open = open(connection);
      note(connection, Invariant.ENERGY_IDENTITY, now, 0);
      // The jobs find these, and nothing takes them away.
      found.put(Invariant.ENERGY_IDENTITY, open.get(Invariant.ENERGY_IDENTITY));
      return new Report(open, new EnumMap<>(found));
    }
  }

  private void run(Connection connection, InvariantCheck check, long nowMillis)
      throws SQLException {
    List<SuspectedViolation> before = suspected.getOrDefault(check.invariant(), List.of());
    List<SuspectedViolation> open = openOf(connection, check.invariant());
    Set<Location> places = new LinkedHashSet<>(check.due(nowMillis));
    Stream.concat(before.stream(), open.stream())
        .map(SuspectedViolation::place)
        .forEach(places::add);
    long subjects = 0;
    List<SuspectedViolation> now = new ArrayList<>();
    List<Location> looked = new ArrayList<>();
    for (Location place : places) {
      Looked seen = check.look(connection, place, nowMillis);
      subjects += seen.subjects();
      looked.add(place);
      seen.findings().stream()
          .filter(one -> now.stream().noneMatch(one::isAbout))
          .forEach(now::add);
    }
    suspected.put(check.invariant(), now);
    for (SuspectedViolation finding : now) {
      boolean known = open.stream().anyMatch(finding::isAbout);
      if (known || before.contains(finding)) {
        if (!known) {
          found.merge(check.invariant(), 1L, Long::sum);
        }
        write(connection, finding, nowMillis);
      }
    }
    for (SuspectedViolation one : open) {
      boolean again = looked.stream().anyMatch(place -> place.covers(one));
      if (again && now.stream().noneMatch(one::isAbout)) {
        remove(connection, one);
      }
    }
    note(connection, check.invariant(), Instant.ofEpochMilli(nowMillis), subjects);
  }

  private static List<SuspectedViolation> openOf(Connection connection, Invariant invariant)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT city_id, subject_id, (extract(epoch FROM at) * 1000)::bigint, expected, found, detail
            FROM store.invariant_violation WHERE invariant = ? ORDER BY detected_at LIMIT ?""")) {
      statement.setString(1, invariant.name());
      statement.setInt(2, OPEN_LOOKED_AT);
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

  private static void write(Connection connection, SuspectedViolation finding, long nowMillis)
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

  private static void remove(Connection connection, SuspectedViolation healed) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            DELETE FROM store.invariant_violation
            WHERE invariant = ? AND city_id = ? AND subject_id = ? AND at = to_timestamp(? / 1000.0::float8)""")) {
      statement.setString(1, healed.invariant().name());
      statement.setString(2, healed.cityId());
      statement.setString(3, healed.subjectId());
      statement.setLong(4, healed.at());
      statement.executeUpdate();
    }
  }

  private static void note(Connection connection, Invariant invariant, Instant now, long subjects)
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

  private static Map<Invariant, Long> open(Connection connection) throws SQLException {
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
