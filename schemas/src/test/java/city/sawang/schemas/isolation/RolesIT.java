package city.sawang.schemas.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs in with every role and checks what it sees: two cities, one login per role. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {
  private static final String PERMISSION_DENIED = "42501";

  private EmbeddedDatabase database;

  @BeforeAll
  void twoCitiesAndOneLoginPerRole() throws SQLException {
    database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect()) {
      execute(
          owner,
          """
          INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783), ('satun', 'Satun', 'สตูล', 'Asia/Bangkok', 6.624, 100.067);
          INSERT INTO store.ledger_hour VALUES ('mueang-nan', now(), 1, 1, 0, 0, 0, 0, 0), ('satun', now(), 1, 1, 0, 0, 0, 0, 0),
            ('(unknown)', now(), 1, 0, 0, 0, 0, 1, 0);
          INSERT INTO store.lamp_state (city_id, controller_id, observed_at, received_at)
            VALUES ('mueang-nan', 'C1', now(), now()), ('satun', 'C2', now(), now());
          INSERT INTO store.city_month SELECT city, '2026-11-01', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, true FROM unnest(ARRAY['mueang-nan', 'satun']) city;
          INSERT INTO store.restatement_due VALUES ('mueang-nan', 'L1', now(), 'TOO_LATE'), ('satun', 'L2', now(), 'TOO_LATE');
          INSERT INTO store.invariant_violation VALUES ('counter identity', 'mueang-nan', 'L1', now(), 1, 2, 'mWh'), ('counter identity', 'satun', 'L2', now(), 1, 2, 'mWh');
          INSERT INTO store.invariant_check VALUES ('message identity', now(), 48, 2);
          CREATE ROLE t_nan LOGIN; GRANT sawang_city_reader TO t_nan; INSERT INTO store.login_city VALUES ('t_nan', 'mueang-nan');
          CREATE ROLE t_nobody LOGIN; GRANT sawang_city_reader TO t_nobody;
          CREATE ROLE t_analyst LOGIN; GRANT sawang_analyst TO t_analyst;
          CREATE ROLE t_auditor LOGIN; GRANT sawang_auditor TO t_auditor;
          CREATE ROLE t_sink LOGIN; GRANT sawang_sink TO t_sink;
          CREATE ROLE t_public LOGIN; GRANT sawang_public TO t_public;
          """);
    }
  }

  @AfterAll
  void forgetTheLogins() throws SQLException {
    try (Connection owner = database.connect()) {
      execute(owner, "DROP ROLE t_nan, t_nobody, t_analyst, t_auditor, t_sink, t_public");
    }
  }

  @Test
  void aCityReaderSeesItsOwnCityOnly() throws SQLException {
    try (Connection nan = database.connect("t_nan")) {
      assertThat(text(nan, "SELECT string_agg(city_id, ',') FROM registry.city"))
          .isEqualTo("mueang-nan");
      assertThat(text(nan, "SELECT string_agg(city_id, ',') FROM quality.ledger"))
          .isEqualTo("mueang-nan");
      assertThat(text(nan, "SELECT string_agg(controller_id, ',') FROM operations.lamp_now"))
          .isEqualTo("C1");
    }
  }

  @Test
  void aCityReaderWithoutACitySeesNothing() throws SQLException {
    try (Connection nobody = database.connect("t_nobody")) {
      assertThat(text(nobody, "SELECT count(*) FROM quality.ledger")).isEqualTo("0");
    }
  }

  @Test
  void switchingTheRoleDoesNotOpenAnotherCity() throws SQLException {
    try (Connection nan = database.connect("t_nan")) {
      execute(nan, "SET ROLE sawang_city_reader");
      assertThat(text(nan, "SELECT string_agg(city_id, ',') FROM quality.ledger"))
          .isEqualTo("mueang-nan");
      assertThatThrownBy(() -> execute(nan, "SET SESSION AUTHORIZATION t_auditor"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void aLeakingFunctionSeesNoRowOfAnotherCity() throws SQLException {
    try (Connection owner = database.connect();
        Connection nan = database.connect("t_nan")) {
      execute(
          owner,
          """
          CREATE FUNCTION public.leak(city text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql AS $$
          BEGIN
            IF city <> 'mueang-nan' THEN RAISE EXCEPTION 'leaked %', city; END IF;
            RETURN true;
          END $$""");

      assertThat(text(nan, "SELECT count(*) FROM quality.ledger WHERE public.leak(city_id)"))
          .isEqualTo("1");
      execute(owner, "DROP FUNCTION public.leak");
    }
  }

  @Test
  void anAnalystSeesEnergyAndQualityOfAllCitiesButNoOperations() throws SQLException {
    try (Connection analyst = database.connect("t_analyst")) {
      assertThat(text(analyst, "SELECT count(*) FROM quality.ledger")).isEqualTo("3");
      assertThat(text(analyst, "SELECT count(*) FROM energy.lamp_quarter_hour")).isEqualTo("0");
      denied(analyst, "SELECT * FROM operations.lamp_now");
    }
  }

  @Test
  void figuresOfTheOwnCityAreReadAndCountsOfTheWholeAreNot() throws SQLException {
    try (Connection nan = database.connect("t_nan");
        Connection analyst = database.connect("t_analyst")) {
      for (String view :
          List.of("energy.city_month", "quality.restatement_due", "quality.invariant")) {
        assertThat(text(nan, "SELECT string_agg(city_id, ',') FROM " + view))
            .as(view)
            .isEqualTo("mueang-nan");
        assertThat(text(analyst, "SELECT count(*) FROM " + view)).as(view).isEqualTo("2");
      }
      String check =
          "SELECT concat_ws(' ', invariant, subjects, violations) FROM quality.invariant_check";
      assertThat(text(nan, check)).isEqualTo("message identity");
      assertThat(text(analyst, check)).isEqualTo("message identity 48 2");
    }
  }

  @Test
  void aQueryPlanIsForThoseWhoSeeEveryCity() throws SQLException {
    try (Connection nan = database.connect("t_nan");
        Connection analyst = database.connect("t_analyst")) {
      denied(nan, "EXPLAIN ANALYZE SELECT * FROM energy.city_month WHERE city_id = 'satun'");
      assertThat(text(analyst, "EXPLAIN ANALYZE SELECT * FROM energy.city_month")).isNotEmpty();
    }
  }

  @Test
  void anAuditorReadsEverythingAndWritesNothing() throws SQLException {
    try (Connection auditor = database.connect("t_auditor")) {
      assertThat(text(auditor, "SELECT count(*) FROM operations.lamp_now")).isEqualTo("2");
      assertThat(text(auditor, "SELECT count(*) FROM registry.city")).isEqualTo("2");
      denied(auditor, "UPDATE store.city SET name_en = 'x'");
      denied(auditor, "UPDATE registry.city SET name_en = 'x'");
      denied(auditor, "DELETE FROM operations.reading");
    }
  }

  @Test
  void theSinkWritesFiguresButNotWhoMaySeeThem() throws SQLException {
    try (Connection sink = database.connect("t_sink")) {
      execute(
          sink,
          """
          INSERT INTO store.ledger_hour VALUES ('mueang-nan', '2026-01-01', 1, 1, 0, 0, 0, 0, 0)
          ON CONFLICT (city_id, hour) DO UPDATE SET received = excluded.received""");
      denied(sink, "INSERT INTO store.login_city VALUES ('t_sink', 'mueang-nan')");
      denied(sink, "DELETE FROM store.reading");
      denied(sink, "DELETE FROM store.registry_record");
      execute(sink, "BEGIN; ROLLBACK");
    }
    try (Connection owner = database.connect()) {
      execute(owner, "DELETE FROM store.ledger_hour WHERE hour = '2026-01-01'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t_nan", "t_analyst", "t_auditor", "t_public"})
  void nobodyReadsATable(String login) throws SQLException {
    try (Connection reader = database.connect(login)) {
      denied(reader, "SELECT * FROM store.reading");
      denied(reader, "SELECT * FROM store.login_city");
    }
  }

  @Test
  void thePublicSeesNothingButOpenData() throws SQLException {
    try (Connection anybody = database.connect("t_public")) {
      denied(anybody, "SELECT * FROM registry.city");
      denied(anybody, "SELECT * FROM energy.lamp_quarter_hour");
    }
  }

  private static void denied(Connection connection, String sql) {
    assertThatThrownBy(() -> execute(connection, sql))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(PERMISSION_DENIED));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
