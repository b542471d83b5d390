package city.sawang.schemas.incidents;

import static city.sawang.schemas.incidents.TwoCities.execute;
import static city.sawang.schemas.incidents.TwoCities.rows;
import static city.sawang.schemas.incidents.TwoCities.step;
import static city.sawang.schemas.incidents.TwoCities.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A login of Nan neither sees nor touches an incident or a planned work of Satun. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncidentIsolationIT {
  private static final String NOT_ALLOWED = "42501";
  private static final String OTHER_CITY = "SW003";

  private static final String PLAN =
      "SELECT operations.plan_work('%s', 'LAMP', 'L1', now(), now() + INTERVAL '1 day', 'painting', 'crew 1')";

  private TwoCities cities;

  @BeforeAll
  void anIncidentInEach() throws SQLException {
    cities = new TwoCities();
    cities.raise("mueang-nan", "n1", "L1");
    cities.raise("satun", "s1", "L1");
    execute(
        cities.owner,
        "UPDATE store.incident SET evidence = '[{\"observed_at\": \"2026-11-20T14:00:00Z\", \"active_power_mw\": 400}]'");
    for (String city : List.of("mueang-nan", "satun")) {
      text(cities.owner, PLAN.formatted(city));
      cities.watch(city, "now()");
    }
  }

  @AfterAll
  void close() throws SQLException {
    cities.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "operations.incident",
        "operations.work_list",
        "operations.incident_history",
        "operations.planned_work",
        "operations.incident_watch",
        "operations.incident_evidence",
        "operations.city_now",
        "quality.alarm_kpi"
      })
  void aLoginSeesItsCityOnlyAndTheAuditorBoth(String view) throws SQLException {
    String seen = "SELECT DISTINCT city_id FROM " + view + " ORDER BY 1";
    try (Connection nan = cities.database.connect("w_nan");
        Connection reader = cities.database.connect("w_reader");
        Connection auditor = cities.database.connect("w_auditor")) {
      assertThat(rows(nan, seen)).containsExactly("mueang-nan");
      assertThat(rows(reader, seen)).containsExactly("mueang-nan");
      assertThat(rows(auditor, seen)).containsExactly("mueang-nan", "satun");
    }
  }

  @Test
  void theAnalystReadsTheFiguresOfAlarmsAndNoIncident() throws SQLException {
    try (Connection analyst = cities.database.connect("w_analyst")) {
      assertThat(rows(analyst, "SELECT city_id FROM quality.alarm_kpi ORDER BY 1"))
          .containsExactly("mueang-nan", "satun");
      refused(analyst, "SELECT * FROM operations.incident", NOT_ALLOWED);
    }
  }

  @Test
  void lampsCountTheIncidentsOfTheirCity() throws SQLException {
    try (Connection nan = cities.database.connect("w_nan")) {
      assertThat(
              rows(
                  nan,
                  "SELECT city_id || ' ' || lamp_id || ' ' || open_incidents FROM operations.lamp_now WHERE open_incidents > 0"))
          .containsExactly("mueang-nan L1 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACKNOWLEDGE", "ASSIGN", "RESOLVE", "COMMENT", "SHELVE"})
  void noStepReachesAnotherCity(String step) throws SQLException {
    // Who sees all cities as an auditor works on its own only.
    for (String login : List.of("w_nan", "w_both")) {
      try (Connection connection = cities.database.connect(login)) {
        SQLException present = refused(connection, step("satun", "s1", step), OTHER_CITY);
        SQLException absent = refused(connection, step("satun", "no such", step), OTHER_CITY);
        assertThat(present.getMessage())
            .as("the answer does not tell whether there is one")
            .isEqualTo(absent.getMessage());
        refused(connection, PLAN.formatted("satun"), OTHER_CITY);
        refused(connection, PLAN.formatted("nowhere"), OTHER_CITY);
      }
    }
    assertThat(text(cities.owner, "SELECT count(*) FROM store.incident_step")).isEqualTo("0");
    assertThat(text(cities.owner, "SELECT count(*) FROM store.planned_work")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"w_reader", "w_auditor", "w_analyst", "w_sink"})
  void whoOnlyReadsTakesNoStep(String login) throws SQLException {
    try (Connection connection = cities.database.connect(login)) {
      refused(connection, step("mueang-nan", "n1", "ACKNOWLEDGE"), NOT_ALLOWED);
      refused(connection, PLAN.formatted("mueang-nan"), NOT_ALLOWED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM store.incident",
        "SELECT * FROM store.incident_step",
        "INSERT INTO store.incident_step (city_id) VALUES ('mueang-nan')",
        "UPDATE store.incident SET verified_at = now()",
        "UPDATE operations.incident SET verified_at = now()",
        "DELETE FROM store.planned_work",
        "SELECT store.works_on('satun')",
        "SELECT * FROM store.incident_handling"
      })
  void theTablesStayClosedToOperators(String sql) throws SQLException {
    try (Connection nan = cities.database.connect("w_nan")) {
      SQLException refusal = catchThrowableOfType(SQLException.class, () -> execute(nan, sql));
      assertThat((Throwable) refusal).as(sql).isNotNull();
      assertThat(refusal.getSQLState()).isIn(NOT_ALLOWED, "55000");
    }
  }

  private static SQLException refused(Connection connection, String sql, String sqlState) {
    SQLException refusal = catchThrowableOfType(SQLException.class, () -> text(connection, sql));
    assertThat((Throwable) refusal).as(sql).isNotNull();
    assertThat(refusal.getSQLState()).as(refusal.getMessage()).isEqualTo(sqlState);
    return refusal;
  }
}
