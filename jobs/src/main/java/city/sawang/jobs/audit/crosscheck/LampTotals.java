package city.sawang.jobs.audit.crosscheck;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes queries for what the published rows of lamps add up to: every roll-up is a plain sum of
 * them, so the database itself can compute what each of its roll-ups should be.
 */
public final class LampTotals {
  private static final List<String> ENERGY =
      List.of("energy_mwh", "measured_mwh", "interpolated_mwh", "estimated_mwh", "unbooked_mwh");
  private static final List<String> LIGHT =
      List.of(
          "day_mwh",
          "day_burn_mwh",
          "dark_period_s",
          "expected_lit_s",
          "lit_dark_s",
          "dark_s",
          "unknown_s",
          "scheduled_off_s",
          "day_burn_s");
  private static final List<String> READINGS = List.of("readings_expected", "readings_accepted");
  private static final List<String> LAMPS =
      List.of("lamps_expected", "lamps_reporting", "lamps_lit");

  /** A table whose rows are sums over {@code store.lamp_quarter_hour}. */
  public enum RollUp {
    LAMP_NIGHT(
        "store.lamp_night",
        List.of("city_id", "lamp_id", "night"),
        join(ENERGY, LIGHT, READINGS, List.of("quarters"))),
    FEEDER_QUARTER_HOUR(
        "store.feeder_quarter_hour",
        List.of("city_id", "feeder_id", "period_start"),
        join(ENERGY, READINGS, LAMPS)),
    CITY_QUARTER_HOUR(
        "store.city_quarter_hour",
        List.of("city_id", "period_start"),
        join(ENERGY, READINGS, LAMPS)),
    CITY_NIGHT(
        "store.city_night",
        List.of("city_id", "night"),
        join(ENERGY, LIGHT, READINGS, List.of("lamps"))),
    CITY_MONTH(
        "store.city_month",
        List.of("city_id", "month"),
        join(ENERGY, LIGHT, READINGS, List.of("lamps")));

    private final String table;
    private final List<String> key;
    private final List<String> sums;

    RollUp(String table, List<String> key, List<String> sums) {
      this.table = table;
      this.key = key;
      this.sums = sums;
    }

    /** Schema and name. */
    public String table() {
      return table;
    }

    /** Columns of the primary key. */
    public List<String> key() {
      return key;
    }

    /** The columns that are sums or counts over lamps' rows. */
    public List<String> sums() {
      return sums;
    }

    /** The column with the period; a date or the start of a quarter hour. */
    public String period() {
      return key.get(key.size() - 1);
    }
  }

  /**
   * Which quarter hours of which lamps are meant.
   *
   * @param cities none: all
   * @param lampId null: all
   * @param fromMillis inclusive; {@link Long#MIN_VALUE}: from the first on
   * @param toMillis exclusive; {@link Long#MAX_VALUE}: up to the last
   */
  public record Quarters(Collection<String> cities, String lampId, long fromMillis, long toMillis) {
    public Quarters {
      cities = List.copyOf(cities);
    }

    String condition() {
      return Stream.of(
              SqlLiterals.oneOf("q.city_id", cities),
              lampId == null ? "true" : "q.lamp_id = " + SqlLiterals.text(lampId),
              fromMillis == Long.MIN_VALUE
                  ? "true"
                  : "q.period_start >= " + SqlLiterals.instant(fromMillis),
              toMillis == Long.MAX_VALUE
                  ? "true"
                  : "q.period_start < " + SqlLiterals.instant(toMillis))
          .filter(part -> !part.equals("true"))
          .reduce((a, b) -> a + " AND " + b)
          .orElse("true");
    }
  }

  private LampTotals() {}

  /**
   * A query that gives key, sums, {@code decided} and {@code updated_at} (newest of the lamps'
   * rows) of a roll-up over these quarter hours.
   */
  public static String query(RollUp rollUp, Quarters quarters) {
    return query(rollUp, quarters, "true");
  }

  /**
   * That query over fewer rows.
   *
   * @param further a condition on the lamps' rows {@code q}
   */
  public static String query(RollUp rollUp, Quarters quarters, String further) {
    String keys =
        rollUp.key().stream()
            .map(column -> keyExpression("q", column) + " AS " + column)
            .collect(Collectors.joining(", "));
    String groups =
        rollUp.key().stream()
            .map(column -> keyExpression("q", column))
            .collect(Collectors.joining(", "));
    String sums =
        rollUp.sums().stream()
            .map(column -> expression(column) + " AS " + column)
            .collect(Collectors.joining(",\n    "));
    return """
        SELECT %s, %s, s.decided AND %s AS decided, s.updated_at
        FROM (
          SELECT %s,
            %s,
            min(c.timezone) AS timezone,
            bool_and(q.decided) AS decided,
            max(q.updated_at) AS updated_at
          FROM store.lamp_quarter_hour q
          LEFT JOIN store.city c ON c.city_id = q.city_id
          WHERE %s%s AND (%s)
          GROUP BY %s) s"""
        .formatted(
            prefixed(rollUp.key()),
            prefixed(rollUp.sums()),
            isOver(rollUp),
            keys,
            sums,
            quarters.condition(),
            rollUp == RollUp.FEEDER_QUARTER_HOUR ? " AND q.feeder_id IS NOT NULL" : "",
            further,
            groups);
  }

  private static String prefixed(List<String> columns) {
    return columns.stream().map(column -> "s." + column).collect(Collectors.joining(", "));
  }

  /** A night or month is decided when nothing in it is open and the city's time is past it. */
  private static String isOver(RollUp rollUp) {
    String period = rollUp.period();
    return period.equals("period_start")
        ? "true"
        : """
        s.%s < (SELECT %s FROM (
              SELECT max(n.period_start) AS period_start FROM store.city_quarter_hour n WHERE n.city_id = s.city_id) q
            CROSS JOIN (SELECT s.timezone) c)"""
            .formatted(period, keyExpression("q", period));
  }

  /** The night or month, by the clock of the city {@code c}, of a row {@code q} with {@code period_start}. */
  public static String periodOf(String column) {
    return keyExpression("q", column);
  }

  private static String keyExpression(String row, String column) {
    String local =
        "(%s.period_start AT TIME ZONE %s)".formatted(row, CityZone.orDefault("c.timezone"));
    return switch (column) {
      case "night" -> "(" + local + " - interval '12 hours')::date";
      case "month" -> "date_trunc('month', " + local + ")::date";
      default -> row + "." + column;
    };
  }

  private static String expression(String column) {
    return switch (column) {
      // Nothing is known of the sum as long as nothing is known of any of its parts.
      case "energy_mwh" ->
          "CASE WHEN count(q.energy_mwh) > 0 THEN sum(q.measured_mwh + q.interpolated_mwh + q.estimated_mwh)::bigint END";
      case "lamps_expected" -> "count(*) FILTER (WHERE q.readings_expected > 0)";
      case "lamps_reporting" -> "count(*) FILTER (WHERE q.readings_accepted > 0)";
      case "lamps_lit" -> "count(*) FILTER (WHERE q.lit_dark_s + q.day_burn_s > 0)";
      case "lamps" -> "count(DISTINCT q.lamp_id)";
      case "quarters" -> "count(*)";
      default -> "sum(q." + column + ")::bigint";
    };
  }

  @SafeVarargs
  private static List<String> join(List<String>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }
}
