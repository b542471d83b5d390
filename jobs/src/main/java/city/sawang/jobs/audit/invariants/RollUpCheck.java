package city.sawang.jobs.audit.invariants;

import city.sawang.jobs.audit.crosscheck.CrossCheck;
import city.sawang.jobs.audit.crosscheck.LampTotals;
import city.sawang.jobs.audit.crosscheck.LampTotals.Quarters;
import city.sawang.jobs.audit.crosscheck.LampTotals.RollUp;
import city.sawang.jobs.audit.crosscheck.RowDifference;
import city.sawang.jobs.audit.crosscheck.RowDifference.DifferingValue;
import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Checks that a roll-up is the sum of what it rolls up. Only rows that have been quiet for {@link RoundRobin#QUIET}
 * are compared: the rows of a sum and the sum itself are written by different sinks.
 *
 * <p>Cost of a check: quarter hours of circuits and cities: two quarter hours of all lamps, by the
 * indexes over {@code period_start}. Nights of lamps: some {@value #LAMPS_A_CHECK} lamps' quarter
 * hours of one night, by the primary key; the lamps take turns by their hash. Nights of cities: all
 * lamps of one night by {@code lamp_night_night}, and 96 rows a city. Months: 3,000 rows a city.
 */
final class RollUpCheck implements InvariantCheck {
  private static final int MOST = 100;
  private static final int LAMPS_A_CHECK = 1_000;
  private static final List<String> PLAIN =
      List.of(
          "energy_mwh",
          "measured_mwh",
          "interpolated_mwh",
          "estimated_mwh",
          "unbooked_mwh",
          "readings_expected",
          "readings_accepted");

  private static final long HOUR = 3_600_000;

  /** Local noon of a date is at the earliest so long before its midnight UTC … */
  private static final long EARLIEST_NOON = -2 * HOUR;

  /** … and noon of the day after at the latest so long after it. */
  private static final long LATEST_NOON = 48 * HOUR;

  private final Invariant invariant;
  private final RollUp rollUp;
  private final LongFunction<long[]> roundRobin;
  private long checks;

  private RollUpCheck(Invariant invariant, RollUp rollUp, LongFunction<long[]> roundRobin) {
    this.invariant = invariant;
    this.rollUp = rollUp;
    this.roundRobin = roundRobin;
  }

  static List<InvariantCheck> all() {
    RoundRobin feeders = new RoundRobin();
    RoundRobin cities = new RoundRobin();
    RoundRobin lampNights = new RoundRobin();
    RoundRobin cityNights = new RoundRobin();
    RoundRobin months = new RoundRobin();
    return List.of(
        new RollUpCheck(
            Invariant.FEEDER_QUARTER_HOUR, RollUp.FEEDER_QUARTER_HOUR, feeders::quarters),
        new RollUpCheck(Invariant.CITY_QUARTER_HOUR, RollUp.CITY_QUARTER_HOUR, cities::quarters),
        new RollUpCheck(
            Invariant.LAMP_NIGHT, RollUp.LAMP_NIGHT, now -> new long[] {lampNights.night(now)}),
        new RollUpCheck(
            Invariant.CITY_NIGHT, RollUp.CITY_NIGHT, now -> new long[] {cityNights.night(now)}),
        new RollUpCheck(
            Invariant.CITY_MONTH, RollUp.CITY_MONTH, now -> new long[] {months.month(now)}));
  }

  @Override
  public Invariant invariant() {
    return invariant;
  }

  @Override
  public List<Location> due(long nowMillis) {
    checks++;
    return Arrays.stream(roundRobin.apply(nowMillis)).mapToObj(Location::everywhere).toList();
  }

  @Override
  public CheckResult check(Connection connection, Location location, long nowMillis)
      throws SQLException {
    long subjects = 0;
    List<SuspectedViolation> suspected = new ArrayList<>();
    for (CrossCheck crossCheck : crossChecks(connection, location, nowMillis)) {
      subjects += count(connection, "SELECT count(*) FROM (" + crossCheck.published() + ") p");
      for (RowDifference difference : crossCheck.first(connection, MOST)) {
        suspected.add(finding(location, difference));
      }
    }
    return new CheckResult(subjects, suspected);
  }

  private List<CrossCheck> crossChecks(Connection connection, Location location, long nowMillis)
      throws SQLException {
    String quiet =
        "greatest(p.updated_at, e.updated_at) < "
            + SqlLiterals.instant(nowMillis - RoundRobin.QUIET);
    return switch (rollUp) {
      case FEEDER_QUARTER_HOUR ->
          List.of(
              overLamps(
                  location,
                  // A circuit may have a meter and no lamp that reports.
                  quiet
                      + " AND NOT (e.there IS NULL AND p.lamps_expected = 0 AND p.energy_mwh IS NULL)"));
      case CITY_QUARTER_HOUR -> List.of(overLamps(location, quiet));
      case LAMP_NIGHT -> List.of(lampNights(connection, location, quiet));
      case CITY_NIGHT -> List.of(nightsOverLamps(location, quiet), overQuarters(location, quiet));
      case CITY_MONTH -> List.of(overQuarters(location, quiet));
    };
  }

  private CrossCheck overLamps(Location location, String quiet) {
    Quarters quarter =
        new Quarters(
            location.cityId() == null ? List.of() : List.of(location.cityId()),
            null,
            location.at(),
            location.at() + RoundRobin.QUARTER);
    return new CrossCheck(
        rollUp.table(),
        rollUp.key(),
        rollUp.sums(),
        "SELECT * FROM %s WHERE period_start = %s AND %s"
            .formatted(rollUp.table(), SqlLiterals.instant(location.at()), inCity(location)),
        LampTotals.query(rollUp, quarter),
        quiet);
  }

  private CrossCheck lampNights(Connection connection, Location location, String quiet)
      throws SQLException {
    String night = "night = " + RoundRobin.date(location.at());
    String chosen =
        "city_id = "
            + SqlLiterals.text(location.cityId() == null ? "" : location.cityId())
            + " AND lamp_id = "
            + SqlLiterals.text(location.subjectId() == null ? "" : location.subjectId());
    if (location.subjectId() == null) {
      long lamps = count(connection, "SELECT count(*) FROM store.lamp_night WHERE " + night);
      long groups = 1 + lamps / LAMPS_A_CHECK;
      chosen = "abs(hashtext(lamp_id)::bigint) %% %d = %d".formatted(groups, checks % groups);
    }
    String published = "SELECT * FROM store.lamp_night WHERE %s AND %s".formatted(night, chosen);
    Quarters around =
        new Quarters(List.of(), null, location.at() + EARLIEST_NOON, location.at() + LATEST_NOON);
    return new CrossCheck(
        rollUp.table(),
        rollUp.key(),
        rollUp.sums(),
        published,
        "SELECT * FROM (%s) s WHERE %s"
            .formatted(
                LampTotals.query(
                    rollUp,
                    around,
                    "(q.city_id, q.lamp_id) IN (SELECT city_id, lamp_id FROM store.lamp_night WHERE %s AND %s)"
                        .formatted(night, chosen)),
                night),
        quiet);
  }

  private CrossCheck nightsOverLamps(Location location, String quiet) {
    String sums =
        rollUp.sums().stream()
            .map(
                column ->
                    column.equals("lamps")
                        ? "count(*) AS lamps"
                        : "sum(%1$s)::bigint AS %1$s".formatted(column))
            .collect(Collectors.joining(", "));
    String where = "night = %s AND %s".formatted(RoundRobin.date(location.at()), inCity(location));
    return new CrossCheck(
        rollUp.table(),
        rollUp.key(),
        rollUp.sums(),
        "SELECT * FROM store.city_night WHERE " + where,
        "SELECT city_id, night, %s, max(updated_at) AS updated_at FROM store.lamp_night WHERE %s GROUP BY 1, 2"
            .formatted(sums, where),
        quiet);
  }

  private CrossCheck overQuarters(Location location, String quiet) {
    String sums =
        PLAIN.stream()
            .map(column -> "sum(q.%1$s)::bigint AS %1$s".formatted(column))
            .collect(Collectors.joining(", "));
    String period = LampTotals.periodOf(rollUp.period());
    long days = rollUp == RollUp.CITY_MONTH ? 32 : 1;
    String where = "%s = %s".formatted(rollUp.period(), RoundRobin.date(location.at()));
    return new CrossCheck(
        rollUp.table(),
        rollUp.key(),
        PLAIN,
        "SELECT * FROM %s WHERE %s AND %s".formatted(rollUp.table(), where, inCity(location)),
        """
        SELECT * FROM (
          SELECT q.city_id, %1$s AS %2$s, %3$s, max(q.updated_at) AS updated_at
          FROM store.city_quarter_hour q LEFT JOIN store.city c ON c.city_id = q.city_id
          WHERE q.period_start >= %4$s AND q.period_start < %5$s AND %6$s GROUP BY 1, 2) s WHERE %7$s"""
            .formatted(
                period,
                rollUp.period(),
                sums,
                SqlLiterals.instant(location.at() - 14 * HOUR),
                SqlLiterals.instant(location.at() + days * RoundRobin.DAY + RoundRobin.DAY),
                location.cityId() == null
                    ? "true"
                    : "q.city_id = " + SqlLiterals.text(location.cityId()),
                where),
        quiet);
  }

  private static String inCity(Location location) {
    return location.cityId() == null ? "true" : "city_id = " + SqlLiterals.text(location.cityId());
  }

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private SuspectedViolation finding(Location location, RowDifference difference) {
    DifferingValue first = difference.columns().get(0);
    boolean whole = first.column().equals(DifferingValue.WHOLE_ROW);
    return new SuspectedViolation(
        invariant,
        difference.key().get("city_id"),
        difference.key().getOrDefault("lamp_id", difference.key().getOrDefault("feeder_id", "")),
        location.at(),
        whole ? presence(first.expected()) : number(first.expected()),
        whole ? presence(first.published()) : number(first.published()),
        difference.table() + " " + difference.valueText());
  }

  private static long presence(String word) {
    return DifferingValue.THERE.equals(word) ? 1 : 0;
  }

  /** NULL shows as 0 here; the detail tells which. */
  private static long number(String value) {
    return value == null ? 0 : Long.parseLong(value);
  }
}
