package city.sawang.jobs.audit.invariants;

import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks that the seconds of the dark period are divided completely. Cost of a check: two quarter hours of all lamps, by
 * the index {@code lamp_quarter_hour_period}.
 */
final class DarkPeriodCheck implements InvariantCheck {
  private static final int MOST = 100;
  private final RoundRobin roundRobin = new RoundRobin();

  @Override
  public Invariant invariant() {
    return Invariant.DARK_PERIOD;
  }

  @Override
  public List<Location> due(long nowMillis) {
    return Arrays.stream(roundRobin.quarters(nowMillis)).mapToObj(Location::everywhere).toList();
  }

  @Override
  public CheckResult check(Connection connection, Location location, long nowMillis)
      throws SQLException {
    String sql =
        """
        WITH part AS (
          SELECT city_id, lamp_id, dark_period_s, lit_dark_s + dark_s + unknown_s + scheduled_off_s AS parts,
                 least(lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s) AS smallest
          FROM store.lamp_quarter_hour WHERE period_start = %s AND %s)
        SELECT city_id, lamp_id, dark_period_s, parts, smallest, (SELECT count(*) FROM part)
        FROM part WHERE dark_period_s <> parts OR smallest < 0 ORDER BY 1, 2 LIMIT %d"""
            .formatted(
                SqlLiterals.instant(location.at()),
                location.subjectId() == null
                    ? "true"
                    : "city_id = %s AND lamp_id = %s"
                        .formatted(
                            SqlLiterals.text(location.cityId()),
                            SqlLiterals.text(location.subjectId())),
                MOST);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<SuspectedViolation> suspected = new ArrayList<>();
      while (row.next()) {
        suspected.add(
            new SuspectedViolation(
                invariant(),
                row.getString(1),
                row.getString(2),
                location.at(),
                row.getLong(3),
                row.getLong(4),
                "seconds of the dark period, and its parts; the smallest part is "
                    + row.getLong(5)));
      }
      return new CheckResult(suspected.size(), suspected);
    }
  }
}
