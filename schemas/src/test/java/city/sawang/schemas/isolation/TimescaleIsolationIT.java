package city.sawang.schemas.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs the attacks of {@link IsolationIT}, and some more, on a TimescaleDB with compressed chunks and a continuous
 * aggregate. Needs {@code SAWANG_TIMESCALE_URL}, the address of a superuser whose server lets other
 * logins in without a password.
 */
@EnabledIfEnvironmentVariable(
    named = "SAWANG_TIMESCALE_URL",
    matches = "jdbc:postgresql:.+",
    disabledReason = "skipped: SAWANG_TIMESCALE_URL names no TimescaleDB")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimescaleIsolationIT {
  private static final String URL = System.getenv("SAWANG_TIMESCALE_URL");
  private static final String DATABASE = "sawang_isolation_test";

  private Connection owner;
  private Attacker attacker;

  @BeforeAll
  void threeCitiesInTheColumnstore() throws SQLException {
    administrate(
        "DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)", "CREATE DATABASE " + DATABASE);
    PGSimpleDataSource dataSource = database();
    Migrations.migrate(dataSource);
    owner = dataSource.getConnection();
    // The test compresses and forgets by itself.
    ThreeCities.execute(
        owner,
        "SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE job_id >= 1000");
    ThreeCities.seed(owner);
    for (String table : List.of("reading", "lamp_quarter_hour", "lamp_night")) {
      ThreeCities.execute(
          owner,
          "SELECT compress_chunk(c, if_not_compressed => true) FROM show_chunks('store."
              + table
              + "') c");
    }
    ThreeCities.execute(
        owner,
        """
        CREATE MATERIALIZED VIEW store.spied_day WITH (timescaledb.continuous) AS
        SELECT city_id, time_bucket('1 day', observed_at) AS day, count(*) AS readings FROM store.reading GROUP BY 1, 2""");
    ThreeCities.execute(owner, "VACUUM ANALYZE");
    // The job that the migration added, at its next round.
    ThreeCities.execute(owner, "CALL store.forget_segments()");
    ThreeCities.execute(owner, "VACUUM ANALYZE");
    PGSimpleDataSource curious = database();
    curious.setUser("i_nan");
    attacker =
        new Attacker(
            curious::getConnection,
            Map.of(
                "{chunk}",
                text("SELECT min(c::text) FROM show_chunks('store.reading') c"),
                "{compressed}",
                text(
                    """
                    SELECT format('%I.%I', s.schema_name, s.table_name) FROM _timescaledb_catalog.chunk c
                    JOIN _timescaledb_catalog.chunk s ON s.id = c.compressed_chunk_id
                    WHERE format('%I.%I', c.schema_name, c.table_name) = (SELECT min(c::text) FROM show_chunks('store.reading') c)"""),
                "{materialised}",
                text(
                    "SELECT format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name) FROM timescaledb_information.continuous_aggregates")));
  }

  @AfterAll
  void drop() throws SQLException {
    if (owner != null) {
      ThreeCities.forgetLogins(owner);
      owner.close();
      administrate("DROP DATABASE " + DATABASE + " WITH (FORCE)");
    }
  }

  static List<Attack> attacks() {
    return Stream.concat(Attacks.PORTABLE.stream(), Attacks.TIMESCALE.stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theAttackIsRefusedOrRevealsNothing(Attack attack) throws SQLException {
    assertThat(attacker.findings(attack)).isEmpty();
  }

  @Test
  void nothingThatTheLoginMayReadHoldsASecret() throws SQLException {
    assertThat(attacker.findingsInEverythingReadable()).isEmpty();
  }

  @Test
  void aContinuousAggregateThatIsGrantedIsFound() throws SQLException {
    ThreeCities.execute(owner, "CREATE VIEW quality.leaky AS SELECT * FROM store.spied_day");
    ThreeCities.execute(owner, "GRANT SELECT ON quality.leaky TO sawang_city_reader");
    try {
      assertThat(
              attacker.findings(
                  Attack.empty("leak", "SELECT * FROM quality.leaky WHERE city_id = '{city}'")))
          .isNotEmpty();
    } finally {
      ThreeCities.execute(owner, "DROP VIEW quality.leaky");
    }
  }

  @Test
  void statisticsOfTheSegmentsAreFound() throws SQLException {
    ThreeCities.execute(
        owner,
        "ALTER TABLE %s ALTER city_id SET STATISTICS 1000"
            .formatted(attacker.named("{compressed}")));
    ThreeCities.execute(owner, "ANALYZE " + attacker.named("{compressed}"));
    try {
      assertThat(attacker.findings(Attacks.TIMESCALE.get(5))).isNotEmpty();
    } finally {
      ThreeCities.execute(owner, "CALL store.forget_segments()");
    }
    assertThat(attacker.findings(Attacks.TIMESCALE.get(5))).isEmpty();
  }

  private static PGSimpleDataSource database() {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(URL);
    dataSource.setDatabaseName(DATABASE);
    return dataSource;
  }

  private static void administrate(String... statements) throws SQLException {
    try (Connection admin = DriverManager.getConnection(URL)) {
      for (String sql : statements) {
        ThreeCities.execute(admin, sql);
      }
    }
  }

  private String text(String sql) throws SQLException {
    try (var statement = owner.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
