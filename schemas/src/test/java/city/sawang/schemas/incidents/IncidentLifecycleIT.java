package city.sawang.schemas.incidents;

import static city.sawang.schemas.incidents.TwoCities.execute;
import static city.sawang.schemas.incidents.TwoCities.rows;
import static city.sawang.schemas.incidents.TwoCities.step;
import static city.sawang.schemas.incidents.TwoCities.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Takes every step from every state, and lets telemetry agree and disagree with people. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncidentLifecycleIT {
  private static final String CITY = "mueang-nan";
  private static final String RESOLVED_AT =
      "(SELECT h.resolved_at FROM store.incident_handled h WHERE h.city_id = incident.city_id AND h.incident_id = incident.incident_id)";
  private static final String WRONG_STATE = "SW002";
  private static final String WRONG_INPUT = "SW004";

  private final AtomicInteger count = new AtomicInteger();
  private TwoCities cities;
  private Connection nan;

  @BeforeAll
  void twoCities() throws SQLException {
    cities = new TwoCities();
    nan = cities.database.connect("w_nan");
  }

  @AfterAll
  void close() throws SQLException {
    nan.close();
    cities.close();
  }

  @ParameterizedTest
  @CsvSource({
    // state before, ACKNOWLEDGE, ASSIGN, RESOLVE, COMMENT, SHELVE; - is refused
    "OPEN, ACKNOWLEDGED, IN_PROGRESS, RESOLVED, OPEN, OPEN",
    "ACKNOWLEDGED, -, IN_PROGRESS, RESOLVED, ACKNOWLEDGED, ACKNOWLEDGED",
    "IN_PROGRESS, -, IN_PROGRESS, RESOLVED, IN_PROGRESS, IN_PROGRESS",
    "RESOLVED, -, IN_PROGRESS, -, RESOLVED, -",
    "RESOLVED by telemetry, -, -, -, RESOLVED, -",
    "VERIFIED, -, -, -, VERIFIED, -",
    "contradicted, -, IN_PROGRESS, RESOLVED, IN_PROGRESS, IN_PROGRESS"
  })
  void everyStepFromEveryState(
      String before,
      String acknowledge,
      String assign,
      String resolve,
      String comment,
      String shelve)
      throws SQLException {
    List<String> steps = List.of("ACKNOWLEDGE", "ASSIGN", "RESOLVE", "COMMENT", "SHELVE");
    List<String> after = List.of(acknowledge, assign, resolve, comment, shelve);
    for (int i = 0; i < steps.size(); i++) {
      String incident = in(before);
      String present = state(incident);
      String take = step(CITY, incident, steps.get(i));
      if (after.get(i).equals("-")) {
        refused(WRONG_STATE, take, incident, steps.get(i));
        assertThat(state(incident)).isEqualTo(present);
      } else {
        assertThat(text(nan, take)).as(steps.get(i)).isEqualTo(after.get(i));
        assertThat(state(incident)).as(steps.get(i)).isEqualTo(after.get(i));
      }
    }
  }

  @Test
  void onlyTelemetryVerifies() throws SQLException {
    String incident = in("RESOLVED");

    assertThat(verified(incident)).isNull();
    telemetry(incident, "cleared_at = now(), verified_at = now()");

    assertThat(state(incident)).isEqualTo("VERIFIED");
    refused(WRONG_INPUT, step(CITY, incident, "VERIFY"), "'VERIFY' is no step");
  }

  @Test
  void whatTelemetryContradictsIsInProgressAgain() throws SQLException {
    String incident = in("RESOLVED");

    telemetry(incident, "confirmed_at = " + RESOLVED_AT + " - INTERVAL '1 minute'");
    assertThat(state(incident)).as("seen before the repair").isEqualTo("RESOLVED");
    telemetry(incident, "confirmed_at = " + RESOLVED_AT + " + INTERVAL '1 minute'");
    assertThat(state(incident)).isEqualTo("IN_PROGRESS");

    telemetry(incident, "cleared_at = now(), verified_at = now()");
    telemetry(
        incident,
        "cleared_at = NULL, verified_at = NULL, confirmed_at = now() + INTERVAL '1 second'");
    assertThat(state(incident)).as("opened again within a day").isEqualTo("IN_PROGRESS");
  }

  @Test
  void everyStepIsKeptWithWhoWhenAndWhy() throws SQLException {
    String incident = in("ACKNOWLEDGED");
    text(nan, step(CITY, incident, "ASSIGN"));
    text(nan, step(CITY, incident, "COMMENT"));
    telemetry(incident, "cleared_at = now(), verified_at = now()");

    assertThat(
            rows(
                nan,
                "SELECT concat_ws(' ', step, who, why, assignee) FROM operations.incident_history WHERE incident_id = '%s' ORDER BY at, step DESC"
                    .formatted(incident)))
        .containsExactly(
            "RAISED",
            "ACKNOWLEDGE Somchai",
            "ASSIGN Somchai crew 2",
            "COMMENT Somchai driver changed",
            "VERIFIED",
            "CLEARED");
    assertThat(
            text(
                cities.owner,
                "SELECT string_agg(DISTINCT login, ',') FROM store.incident_step WHERE incident_id = '%s'"
                    .formatted(incident)))
        .isEqualTo("w_nan");
    for (String sql :
        List.of(
            "DELETE FROM store.incident_step",
            "UPDATE store.incident_step SET who = 'x'",
            "TRUNCATE store.incident_step")) {
      assertThatThrownBy(() -> execute(cities.owner, sql))
          .hasMessageContaining("only ever appended to");
    }
  }

  @Test
  void theFirstStepIsTheAcknowledgement() throws SQLException {
    String incident = in("OPEN");
    text(nan, step(CITY, incident, "COMMENT"));
    assertThat(acknowledged(incident)).as("a comment takes nothing up").isNull();

    text(nan, step(CITY, incident, "ASSIGN"));
    String first = acknowledged(incident);
    text(nan, step(CITY, incident, "RESOLVE"));

    assertThat(first).isNotNull();
    assertThat(acknowledged(incident)).isEqualTo(first);
  }

  @Test
  void theJobsOverwriteNoStep() throws SQLException {
    String incident = in("IN_PROGRESS");
    try (Connection sink = cities.database.connect("w_sink")) {
      execute(
          sink,
          """
          INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, dark_lamp_seconds, revision)
          VALUES ('mueang-nan', '%s', 'LAMP_FAILURE', 'LAMP', 'L1', 'MAJOR', now() - INTERVAL '2 hours', now(), 1, 7200, 2)
          ON CONFLICT (city_id, incident_id) DO UPDATE SET dark_lamp_seconds = excluded.dark_lamp_seconds, revision = excluded.revision"""
              .formatted(incident));
      assertThatThrownBy(
              () -> execute(sink, "UPDATE store.incident_handled SET last_step = 'RESOLVE'"))
          .hasMessageContaining("permission denied");
    }

    assertThat(state(incident)).isEqualTo("IN_PROGRESS");
    assertThat(
            text(
                nan,
                "SELECT dark_lamp_hours || ' ' || assignee FROM operations.incident WHERE incident_id = '%s'"
                    .formatted(incident)))
        .isEqualTo("2.000 crew 2");
  }

  @Test
  void anOpenTransactionOfAPersonKeepsNoJobWaiting() throws SQLException {
    String incident = in("OPEN");
    try (Connection idle = cities.database.connect("w_nan");
        Connection sink = cities.database.connect("w_sink")) {
      idle.setAutoCommit(false);
      text(idle, step(CITY, incident, "ACKNOWLEDGE"));

      execute(sink, "SET lock_timeout = '2s'");
      execute(
          sink,
          """
          INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, revision)
          VALUES ('mueang-nan', '%s', 'LAMP_FAILURE', 'LAMP', 'L1', 'MAJOR', now() - INTERVAL '2 hours', now(), 1, 2)
          ON CONFLICT (city_id, incident_id) DO UPDATE SET revision = excluded.revision, cleared_at = now()"""
              .formatted(incident));

      assertThat(state(incident)).isEqualTo("RESOLVED");
      idle.rollback();
    }
  }

  @Test
  void aShelvedOneComesBackByItself() throws SQLException {
    String incident = in("OPEN");
    String listed =
        "SELECT count(*) FROM operations.work_list WHERE incident_id = '%s'".formatted(incident);
    assertThat(text(nan, listed)).isEqualTo("1");
    text(nan, step(CITY, incident, "SHELVE"));

    assertThat(text(nan, listed)).isEqualTo("0");
    // The two days of the shelf are over.
    execute(
        cities.owner,
        "UPDATE store.incident_handled SET shelved_until = now() - INTERVAL '1 second' WHERE incident_id = '%s'"
            .formatted(incident));

    assertThat(text(nan, listed)).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'ACKNOWLEDGE', ' '                                  | who takes the step is missing",
        "'ACKNOWLEDGE', NULL                                 | who takes the step is missing",
        "'RESOLVE', 'S'                                      | why is missing",
        "'COMMENT', 'S', '  '                                | why is missing",
        "'ASSIGN', 'S', 'why'                                | whom it is given to is missing",
        "'COMMENT', 'S', 'why', 'crew'                       | only ASSIGN gives it to somebody",
        "'SHELVE', 'S', 'why'                                | shelved until nothing",
        "'SHELVE', 'S', 'why', NULL, now()                   | expected an end within the next 30 days",
        "'SHELVE', 'S', 'why', NULL, now() + INTERVAL '31 d' | expected an end within the next 30 days",
        "'SHELVE', 'S', 'why', NULL, 'infinity'              | expected an end within the next 30 days",
        "'RESOLVE', 'S', 'why', NULL, now()                  | only SHELVE has an end",
        "NULL, 'S'                                           | is no step"
      })
  void aStepWithoutWhatItNeedsIsRefused(String arguments, String because) throws SQLException {
    refused(
        WRONG_INPUT,
        "SELECT operations.take_incident_step('mueang-nan', '%s', %s)"
            .formatted(in("OPEN"), arguments.replace("31 d'", "31 days'")),
        because);
  }

  /** An incident of its own in this state. */
  private String in(String state) throws SQLException {
    String incident = "i" + count.incrementAndGet();
    cities.raise(CITY, incident, "L1");
    switch (state) {
      case "ACKNOWLEDGED" -> text(nan, step(CITY, incident, "ACKNOWLEDGE"));
      case "IN_PROGRESS" -> text(nan, step(CITY, incident, "ASSIGN"));
      case "RESOLVED" -> text(nan, step(CITY, incident, "RESOLVE"));
      case "RESOLVED by telemetry" -> telemetry(incident, "cleared_at = now()");
      case "VERIFIED" -> telemetry(incident, "cleared_at = now(), verified_at = now()");
      case "contradicted" -> {
        text(nan, step(CITY, incident, "RESOLVE"));
        telemetry(incident, "confirmed_at = " + RESOLVED_AT + " + INTERVAL '1 microsecond'");
      }
      default -> assertThat(state).isEqualTo("OPEN");
    }
    return incident;
  }

  private void telemetry(String incident, String assignments) throws SQLException {
    execute(
        cities.owner,
        "UPDATE store.incident SET %s WHERE incident_id = '%s'".formatted(assignments, incident));
  }

  private String state(String incident) throws SQLException {
    return column("state", incident);
  }

  private String verified(String incident) throws SQLException {
    return column("verified_at", incident);
  }

  private String acknowledged(String incident) throws SQLException {
    return column("acknowledged_at", incident);
  }

  private String column(String column, String incident) throws SQLException {
    return text(
        nan,
        "SELECT %s FROM operations.incident WHERE incident_id = '%s'".formatted(column, incident));
  }

  private void refused(String sqlState, String sql, String... because) {
    assertThatThrownBy(() -> text(nan, sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).as(sql).isEqualTo(sqlState))
        .hasMessageContainingAll(because);
  }
}
