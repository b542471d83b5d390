package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.sawang.schemas.EmbeddedDatabase;
import city.sawang.schemas.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A year of five cities with 2,000 lamps each: how fast the figures of cities answer, and how much
 * disk a lamp takes in a year. Prints its numbers.
 *
 * <p>{@code mvn -B -Pbench -pl schemas -am test -Dtest=FiguresBenchIT}; with {@code
 * SAWANG_TIMESCALE_URL} also the columnstore.
 */
@Tag("bench")
class FiguresBenchIT {
  private static final int RUNS = 21;
  private static final double LIMIT_MS = 50;

  /** Rows of a lamp and year are the same for every lamp: so many are enough to weigh them. */
  private static final int WEIGHED_LAMPS = 40;

  private static final String CITIES =
      "unnest(ARRAY['chiang-mai', 'mueang-nan', 'hat-yai', 'chumphon', 'satun']) city";

  private static final String CITY_SUMS =
      "9000000 + n, 9000000, n, 0, 5000, 0, 86400000, 80000000, 79000000, 900000, 100000, 6400000, 0, 192000, 191000";

  private static final List<String> FIGURES =
      List.of(
          """
          INSERT INTO store.lamp_night (city_id, lamp_id, night, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh,
            dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
          SELECT city, 'L' || lamp, DATE '2026-01-01' + n, 'd1', 'F' || mod(lamp, 40), 480000 + mod(lamp * 7919 + n * 104729, 9973), 479000, 1000, 0, 12, 0,
            43200, 43200, 43000, 100, 100, 0, 0, 96, 95, 96, true
          FROM %s, generate_series(1, 2000) lamp, generate_series(0, 364) n"""
              .formatted(CITIES),
          """
          INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s,
            lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
          SELECT city, DATE '2026-01-01' + n, %s, 2000, true FROM %s, generate_series(0, 364) n"""
              .formatted(CITY_SUMS, CITIES),
          """
          INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s,
            lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
          SELECT city, (DATE '2026-01-01' + n * INTERVAL '1 month')::date, %s, 2000, true FROM %s, generate_series(0, 11) n"""
              .formatted(CITY_SUMS, CITIES),
          """
          INSERT INTO store.city_quarter_hour (city_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted,
            lamps_expected, lamps_reporting, lamps_lit, decided)
          SELECT city, '2026-01-01 00:00+07'::timestamptz + n * INTERVAL '15 minutes', 9000000 + n, 9000000, n, 0, 2000, 1990, 2000, 1990, 1980, true
          FROM %s, generate_series(0, 365 * 96 - 1) n"""
              .formatted(CITIES),
          "CREATE ROLE b_nan LOGIN; GRANT sawang_city_reader TO b_nan; INSERT INTO store.login_city VALUES ('b_nan', 'mueang-nan')",
          "CREATE ROLE b_auditor LOGIN; GRANT sawang_auditor TO b_auditor",
          "VACUUM ANALYZE");

  /** Lit from dusk to dawn, 42 W and a voltage that wander a little, as the simulated fleet does. */
  private static final String LAMP_YEAR =
      """
      SELECT lamp, n, '2026-01-01 00:00+07'::timestamptz + n * INTERVAL '15 minutes' AS at, mod(n, 96) NOT BETWEEN 25 AND 71 AS lit,
             mod(lamp * 7919 + n * 104729::bigint, 997)::int AS noise
      FROM generate_series(1, %d) lamp, generate_series(0, 365 * 96 - 1) n"""
          .formatted(WEIGHED_LAMPS);

  private static final String QUARTER_HOURS =
      """
      INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
        active_power_avg_mw, active_power_min_mw, active_power_max_mw, supply_voltage_avg_mv, power_factor_avg_bp, dim_actual_avg_bp, lit_seconds, readings_expected,
        readings_accepted, decided, revision, dark_period_s, expected_lit_s, lit_dark_s)
      SELECT at, 'mueang-nan', 'mueang-nan-lamp-' || lamp, 'd1', 'mueang-nan-feeder-1', (CASE WHEN lit THEN 10500 + noise ELSE 100 END), CASE WHEN lit THEN 10500 + noise ELSE 100 END, 0, 0,
        p, p, p, 229000 + noise * 3, 9500 + noise / 10, CASE WHEN lit THEN 10000 ELSE 0 END, CASE WHEN lit THEN 900 ELSE 0 END, 1, 1, true, 3,
        CASE WHEN lit THEN 900 ELSE 0 END, CASE WHEN lit THEN 900 ELSE 0 END, CASE WHEN lit THEN 900 ELSE 0 END
      FROM (%s) y CROSS JOIN LATERAL (SELECT CASE WHEN lit THEN 42000 + noise * 4 ELSE 400 END AS p) x"""
          .formatted(LAMP_YEAR);

  private static final String READINGS =
      """
      INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, lamp_id, topic, profile, boot_id, seq, active_power_mw, energy_total_mwh,
        supply_voltage_mv, supply_current_ma, power_factor_bp, frequency_mhz, dim_command_bp, dim_actual_bp, lamp_on, relay_on, operating_s, switch_on_count, supply_loss_count,
        controller_temp_mc, rssi_mdbm, override_active, maintenance_mode, historical, lateness)
      SELECT at + lamp * INTERVAL '1 second', 'mueang-nan', 'mueang-nan-nlc-' || lamp, n, at + (lamp + mod(noise, 5)) * INTERVAL '1 second', 'LAMP', 'mueang-nan-lamp-' || lamp,
        'lighting/v1/mueang-nan/mueang-nan-nlc-' || lamp || '/reading', 'native', 1, n, CASE WHEN lit THEN 42000 + noise * 4 ELSE 400 END, n * 10500::bigint + noise, 229000 + noise * 3,
        180 + noise / 50, 9500 + noise / 10, 49990 + noise / 40, CASE WHEN lit THEN 10000 ELSE 0 END, CASE WHEN lit THEN 10000 ELSE 0 END, lit, true, n * 450, n / 96, 0,
        30000 + noise * 10, -95000 + noise * 10, false, false, false, 'IN_TIME'
      FROM (%s) y"""
          .formatted(LAMP_YEAR);

  @Test
  void theFiguresOfCitiesAnswerAtOnce() throws SQLException {
    EmbeddedDatabase database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect()) {
      for (String sql : FIGURES) {
        execute(owner, sql);
      }
      for (String login : List.of("b_nan", "b_auditor")) {
        try (Connection reader = database.connect(login)) {
          assertThat(
                  median(
                      reader,
                      login,
                      "a year of nights",
                      "SELECT * FROM energy.city_night ORDER BY city_id, night"))
              .isLessThan(LIMIT_MS);
          assertThat(
                  median(
                      reader,
                      login,
                      "a year of nights of one city",
                      "SELECT * FROM energy.city_night WHERE city_id = 'mueang-nan' AND night >= '2026-01-01' ORDER BY night"))
              .isLessThan(LIMIT_MS);
          assertThat(
                  median(
                      reader,
                      login,
                      "a year of months",
                      "SELECT * FROM energy.city_month ORDER BY city_id, month"))
              .isLessThan(LIMIT_MS);
          median(
              reader,
              login,
              "a day of quarter hours",
              "SELECT * FROM energy.city_quarter_hour WHERE period_start >= '2026-06-01 00:00+07' AND period_start < '2026-06-02 00:00+07'");
          median(
              reader,
              login,
              "30 days of quarter hours",
              "SELECT * FROM energy.city_quarter_hour WHERE period_start >= '2026-06-01 00:00+07' AND period_start < '2026-07-01 00:00+07'");
          median(
              reader,
              login,
              "one night of all lamps",
              "SELECT * FROM energy.lamp_night WHERE night = '2026-06-01'");
          median(
              reader,
              login,
              "a year of one lamp",
              "SELECT * FROM energy.lamp_night WHERE city_id = 'mueang-nan' AND lamp_id = 'L77' ORDER BY night");
          median(
              reader,
              login,
              "the worst of a month",
              "SELECT lamp_id, sum(dark_seconds) FROM energy.lamp_night WHERE night >= '2026-06-01' AND night < '2026-07-01' GROUP BY city_id, lamp_id ORDER BY 2 DESC LIMIT 20");
        }
      }
      weigh(
          owner,
          "plain",
          "store.lamp_night",
          10_000,
          "SELECT pg_total_relation_size('store.lamp_night')");
      execute(owner, "DROP OWNED BY b_nan, b_auditor; DROP ROLE b_nan, b_auditor");
    }
  }

  @Test
  void aLampYearOnThePlainDisk() throws SQLException {
    try (Connection owner = EmbeddedDatabase.migrated().connect()) {
      execute(owner, QUARTER_HOURS);
      execute(owner, READINGS);
      assertThat(
              weigh(
                  owner,
                  "plain",
                  "store.lamp_quarter_hour",
                  WEIGHED_LAMPS,
                  "SELECT pg_total_relation_size('store.lamp_quarter_hour')"))
          .isPositive();
      assertThat(
              weigh(
                  owner,
                  "plain",
                  "store.reading",
                  WEIGHED_LAMPS,
                  "SELECT pg_total_relation_size('store.reading')"))
          .isPositive();
    }
  }

  @Test
  void aLampYearInTheColumnstore() throws SQLException {
    String url = System.getenv("SAWANG_TIMESCALE_URL");
    assumeTrue(url != null, "skipped: SAWANG_TIMESCALE_URL names no TimescaleDB");
    String name = "sawang_figures_bench";
    administrate(
        url, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name);
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    dataSource.setDatabaseName(name);
    Migrations.migrate(dataSource);
    try (Connection owner = dataSource.getConnection()) {
      execute(
          owner,
          "SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE hypertable_schema = 'store'");
      execute(owner, QUARTER_HOURS);
      execute(owner, READINGS);
      for (String table : List.of("store.lamp_quarter_hour", "store.reading")) {
        String size = "SELECT hypertable_size('%s')".formatted(table);
        long rows = weigh(owner, "hypertable", table, WEIGHED_LAMPS, size);
        execute(
            owner,
            "SELECT count(compress_chunk(c, if_not_compressed => true)) FROM show_chunks('%s') c"
                .formatted(table));
        assertThat(weigh(owner, "columnstore", table, WEIGHED_LAMPS, size)).isLessThan(rows);
      }
    }
    administrate(url, "DROP DATABASE " + name + " WITH (FORCE)");
  }

  private static long weigh(Connection connection, String how, String table, int lamps, String sql)
      throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      long bytes = result.getLong(1);
      System.out.printf("%-12s %-26s %,12d bytes per lamp-year%n", how, table, bytes / lamps);
      return bytes;
    }
  }

  /** Milliseconds until the last row was read. */
  private static double median(Connection connection, String login, String what, String sql)
      throws SQLException {
    var times = new ArrayList<Double>();
    int rows = 0;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      rows = 0;
      try (var statement = connection.createStatement();
          var result = statement.executeQuery(sql)) {
        while (result.next()) {
          rows++;
        }
      }
      times.add((System.nanoTime() - start) / 1e6);
    }
    times.sort(null);
    System.out.printf(
        "%-10s %-30s %6d rows  median %8.2f ms, slowest %8.2f ms%n",
        login, what, rows, times.get(RUNS / 2), times.get(RUNS - 1));
    return times.get(RUNS / 2);
  }

  private static void administrate(String url, String... statements) throws SQLException {
    try (Connection admin = DriverManager.getConnection(url)) {
      for (String sql : statements) {
        execute(admin, sql);
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
