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
 * The seconds of the night divide without rest. Cost of a look: two quarter hours of all lamps, by
 * the index {@code lamp_quarter_hour_period}.
 */
final class DarkPeriodCheck implements InvariantCheck {
  private static final int MOST = 100;
  private final RoundRobin turns = new RoundRobin();

  @Override
  public Invariant invariant() {
    return Invariant.DARK_PERIOD;
  }

  @Override
  public List<Location> due(long nowMillis) {
    return Arrays.stream(turns.quarters(nowMillis)).mapToObj(Location::everywhere).toList();
  }

  @Override
  public Looked look(Connection connection, Location place, long nowMillis) throws SQLException {
    String sql =
        """
        WITH part AS (
          SELECT city_id, lamp_id, dark_period_s, lit_dark_s + dark_s + unknown_s + scheduled_off_s AS parts,
                 least(lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s) AS smallest
          FROM store.lamp_quarter_hour WHERE period_start = %s AND %s)
        SELECT city_id, lamp_id, dark_period_s, parts, smallest, (SELECT count(*) FROM part)
        FROM part WHERE dark_period_s <> parts OR smallest < 0 ORDER BY 1, 2 LIMIT %d"""
            .formatted(
                SqlLiterals.instant(place.at()),
                place.subjectId() == null
                    ? "true"
                    : "city_id = %s AND lamp_id = %s"
                        .formatted(
                            SqlLiterals.text(place.cityId()), SqlLiterals.text(place.subjectId())),
                MOST);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<SuspectedViolation> findings = new ArrayList<>();
      while (row.next()) {
        findings.add(
            new SuspectedViolation(
                invariant(),
                row.getString(1),
                row.getString(2),
                place.at(),
                row.getLong(3),
                row.getLong(4),
                "seconds of the dark period, and its parts; the smallest part is "
                    + row.getLong(5)));
      }
      return new Looked(findings.size(), findings);
    }
  }
}
