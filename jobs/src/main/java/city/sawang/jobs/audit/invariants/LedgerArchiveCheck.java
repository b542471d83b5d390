package city.sawang.jobs.audit.invariants;

import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that the rows of {@code store.reading} and {@code store.quarantine} that were received in an
 * hour are those that the ledger counted. Readings that came too late may be fewer in the archive: one that
 * comes again is counted again and archived once, because nothing remembers it.
 *
 * <p>Cost of a check: one hour of arrival, by the block ranges of {@code reading_received_at} and by
 * {@code quarantine_received_at}. With TimescaleDB only the chunks of the fourteen days before the
 * hour are opened, which are those that are not compressed yet; only when the counts differ then,
 * they are counted again over all chunks. Each hour is checked ten minutes after it closed and once
 * more a day later; after a start the last day's hours come one after the other.
 */
final class LedgerArchiveCheck implements InvariantCheck {
  private static final long HOUR = 3_600_000;
  private static final long CLOSED_FOR = 600_000;
  private static final long DAY = 24 * HOUR;
  private static final long UNCOMPRESSED = 14 * DAY;

  /** A device's clock may be ahead of the bridge's by so much, with a little more. */
  private static final long AHEAD = 900_000;

  private final Set<Long> once = new HashSet<>();
  private final Set<Long> twice = new HashSet<>();

  @Override
  public Invariant invariant() {
    return Invariant.LEDGER_ARCHIVE;
  }

  @Override
  public List<Location> due(long nowMillis) {
    long newest = Math.floorDiv(nowMillis - CLOSED_FOR, HOUR) * HOUR - HOUR;
    once.removeIf(hour -> hour < newest - 3 * DAY);
    twice.removeIf(hour -> hour < newest - 3 * DAY);
    for (long hour = newest; hour > newest - DAY; hour -= HOUR) {
      if (once.add(hour)) {
        return List.of(Location.everywhere(hour));
      }
    }
    for (long hour = newest - DAY; hour > newest - 2 * DAY; hour -= HOUR) {
      if (twice.add(hour)) {
        return List.of(Location.everywhere(hour));
      }
    }
    return List.of();
  }

  @Override
  public CheckResult check(Connection connection, Location location, long nowMillis)
      throws SQLException {
    CheckResult near = count(connection, location, true);
    return near.suspected().isEmpty() ? near : count(connection, location, false);
  }

  private CheckResult count(Connection connection, Location location, boolean nearOnly)
      throws SQLException {
    long hour = location.at();
    String near =
        nearOnly
            ? " AND observed_at >= %s AND observed_at < %s"
                .formatted(
                    SqlLiterals.instant(hour - UNCOMPRESSED),
                    SqlLiterals.instant(hour + HOUR + AHEAD))
            : "";
    String received =
        "received_at >= %s AND received_at < %s"
            .formatted(SqlLiterals.instant(hour), SqlLiterals.instant(hour + HOUR));
    // What the database itself refused was accepted before; its row stands in the quarantine as
    // text.
    String sql =
        """
        WITH archived AS (
          SELECT city_id, count(*) FILTER (WHERE lateness <> 'TOO_LATE') AS accepted,
                 count(*) FILTER (WHERE lateness = 'TOO_LATE') AS too_late
          FROM store.reading WHERE %1$s%2$s GROUP BY city_id),
        refused AS (
          SELECT coalesce(city_id, '(unknown)') AS city_id, count(*) AS refused
          FROM store.quarantine WHERE %1$s AND topic NOT LIKE 'store.%%' GROUP BY 1),
        unstorable AS (
          SELECT substring(line FROM 'cityId=([^,]*)') AS city_id, count(*) AS accepted
          FROM (SELECT convert_from(payload, 'UTF8') AS line FROM store.quarantine
                WHERE topic = 'store.reading' AND received_at >= %3$s) text
          WHERE substring(line FROM 'receivedAt=([0-9]+)')::bigint BETWEEN %4$d AND %5$d GROUP BY 1),
        counted AS (
          SELECT city_id, in_time + late_corrected AS accepted, too_late, quarantined
          FROM store.ledger_hour WHERE hour = %3$s)
        SELECT city_id, coalesce(c.accepted, 0), coalesce(a.accepted, 0) + coalesce(u.accepted, 0),
               coalesce(c.too_late, 0), coalesce(a.too_late, 0),
               coalesce(c.quarantined, 0), coalesce(r.refused, 0)
        FROM counted c FULL JOIN archived a USING (city_id) FULL JOIN refused r USING (city_id)
        LEFT JOIN unstorable u USING (city_id)"""
            .formatted(received, near, SqlLiterals.instant(hour), hour, hour + HOUR - 1);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      long subjects = 0;
      List<SuspectedViolation> suspected = new ArrayList<>();
      while (row.next()) {
        if (location.cityId() != null && !location.cityId().equals(row.getString(1))) {
          continue;
        }
        subjects += row.getLong(3) + row.getLong(5) + row.getLong(7);
        if (row.getLong(2) != row.getLong(3)) {
          suspected.add(finding(row, hour, 2, "accepted readings in time and late"));
        } else if (row.getLong(5) > row.getLong(4)) {
          suspected.add(finding(row, hour, 4, "readings that came too late"));
        } else if (row.getLong(6) != row.getLong(7)) {
          suspected.add(finding(row, hour, 6, "refused payloads"));
        }
      }
      return new CheckResult(subjects, suspected);
    }
  }

  private SuspectedViolation finding(ResultSet row, long hour, int column, String what)
      throws SQLException {
    return new SuspectedViolation(
        invariant(),
        row.getString(1),
        "",
        hour,
        row.getLong(column),
        row.getLong(column + 1),
        what + ": counted by the ledger, and in the table");
  }
}
