package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.cli.PilotDatabase.Ran;
import city.sawang.local.services.PlatformDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins made by the command against the database that {@code up} starts. */
class AccessCommandIT {
  private static final String PASSWORD = "correct horse battery";
  private static final String CANCELLED = "57014";
  private static final String READ_ONLY = "25006";
  private static final String NOT_ALLOWED = "42501";
  private static final String IN_A_TRANSACTION = "25001";

  /** A view that is no simple one cannot be written by anybody. */
  private static final String NO_TABLE = "55000";

  @TempDir static Path directory;
  private static PilotDatabase pilots;
  private static PlatformDatabase database;

  @BeforeAll
  static void aDatabaseWithThePilots() throws Exception {
    pilots = PilotDatabase.start(directory);
    database = pilots.database();
  }

  @AfterAll
  static void stop() throws Exception {
    pilots.close();
  }

  @AfterEach
  void nobodyIsLeft() throws SQLException {
    for (String name : List.of("nan_operator", "it's \"me\"", "ครู", "t_other")) {
      try (Connection owner = owner();
          Statement statement = owner.createStatement()) {
        statement.execute("DROP ROLE IF EXISTS \"" + name.replace("\"", "\"\"") + "\"");
      }
    }
    try (Connection owner = owner();
        Statement statement = owner.createStatement()) {
      statement.execute("DELETE FROM store.login_city");
    }
  }

  @Test
  void aCityReaderSeesItsCitiesAndIsListedAndRevoked() throws SQLException {
    Ran granted = grant("nan_operator", "--role", "city-reader", "--city", "mueang-nan");
    assertThat(granted.exit()).as(granted.err()).isZero();
    assertThat(granted.out())
        .isEqualTo("nan_operator reads operations, energy and quality of its cities: mueang-nan\n");
    assertThat(cities("nan_operator")).containsExactly("mueang-nan");

    assertThat(
            run("access", "grant", "nan_operator", "--role", "city-reader", "--city", "satun")
                .exit())
        .isZero();
    assertThat(cities("nan_operator")).containsExactly("mueang-nan", "satun");
    assertThat(run("access", "list").out())
        .containsPattern(
            "nan_operator +city-reader +mueang-nan,satun +10 connections,"
                + " default_transaction_read_only=on, statement_timeout=60000")
        .containsPattern("sawang_viewer +auditor +- ");

    assertThat(run("access", "revoke", "nan_operator", "--city", "mueang-nan").out())
        .isEqualTo("nan_operator does not see mueang-nan any more\n");
    assertThat(cities("nan_operator")).containsExactly("satun");

    try (Connection open = as("nan_operator")) {
      assertThat(run("access", "revoke", "nan_operator").out()).isEqualTo("nan_operator is gone\n");
      assertThatThrownBy(() -> query(open, "SELECT city_id FROM registry.city"))
          .as("its session is ended")
          .isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> as("nan_operator")).hasMessageContaining("authentication failed");
    assertThat(run("access", "list").out()).doesNotContain("nan_operator");
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's \"me\"", "ครู"})
  void aNameIsNeverSql(String login) throws SQLException {
    assertThat(grant(login, "--role", "city-reader", "--city", "mueang-nan").exit()).isZero();

    assertThat(cities(login)).containsExactly("mueang-nan");
    assertThat(run("access", "revoke", login).out()).isEqualTo(login + " is gone\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO store.login_city VALUES ('nan_operator', 'satun')",
        "UPDATE registry.lamp SET stage = 'RETIRED'",
        "DELETE FROM quality.quarantine",
        "UPDATE energy.city_month SET decided = false",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMP TABLE mine (a int)",
        "DO $$ BEGIN PERFORM 1; END $$",
        "TRUNCATE store.reading",
        "ALTER ROLE nan_operator SET statement_timeout = 0",
        "SELECT lo_from_bytea(0, 'x')",
        "COMMENT ON VIEW registry.lamp IS 'x'",
        "VACUUM FULL store.lamp; CREATE SCHEMA mine"
      })
  void nothingIsWritten(String sql) throws SQLException {
    grant("nan_operator", "--role", "city-reader", "--city", "mueang-nan");

    try (Connection reader = as("nan_operator")) {
      assertThatThrownBy(() -> query(reader, sql))
          .isInstanceOfSatisfying(
              SQLException.class,
              e ->
                  assertThat(e.getSQLState())
                      .as(e.getMessage())
                      .isIn(READ_ONLY, NOT_ALLOWED, IN_A_TRANSACTION, NO_TABLE));
      // Nor when it takes back the default that keeps it from mistakes; only its own settings are
      // its own.
      if (!sql.startsWith("ALTER ROLE")) {
        query(reader, "SET default_transaction_read_only = off");
        assertThatThrownBy(() -> query(reader, sql)).isInstanceOf(SQLException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pg_sleep(60)",
        "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
        "SELECT count(*) FROM registry.lamp a, registry.lamp b, registry.lamp c, registry.lamp d,"
            + " registry.lamp e, registry.lamp f"
      })
  void aStatementThatRunsTooLongIsCancelled(String sql) throws SQLException {
    grant("nan_operator", "--role", "auditor", "--statement-timeout", "300ms");

    try (Connection reader = as("nan_operator")) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> query(reader, sql))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CANCELLED));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void moreConnectionsThanAllowedAreRefused() throws SQLException {
    grant("nan_operator", "--role", "public", "--connections", "1");

    try (Connection first = as("nan_operator")) {
      assertThat(first.isValid(5)).isTrue();
      assertThatThrownBy(() -> as("nan_operator")).hasMessageContaining("too many connections");
    }
  }

  @Test
  void aLoginStaysOutOfTheOtherDatabasesOfTheServer() throws SQLException {
    Ran granted = grant("nan_operator", "--role", "public");

    assertThat(granted.out()).isEqualTo("nan_operator reads open data only\n");
    assertThatThrownBy(
            () ->
                PlatformDatabase.source(
                        pilots.server().address("postgres"),
                        new PlatformDatabase.Login("nan_operator", PASSWORD))
                    .getConnection()
                    .close())
        .hasMessageContaining("permission denied for database");
  }

  @Test
  void whatIsMisspeltIsRefusedAndTheNearOneIsNamed() {
    assertRefused(
        grant("nan_operator", "--role", "city-raeder", "--city", "mueang-nan"),
        "'city-raeder' is no role",
        "did you mean city-reader?");
    assertRefused(
        grant("nan_operator", "--role", "city-reader", "--city", "chumpon"),
        "'chumpon' is no city of the registry",
        "did you mean chumphon?");
    assertRefused(
        grant("nan_operator", "--role", "city-reader", "--city", "bangkok"),
        "expected one of chiang-mai, chumphon, hat-yai, mueang-nan, satun");
    assertRefused(
        run("access", "revoke", "sawang_viewr"),
        "was granted nothing",
        "did you mean sawang_viewer?");
  }

  @Test
  void whatMakesNoSenseIsRefusedAndNothingChanges() {
    assertRefused(grant("nan_operator", "--role", "city-reader"), "sees nothing: expected --city");
    assertRefused(
        grant("nan_operator", "--role", "analyst", "--city", "mueang-nan"),
        "expected --role city-reader");
    assertRefused(
        run("access", "grant", "nan_operator", "--role", "analyst"),
        "is a new login: expected --password-env or --password-stdin");
    assertRefused(grant("", "--role", "analyst"), "cannot be the name of a login");
    assertRefused(grant("pg_reader", "--role", "analyst"), "cannot be the name of a login");
    assertRefused(grant("x".repeat(64), "--role", "analyst"), "cannot be the name of a login");
    assertRefused(
        grant("nan_operator", "--role", "analyst", "--connections", "0"), "expected 1 or more");
    assertRefused(
        grant("nan_operator", "--role", "analyst", "--statement-timeout", "0s"),
        "--statement-timeout");
    assertRefused(
        input("short", "access", "grant", "nan_operator", "--role", "analyst", "--password-stdin"),
        "holds 5 characters: expected a password of at least 12");
    assertRefused(
        run(
            "access",
            "grant",
            "nan_operator",
            "--role",
            "analyst",
            "--password-env",
            "NO_SUCH_VARIABLE"),
        "NO_SUCH_VARIABLE holds nothing");
    assertThat(run("access", "list").out()).doesNotContain("nan_operator");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "sawang_jobs", "sawang_owner", "sawang_city_reader"})
  void whoWritesOrAdministratesIsLeftAlone(String login) {
    assertRefused(grant(login, "--role", "analyst"), "expected a login that only reads");
    assertRefused(run("access", "revoke", login), "expected a login that only reads");
  }

  @Test
  void aLoginHasOneRole() {
    grant("nan_operator", "--role", "city-reader", "--city", "mueang-nan");

    assertRefused(grant("nan_operator", "--role", "auditor"), "has the role city-reader");
  }

  @Test
  void thePasswordIsNeverSentAsText() throws SQLException {
    grant("nan_operator", "--role", "public");

    try (Connection owner = owner()) {
      assertThat(query(owner, "SELECT rolpassword FROM pg_authid WHERE rolname = 'nan_operator'"))
          .singleElement()
          .asString()
          .startsWith("SCRAM-SHA-256$");
    }
  }

  @Test
  void aLoginThatOwnsSomethingStaysWithoutRights() throws SQLException {
    grant("t_other", "--role", "analyst");
    try (Connection owner = owner()) {
      query(owner, "CREATE SCHEMA of_other AUTHORIZATION t_other");

      assertThat(run("access", "revoke", "t_other").out())
          .contains("may read nothing and log in no more");

      assertThatThrownBy(() -> as("t_other")).hasMessageContaining("not permitted to log in");
      query(owner, "DROP SCHEMA of_other");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sawang_dashboards", "sawang_grafana_mueang_nan"})
  void theDashboardsAreNotLockedOut(String login) {
    assertRefused(run("access", "revoke", login), "the dashboards' own login");
    assertRefused(grant(login, "--role", "public"), "the dashboards' own login");
  }

  @Test
  void whatThePrintedLoginDoesLocksOutNobodyElse() throws Exception {
    List<Connection> taken = new ArrayList<>();
    try (Connection dashboards =
        PlatformDatabase.source(database.url(), database.dashboards()).getConnection()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  taken.add(
                      PlatformDatabase.source(database.url(), database.viewer()).getConnection());
                }
              })
          .hasMessageContaining("too many connections");
      Connection viewer = taken.get(0);
      assertThat(taken).hasSize(20);
      query(viewer, "SET default_transaction_read_only = off");
      query(viewer, "ALTER ROLE sawang_viewer PASSWORD 'mine alone'");
      query(viewer, "ALTER ROLE sawang_viewer SET statement_timeout = 1");
      assertThatThrownBy(() -> query(viewer, "ALTER ROLE sawang_viewer CONNECTION LIMIT 60"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> query(viewer, "ALTER ROLE sawang_dashboards PASSWORD 'mine'"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> query(viewer, "SET ROLE sawang_dashboards"))
          .hasMessageContaining("permission denied");
      String pid = query(dashboards, "SELECT pg_backend_pid()").get(0);
      assertThatThrownBy(() -> query(viewer, "SELECT pg_terminate_backend(" + pid + ")"))
          .hasMessageContaining("permission denied");

      assertThat(query(dashboards, "SELECT count(*) FROM registry.city")).containsExactly("5");
      try (Connection another =
          PlatformDatabase.source(database.url(), database.dashboards()).getConnection()) {
        assertThat(query(another, "SHOW statement_timeout")).containsExactly("0");
      }
    } finally {
      for (Connection one : taken) {
        one.close();
      }
    }

    pilots.server().prepareDatabase(login -> "secret of " + login);
    try (Connection viewer =
        PlatformDatabase.source(database.url(), database.viewer()).getConnection()) {
      assertThat(query(viewer, "SHOW statement_timeout")).containsExactly("0");
    }
  }

  @Test
  void peopleTogetherCannotTakeTheConnectionsOfJobsAndDashboards() throws SQLException {
    grant("nan_operator", "--role", "public", "--connections", "100");
    List<Connection> taken = new ArrayList<>();
    try {
      assertThatThrownBy(
              () -> {
                while (true) {
                  taken.add(as("nan_operator"));
                }
              })
          .hasMessageContaining("remaining connection slots");

      for (PlatformDatabase.Login login : List.of(database.dashboards(), database.jobs())) {
        try (Connection own = PlatformDatabase.source(database.url(), login).getConnection()) {
          assertThat(own.isValid(5)).isTrue();
        }
      }
    } finally {
      for (Connection one : taken) {
        one.close();
      }
    }
  }

  @Test
  void theReadmeClaimsOnlyTheLimitsThatALoginCannotLift() throws SQLException {
    grant("nan_operator", "--role", "public", "--statement-timeout", "300ms");

    try (Connection reader = as("nan_operator")) {
      assertThat(query(reader, "SHOW temp_file_limit")).containsExactly("2GB");
      assertThatThrownBy(() -> query(reader, "SET temp_file_limit = -1"))
          .hasMessageContaining("permission denied");
      query(reader, "SET default_transaction_read_only = off");
      assertThatThrownBy(() -> query(reader, "ALTER ROLE nan_operator SET temp_file_limit = -1"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> query(reader, "ALTER ROLE nan_operator CONNECTION LIMIT 50"))
          .hasMessageContaining("permission denied");

      query(reader, "SET statement_timeout = 0");
      assertThat(query(reader, "SELECT 'late' FROM pg_sleep(0.5)"))
          .as("this one it can lift, as the README says")
          .containsExactly("late");
    }
  }

  private static void assertRefused(Ran ran, String... because) {
    assertThat(ran.err()).contains(because);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err().strip()).as("one line").doesNotContain("\n");
  }

  private static Ran grant(String login, String... options) {
    var arguments = new ArrayList<>(List.of("access", "grant", login, "--password-stdin"));
    arguments.addAll(List.of(options));
    return input(PASSWORD + "\n", arguments.toArray(new String[0]));
  }

  private static Ran input(String text, String... arguments) {
    return pilots.run(text, List.of(arguments));
  }

  private static Ran run(String... arguments) {
    return pilots.run(List.of(arguments));
  }

  private static List<String> cities(String login) throws SQLException {
    try (Connection connection = as(login)) {
      return query(connection, "SELECT city_id FROM registry.city ORDER BY 1");
    }
  }

  private static Connection owner() throws SQLException {
    return PlatformDatabase.source(database.url(), database.owner()).getConnection();
  }

  private static Connection as(String login) throws SQLException {
    return PlatformDatabase.source(database.url(), new PlatformDatabase.Login(login, PASSWORD))
        .getConnection();
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      var rows = new ArrayList<String>();
      if (statement.execute(sql)) {
        var result = statement.getResultSet();
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
      return rows;
    }
  }
}
