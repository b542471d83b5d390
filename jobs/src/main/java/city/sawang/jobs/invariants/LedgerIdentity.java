package city.sawang.jobs.invariants;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Nothing in the ledger is unexplained. Cost of a look: the rows of two days of {@code
 * store.ledger_hour}, 48 a city, by a scan of that small table.
 */
final class LedgerIdentity implements Check {
  private static final long DAYS_BACK_MILLIS = 2 * 86_400_000L;

  @Override
  public Invariant invariant() {
    return Invariant.LEDGER_IDENTITY;
  }

  @Override
  public List<Place> due(long nowMillis) {
    return List.of(Place.everywhere(Long.MIN_VALUE));
  }

  @Override
  public Looked look(Connection connection, Place place, long nowMillis) throws SQLException {
    String hours =
        place.at() == Long.MIN_VALUE
            ? "hour > " + Sql.instant(nowMillis - DAYS_BACK_MILLIS)
            : "hour = " + Sql.instant(place.at()) + " AND city_id = " + Sql.text(place.cityId());
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT city_id, (extract(epoch FROM hour) * 1000)::bigint, received,
                       in_time + late_corrected + too_late + duplicate + quarantined
                FROM store.ledger_hour WHERE %s"""
                    .formatted(hours))) {
      long subjects = 0;
      List<Finding> findings = new ArrayList<>();
      while (row.next()) {
        subjects++;
        if (row.getLong(3) != row.getLong(4)) {
          findings.add(
              new Finding(
                  invariant(),
                  row.getString(1),
                  "",
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  "received, and what became of it"));
        }
      }
      return new Looked(subjects, findings);
    }
  }
}
