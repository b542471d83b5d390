package city.sawang.jobs.audit.invariants;

import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that nothing in the ledger is unexplained. Cost of a check: the rows of two days of {@code
 * store.ledger_hour}, 48 a city, by a scan of that small table.
 */
final class LedgerIdentityCheck implements InvariantCheck {
  private static final long DAYS_BACK_MILLIS = 2 * 86_400_000L;

  @Override
  public Invariant invariant() {
    return Invariant.LEDGER_IDENTITY;
  }

  @Override
  public List<Location> due(long nowMillis) {
    return List.of(Location.everywhere(Long.MIN_VALUE));
  }

  @Override
  public CheckResult check(Connection connection, Location location, long nowMillis)
      throws SQLException {
    String hours =
        location.at() == Long.MIN_VALUE
            ? "hour > " + SqlLiterals.instant(nowMillis - DAYS_BACK_MILLIS)
            : "hour = "
                + SqlLiterals.instant(location.at())
                + " AND city_id = "
                + SqlLiterals.text(location.cityId());
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT city_id, (extract(epoch FROM hour) * 1000)::bigint, received,
                       in_time + late_corrected + too_late + duplicate + quarantined
                FROM store.ledger_hour WHERE %s"""
                    .formatted(hours))) {
      long subjects = 0;
      List<SuspectedViolation> suspected = new ArrayList<>();
      while (row.next()) {
        subjects++;
        if (row.getLong(3) != row.getLong(4)) {
          suspected.add(
              new SuspectedViolation(
                  invariant(),
                  row.getString(1),
                  "",
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  "received, and what became of it"));
        }
      }
      return new CheckResult(subjects, suspected);
    }
  }
}
