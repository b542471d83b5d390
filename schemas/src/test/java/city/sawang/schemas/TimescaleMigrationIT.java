package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.Migrations.Applied;
import city.sawang.schemas.Migrations.Family;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Applies the second set of migrations to a real TimescaleDB, in a database of its own that is
 * dropped afterwards. Run it with {@code
 * SAWANG_TIMESCALE_URL='jdbc:postgresql://localhost:5432/postgres?user=postgres' mvn -pl schemas
 * verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test='Timescale*IT'}.
 */
@EnabledIfEnvironmentVariable(
    named = "SAWANG_TIMESCALE_URL",
    matches = "jdbc:postgresql:.+",
    disabledReason = "skipped: SAWANG_TIMESCALE_URL names no TimescaleDB")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimescaleMigrationIT {
  private static final String URL = System.getenv("SAWANG_TIMESCALE_URL");
  private static final String DATABASE = "sawang_timescale_test";
  private static final String PUBLIC_COLUMNS =
      """
      SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
      WHERE table_schema IN ('registry', 'operations', 'energy', 'quality') ORDER BY 1""";

  private PGSimpleDataSource dataSource;
  private Connection connection;
  private List<Applied> applied;

  @BeforeAll
  void migrate() throws SQLException {
    administrate(
        "DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)", "CREATE DATABASE " + DATABASE);
    dataSource = new PGSimpleDataSource();
    dataSource.setUrl(URL);
    dataSource.setDatabaseName(DATABASE);
    applied = Migrations.migrate(dataSource);
    connection = dataSource.getConnection();
  }

  @AfterAll
  void drop() throws SQLException {
    if (connection != null) {
      connection.close();
      administrate("DROP DATABASE " + DATABASE + " WITH (FORCE)");
    }
  }

  @Test
  void bothSetsAreAppliedOnce() {
    assertThat(applied)
        .extracting(Applied::family)
        .contains(Family.PORTABLE, Family.TIMESCALE)
        .isSorted();
    assertThat(Migrations.migrate(dataSource)).isEmpty();
  }

  @Test
  void whatGrowsWithLampsAndCircuitsIsAHypertable() throws SQLException {
    assertThat(
            rows(
                "SELECT hypertable_name, column_name, time_interval::text FROM timescaledb_information.dimensions WHERE hypertable_schema = 'store' ORDER BY 1"))
        .containsExactly(
            List.of("feeder_quarter_hour", "period_start", "7 days"),
            List.of("lamp_night", "night", "28 days"),
            List.of("lamp_quarter_hour", "period_start", "7 days"),
            List.of("reading", "observed_at", "1 day"));
  }

  @Test
  void columnsAreStoredByControllerOrLampInTheOrderOfTime() throws SQLException {
    assertThat(
            rows(
                "SELECT hypertable::text, segmentby, orderby FROM timescaledb_information.hypertable_columnstore_settings ORDER BY 1"))
        .containsExactly(
            List.of("store.feeder_quarter_hour", "city_id,feeder_id", "period_start"),
            List.of("store.lamp_night", "city_id,lamp_id", "night"),
            List.of("store.lamp_quarter_hour", "city_id,lamp_id", "period_start"),
            List.of("store.reading", "city_id,controller_id", "observed_at,reading_key"));
  }

  @Test
  void nothingIsCompressedWhileItMayBeCorrectedOrReplayed() throws SQLException {
    var ages =
        rows(
            "SELECT extract(day FROM (config ->> 'compress_after')::interval)::int FROM timescaledb_information.jobs WHERE hypertable_schema = 'store' AND config ? 'compress_after'");

    assertThat(ages)
        .hasSize(4)
        .allSatisfy(age -> assertThat((Integer) age.get(0)).isGreaterThan(10));
  }

  @Test
  void onlyRawReadingsAreDroppedAndOnlyAfterTheConfiguredTime() throws SQLException {
    String retention =
        "SELECT hypertable_name, extract(epoch FROM (config ->> 'drop_after')::interval)::bigint FROM timescaledb_information.jobs WHERE hypertable_schema = 'store' AND config ? 'drop_after'";
    assertThat(rows(retention))
        .containsExactly(List.of("reading", Migrations.DEFAULT_READING_RETENTION.toSeconds()));

    Migrations.migrate(dataSource, Duration.ofDays(400));

    assertThat(rows(retention))
        .containsExactly(List.of("reading", Duration.ofDays(400).toSeconds()));
    Migrations.migrate(dataSource);
  }

  @Test
  void aReplayOverCompressedChunksEndsWithTheSameRows() throws SQLException {
    String readings =
        """
        INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, topic, profile, active_power_mw, historical, lateness)
        SELECT '2026-01-01'::timestamptz + n * INTERVAL '1 minute', 'mueang-nan', 'C' || n % 10, n, now(), 'LAMP', 't', 'native', n, false, 'IN_TIME'
        FROM generate_series(1, 3000) n
        ON CONFLICT (city_id, controller_id, observed_at, reading_key) DO UPDATE SET received_at = excluded.received_at""";
    execute(readings);
    execute("SELECT compress_chunk(c) FROM show_chunks('store.reading') c");

    execute(readings);

    assertThat(
            rows(
                "SELECT count(*), sum(active_power_w)::text FROM operations.reading WHERE city_id = 'mueang-nan'"))
        .containsExactly(List.of(3000L, "4501.500"));
  }

  @Test
  void aRestatedRowInACompressedChunkIsLeftAloneByTheJobs() throws SQLException {
    execute(nights(4), "UPDATE store.lamp_night SET restated = true WHERE lamp_id = 'L3'");
    execute("SELECT compress_chunk(c) FROM show_chunks('store.lamp_night') c");

    execute(nights(4).replace("energy_mwh = excluded.energy_mwh", "energy_mwh = 7"));

    assertThat(
            rows(
                "SELECT lamp_id, sum(energy_mwh)::bigint FROM store.lamp_night WHERE city_id = 'chumphon' GROUP BY 1 ORDER BY 1"))
        .containsExactly(
            List.of("L1", 70L), List.of("L2", 70L), List.of("L3", 55L), List.of("L4", 70L));
    assertThat(
            rows(
                "SELECT subject_id, count(*), min(period_start) = '2026-01-01 12:00+07' FROM store.restatement_due WHERE city_id = 'chumphon' GROUP BY 1"))
        .containsExactly(List.of("L3", 10L, true));
    execute(
        "DELETE FROM store.lamp_night WHERE lamp_id <> 'L3'", "DELETE FROM store.restatement_due");
    execute("BEGIN", "SELECT store.begin_restatement()", "DELETE FROM store.lamp_night", "COMMIT");
    assertThat(rows("SELECT count(*) FROM store.lamp_night")).containsExactly(List.of(0L));
  }

  @Test
  void aRecomputationRestatesMoreCompressedRowsThanTimescaleAllowsByItself() throws SQLException {
    execute(nights(10_100));
    execute("SELECT compress_chunk(c) FROM show_chunks('store.lamp_night') c");
    String restate = nights(10_100).replace("energy_mwh = excluded.energy_mwh", "restated = true");
    assertThatThrownBy(() -> execute(restate)).hasMessageContaining("decompress");

    execute("BEGIN", "SELECT store.begin_restatement()", restate, "COMMIT");

    assertThat(rows("SELECT count(*) FILTER (WHERE restated), count(*) FROM store.lamp_night"))
        .containsExactly(List.of(101_000L, 101_000L));
    execute("TRUNCATE store.lamp_night");
  }

  /** Ten nights of so many lamps of Chumphon, as the jobs write them. */
  private static String nights(int lamps) {
    return """
        INSERT INTO store.lamp_night (city_id, lamp_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
          expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        SELECT 'chumphon', 'L' || lamp, DATE '2025-12-31' + night, night, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, true
        FROM generate_series(1, %d) lamp, generate_series(1, 10) night
        ON CONFLICT (city_id, lamp_id, night) DO UPDATE SET energy_mwh = excluded.energy_mwh"""
        .formatted(lamps);
  }

  @Test
  void thePublicViewsAreTheSameAsOnPlainPostgres() throws SQLException {
    try (Connection plain = EmbeddedDatabase.migrated().connect()) {
      assertThat(rows(connection, PUBLIC_COLUMNS)).isEqualTo(rows(plain, PUBLIC_COLUMNS));
    }
  }

  @Test
  void theSinkMayWriteIntoChunksThatDoNotExistYet() throws SQLException {
    execute("SET ROLE sawang_sink");
    execute(
        """
        INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, measured_mwh, interpolated_mwh, estimated_mwh, lit_seconds, readings_expected,
          readings_accepted, decided, revision) VALUES ('2026-05-01', 'satun', 'L1', 1, 0, 0, 0, 1, 1, true, 1)
        ON CONFLICT (city_id, lamp_id, period_start) DO UPDATE SET revision = excluded.revision""");
    execute("RESET ROLE");

    assertThat(
            rows("SELECT measured_wh::text FROM energy.lamp_quarter_hour WHERE city_id = 'satun'"))
        .containsExactly(List.of("0.001"));
  }

  @Test
  void aDatabaseThatGetsTimescaleLaterKeepsItsRows() throws SQLException {
    String name = DATABASE + "_later";
    administrate("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name);
    var later = new PGSimpleDataSource();
    later.setUrl(URL);
    later.setDatabaseName(name);
    Migrations.run(later, Family.PORTABLE, Map.of());
    try (Connection before = later.getConnection();
        var statement = before.createStatement()) {
      statement.execute(
          """
          INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, topic, profile, historical, lateness)
          VALUES ('2026-01-01', 'mueang-nan', 'C1', 1, now(), 'LAMP', 't', 'native', false, 'IN_TIME')""");
    }

    var caughtUp = Migrations.migrate(later);

    assertThat(caughtUp).extracting(Applied::family).containsOnly(Family.TIMESCALE);
    try (Connection after = later.getConnection()) {
      assertThat(rows(after, "SELECT count(*) FROM operations.reading"))
          .containsExactly(List.of(1L));
    }
    administrate("DROP DATABASE " + name + " WITH (FORCE)");
  }

  private static void administrate(String... statements) throws SQLException {
    try (Connection admin = DriverManager.getConnection(URL);
        var statement = admin.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void execute(String... statements) throws SQLException {
    execute(connection, statements);
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<List<Object>> rows(String sql) throws SQLException {
    return rows(connection, sql);
  }

  private static List<List<Object>> rows(Connection connection, String sql) throws SQLException {
    var rows = new ArrayList<List<Object>>();
    try (var statement = connection.createStatement()) {
      // ? is an operator of jsonb in these queries, and no parameter.
      statement.setEscapeProcessing(false);
      try (var result = statement.executeQuery(sql)) {
        while (result.next()) {
          var row = new ArrayList<Object>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.add(result.getObject(i));
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }
}
