package city.sawang.schemas.incidents;

import static city.sawang.schemas.incidents.TwoCities.execute;
import static city.sawang.schemas.incidents.TwoCities.rows;
import static city.sawang.schemas.incidents.TwoCities.step;
import static city.sawang.schemas.incidents.TwoCities.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the values of the views of incidents against figures that were worked out by hand. */
class IncidentViewsIT {
  private static final String INSERT =
      """
      INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, parent_id, severity, opened_at, detected_at, cleared_at, rule_version, evidence, dark_lamp_seconds,
        energy_effect_mwh, revision, retracted) VALUES
      """;

  private TwoCities cities;

  @BeforeEach
  void twoCities() throws SQLException {
    cities = new TwoCities();
  }

  @AfterEach
  void close() throws SQLException {
    cities.close();
  }

  @Test
  void theWorkListHasTheWorstRootFirst() throws SQLException {
    // given a dark circuit with three lamps, two failed lamps, one undervoltage, one that nobody
    // can
    // act on, and four that are no work
    execute(
        cities.owner,
        INSERT
            + """
            ('satun', 'f', 'FEEDER_OUTAGE', 'FEEDER', 'F1', NULL, 'CRITICAL', now() - INTERVAL '2 hours', now() - INTERVAL '1 hour', NULL, 1, '{}', 0, 0, 1, false),
            ('satun', 'f1', 'LAMP_FAILURE', 'LAMP', 'L1', 'f', 'MAJOR', now() - INTERVAL '2 hours', now(), NULL, 1, '{}', 7200, 0, 1, false),
            ('satun', 'f3', 'LAMP_FAILURE', 'LAMP', 'L3', 'f', 'MAJOR', now() - INTERVAL '2 hours', now(), NULL, 1, '{}', 7200, 0, 1, false),
            ('satun', 'f5', 'LAMP_FAILURE', 'LAMP', 'L5', 'f', 'MAJOR', now() - INTERVAL '2 hours', now() - INTERVAL '1 hour', now(), 1, '{}', 99999, 0, 1, false),
            ('satun', 'a', 'LAMP_FAILURE', 'LAMP', 'L2', NULL, 'MAJOR', now() - INTERVAL '9 hours', now(), NULL, 1, '{"turn": "DISTRIBUTOR"}', 9000, -540000, 1, false),
            ('satun', 'b', 'LAMP_FAILURE', 'LAMP', 'L4', NULL, 'MAJOR', now() - INTERVAL '8 hours', now(), NULL, 1, '{"turn": "nonsense"}', 9000, 0, 1, false),
            ('satun', 'u', 'UNDERVOLTAGE', 'METER', 'M1', NULL, 'MINOR', now() - INTERVAL '1 hours', now(), NULL, 1, '{}', 0, 0, 1, false),
            ('satun', 'c', 'CITY_LINK_DOWN', 'CITY', 'satun', NULL, 'MINOR', now() - INTERVAL '30 minutes', now(), NULL, 1, '{}', 0, 0, 1, false),
            ('satun', 'gone', 'LAMP_FAILURE', 'LAMP', 'L6', NULL, 'MAJOR', now() - INTERVAL '5 hours', now() - INTERVAL '4 hours', now(), 1, '{}', 99999, 0, 1, false),
            ('satun', 'wrong', 'LAMP_FAILURE', 'LAMP', 'L6', NULL, 'MAJOR', now() - INTERVAL '5 hours', now(), NULL, 1, '{}', 99999, 0, 1, true),
            ('satun', 'fixed', 'LAMP_FAILURE', 'LAMP', 'L6', NULL, 'MAJOR', now() - INTERVAL '5 hours', now(), NULL, 1, '{}', 99999, 0, 1, false),
            ('satun', 'shelved', 'LAMP_FAILURE', 'LAMP', 'L6', NULL, 'MAJOR', now() - INTERVAL '5 hours', now(), NULL, 1, '{}', 99999, 0, 1, false)""");
    text(cities.owner, TwoCities.step("satun", "fixed", "RESOLVE"));
    text(cities.owner, TwoCities.step("satun", "shelved", "SHELVE"));
    // The even lamps hang on circuit F0.
    text(
        cities.owner,
        "SELECT operations.plan_work('satun', 'FEEDER', 'F0', now() - INTERVAL '1 hour', now() + INTERVAL '1 hour', 'cable works', 'PEA')");

    assertThat(
            rows(
                cities.owner,
                "SELECT concat_ws(' ', incident_id, dark_lamp_hours, children, turn, feeder_id, round(latitude::numeric, 3), longitude) FROM operations.work_list"))
        .containsExactly(
            "f 4.000 2 CREW F1 9.624 100.067",
            "a 2.500 0 NOBODY F0 8.624 100.067",
            "b 2.500 0 NOBODY F0 10.624 100.067",
            "u 0.000 0 DISTRIBUTOR F1 7.000 8",
            "c 0.000 0 PLATFORM 6.624 100.067");
    assertThat(
            text(
                cities.owner,
                "SELECT cause_th FROM operations.work_list WHERE code = 'CITY_LINK_DOWN'"))
        .startsWith("ไม่มีข้อมูลจากเมือง");
    assertThat(
            text(
                cities.owner,
                "SELECT since = now() - INTERVAL '2 hours' OR since < now() - INTERVAL '119 minutes' FROM operations.work_list WHERE incident_id = 'f'"))
        .isEqualTo("t");

    // when the works are over
    execute(
        cities.owner, "UPDATE store.planned_work SET planned_until = now() - INTERVAL '1 second'");
    assertThat(
            rows(
                cities.owner,
                "SELECT incident_id || ' ' || turn FROM operations.work_list WHERE scope = 'LAMP' ORDER BY 1"))
        .containsExactly("a DISTRIBUTOR", "b CREW");
    assertThat(
            text(
                cities.owner,
                "SELECT dark_lamp_hours || ' ' || energy_effect_wh FROM operations.incident WHERE incident_id = 'a'"))
        .isEqualTo("2.500 -540.000");
    assertThat(
            rows(
                cities.owner,
                "SELECT lamp_id || ' ' || open_incidents FROM operations.lamp_now WHERE open_incidents > 0 ORDER BY 1"))
        .as("children count, what is over or was taken back does not")
        .containsExactly("L1 1", "L2 1", "L3 1", "L4 1", "L6 2");
    assertThat(text(cities.owner, "SELECT count(*) FROM operations.incident")).isEqualTo("11");
  }

  @Test
  void alarmQualityOfANightIsCountedFromNoonToNoon() throws SQLException {
    // given the night of 2026-11-20: twelve lamps within 8 minutes, one that flaps, a child, and
    // one
    // of the next noon
    execute(
        cities.owner,
        INSERT
            + """
            ('satun', 'noon', 'LAMP_FAILURE', 'LAMP', 'L2', NULL, 'MAJOR', '2026-11-21 12:00+07', '2026-11-21 12:00+07', '2026-11-21 12:10+07', 1, '{}', 0, 0, 1, false),
            ('satun', 'child', 'LAMP_FAILURE', 'LAMP', 'L3', 'g0', 'MAJOR', '2026-11-20 20:01+07', '2026-11-20 20:01+07', '2026-11-20 20:02+07', 1, '{}', 0, 0, 1, false),
            ('satun', 'old', 'DAY_BURNER', 'LAMP', 'L4', NULL, 'MAJOR', '2026-11-15 12:00+07', '2026-11-15 12:30+07', '2026-11-21 18:00+07', 1, '{}', 0, 0, 1, false),
            ('satun', 'x1', 'LAMP_FAILURE', 'LAMP', 'L1', NULL, 'MAJOR', '2026-11-21 02:00+07', '2026-11-21 02:00+07', '2026-11-21 02:05+07', 1, '{}', 0, 0, 1, false),
            ('satun', 'x2', 'LAMP_FAILURE', 'LAMP', 'L1', NULL, 'MAJOR', '2026-11-21 02:15+07', '2026-11-21 02:15+07', '2026-11-21 02:20+07', 1, '{}', 0, 0, 1, false),
            ('satun', 'x3', 'LAMP_FAILURE', 'LAMP', 'L1', NULL, 'MAJOR', '2026-11-21 02:30+07', '2026-11-21 02:30+07', '2026-11-21 02:35+07', 1, '{}', 0, 0, 1, false)""");
    execute(
        cities.owner,
        INSERT.replace("VALUES", "")
            + "SELECT 'satun', 'g' || k, 'COMM_LOSS', 'CONTROLLER', 'C' || k, NULL, 'MINOR', d, d, d + INTERVAL '1 hour', 1, '{}', 0, 0, 1, false"
            + " FROM (SELECT k, '2026-11-20 20:00+07'::timestamptz + k * INTERVAL '40 seconds' AS d FROM generate_series(0, 11) k) g");

    String night =
        "SELECT concat_ws(' ', notifications, peak_10_min, flood_share, chattering, stale, jsonb_array_length(noisiest), noisiest -> 0 ->> 'subject_id', noisiest -> 0 ->> 'notifications')"
            + " FROM quality.alarm_kpi WHERE city_id = 'satun' AND night = '%s'";
    assertThat(text(cities.owner, night.formatted("2026-11-20")))
        .isEqualTo("15 12 0.0069 1 1 10 L1 3");
    assertThat(text(cities.owner, night.formatted("2026-11-21")))
        .isEqualTo("1 1 0.0000 0 0 1 L2 1");

    // when one is opened again, and a quiet night has figures of its lamps
    execute(
        cities.owner,
        "UPDATE store.incident SET cleared_at = NULL, confirmed_at = '2026-11-21 02:40+07' WHERE incident_id = 'x3'");
    execute(
        cities.owner,
        """
        INSERT INTO store.city_night (city_id, night, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s,
          unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
        VALUES ('satun', '2026-11-10', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, true)""");

    assertThat(text(cities.owner, night.formatted("2026-11-20"))).startsWith("16 12 ");
    assertThat(text(cities.owner, night.formatted("2026-11-10")))
        .as("nobody watched: no figure")
        .isEmpty();

    // when somebody watched for two hours of it, from noon on
    cities.watch("satun", "'2026-11-10 12:30+07'::timestamptz");
    cities.watch("satun", "'2026-11-11 11:59+07'::timestamptz");

    assertThat(text(cities.owner, night.formatted("2026-11-10"))).isEqualTo("0 0 0.0000 0 0 0");
    assertThat(
            rows(
                cities.owner,
                "SELECT night || ' ' || watched_hours FROM quality.alarm_kpi WHERE night <= '2026-11-20' ORDER BY 1"))
        .contains("2026-11-10 2", "2026-11-20 0");
  }

  /** An empty work list is good news only where somebody watches. */
  @Test
  void aCityIsWatchedWhileItsReadingsReachTheRules() throws SQLException {
    String satun =
        "SELECT concat_ws(' ', watch, coalesce(open_incidents::text, '-'), coalesce(unacknowledged::text, '-'), coalesce(planned::text, '-'), lamps, worst_incident_id, worst_subject_id,"
            + " worst_dark_lamp_hours) FROM operations.city_now WHERE city_id = 'satun'";
    assertThat(text(cities.owner, satun)).as("never").isEqualTo("NOT_WATCHED - - - 6");

    cities.watch("satun", "now() - INTERVAL '1 minute'");
    assertThat(text(cities.owner, satun)).isEqualTo("WATCHED 0 0 0 6");

    // given two failed lamps, the darker one seen by a person, and one that is planned
    cities.raise("satun", "a", "L1");
    cities.raise("satun", "b", "L3");
    cities.raise("satun", "c", "L5");
    execute(
        cities.owner,
        "UPDATE store.incident SET dark_lamp_seconds = CASE incident_id WHEN 'b' THEN 7200 WHEN 'c' THEN 99999 ELSE 60 END");
    text(cities.owner, step("satun", "b", "ACKNOWLEDGE"));
    text(
        cities.owner,
        "SELECT operations.plan_work('satun', 'LAMP', 'L5', now() - INTERVAL '1 hour', now() + INTERVAL '1 hour', 'painting', 'crew 1')");
    assertThat(text(cities.owner, satun)).isEqualTo("WATCHED 2 1 1 6 b L3 2.000");

    // when nothing comes any more
    execute(cities.owner, "DELETE FROM store.incident_watch");
    cities.watch("satun", "now() - INTERVAL '31 minutes'");
    assertThat(text(cities.owner, satun)).startsWith("NOTHING_HEARD 2 ");

    // when readings come that are given to no rule
    execute(
        cities.owner,
        "INSERT INTO store.lamp_state (city_id, controller_id, lamp_id, silence_s, observed_at, received_at) VALUES ('satun', 'C1', 'L1', 2700, now(), now())");
    assertThat(text(cities.owner, satun)).startsWith("NOT_WATCHED - - - 6");
  }

  @Test
  void theReadingsOfTheEvidenceAreRows() throws SQLException {
    cities.raise("satun", "none", "L1");
    cities.raise("satun", "array", "L2");
    cities.raise("satun", "object", "L3");
    cities.raise("satun", "nonsense", "L4");
    String reading =
        "{\"observed_at\": \"2026-11-20T14:00:00Z\", \"active_power_mw\": 400, \"lamp_on\": false, \"device_flags\": [\"LAMP_FAILURE\", \"CYCLING\"], \"expected_lit\": true, \"expected_dim_bp\": 8000, \"expected_mw\": 48000}";
    execute(
        cities.owner,
        """
        UPDATE store.incident SET evidence = CASE incident_id WHEN 'array' THEN '[%1$s, {"observed_at": "2026-11-20T14:10:00Z"}]'::jsonb
          WHEN 'object' THEN '{"turn": "CREW", "readings": [%1$s]}' WHEN 'nonsense' THEN '"none"' ELSE evidence END"""
            .formatted(reading));

    assertThat(
            rows(
                cities.owner,
                "SELECT concat_ws(' ', incident_id, reading_no, active_power_w, expected_power_w, expected_dim_pct, lamp_on, should_be_lit, device_flags) FROM operations.incident_evidence ORDER BY incident_id, reading_no"))
        .containsExactly(
            "array 1 0.400 48.000 80.00 f t CYCLING LAMP_FAILURE",
            "array 2",
            "object 1 0.400 48.000 80.00 f t CYCLING LAMP_FAILURE");
  }

  @Test
  void aReplayLeavesTheSameHistory() throws SQLException {
    String upsert =
        INSERT
            + """
            ('satun', 'r', 'LAMP_FAILURE', 'LAMP', 'L1', NULL, 'MAJOR', '2026-11-20 20:00+07', '2026-11-20 20:10+07', %s, 1, '{}', 0, 0, 1, false)
            ON CONFLICT (city_id, incident_id) DO UPDATE SET cleared_at = excluded.cleared_at, confirmed_at = %s""";
    String history = "SELECT step || ' ' || at FROM operations.incident_history ORDER BY at, step";

    for (int time = 1; time <= 2; time++) {
      execute(cities.owner, upsert.formatted("NULL", "'2026-11-20 23:00+07'"));
      execute(cities.owner, upsert.formatted("'2026-11-20 22:00+07'", "NULL"));
      execute(cities.owner, upsert.formatted("NULL", "'2026-11-20 23:00+07'"));

      assertThat(rows(cities.owner, history)).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code = 'NO_SUCH_FAULT'",
        "scope = 'STREET'",
        "severity = 'rather bad'",
        "parent_id = incident_id",
        "cleared_at = opened_at - INTERVAL '1 second'",
        "verified_at = now()",
        "dark_lamp_seconds = -1"
      })
  void aRowThatCannotBeIsRefused(String assignment) throws SQLException {
    cities.raise("satun", "i", "L1");

    assertThatThrownBy(() -> execute(cities.owner, "UPDATE store.incident SET " + assignment))
        .isInstanceOf(SQLException.class);
    assertThat(text(cities.owner, "SELECT state FROM operations.incident")).isEqualTo("OPEN");
  }

  @Test
  void plannedWorksAreCheckedAndReplaceThemselves() throws SQLException {
    String plan = "SELECT operations.plan_work('satun', %s)";
    String lamp =
        "'LAMP', 'L1', '2026-11-20 08:00+07', date_trunc('day', now()) + INTERVAL '%d days', 'painting', 'crew 1'";

    assertThat(text(cities.owner, plan.formatted(lamp.formatted(2)))).isEqualTo("t");
    assertThat(text(cities.owner, plan.formatted(lamp.formatted(2)))).as("twice").isEqualTo("f");
    assertThat(text(cities.owner, plan.formatted(lamp.formatted(3)))).isEqualTo("t");
    assertThat(
            rows(
                cities.owner,
                "SELECT concat_ws(' ', scope, subject_id, active, why, who, planned_until > now() + INTERVAL '2 days') FROM operations.planned_work"))
        .containsExactly("LAMP L1 t painting crew 1 t");
    for (String wrong :
        List.of(
            "'STREET', 'L1', now(), now() + INTERVAL '1 day', 'w', 'w'",
            "'LAMP', 'L99', now(), now() + INTERVAL '1 day', 'w', 'w'",
            "'FEEDER', 'F9', now(), now() + INTERVAL '1 day', 'w', 'w'",
            "'CITY', 'mueang-nan', now(), now() + INTERVAL '1 day', 'w', 'w'",
            "'LAMP', 'L1', now(), NULL, 'w', 'w'",
            "'LAMP', 'L1', now(), 'infinity', 'w', 'w'",
            "'LAMP', 'L1', now(), now(), 'w', 'w'",
            "'LAMP', 'L1', now() - INTERVAL '2 days', now() - INTERVAL '1 day', 'w', 'w'",
            "'LAMP', 'L1', now(), now() + INTERVAL '1 day', ' ', 'w'",
            "'LAMP', 'L1', now(), now() + INTERVAL '1 day', 'w', NULL")) {
      assertThatThrownBy(() -> text(cities.owner, plan.formatted(wrong)))
          .as(wrong)
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("SW004"));
    }
  }
}
