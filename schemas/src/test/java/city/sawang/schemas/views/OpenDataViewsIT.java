package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the open data as citizens may: all cities, never fewer than five lamps, nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenDataViewsIT {
  private EmbeddedDatabase database;

  @BeforeAll
  void twoCities() throws SQLException {
    database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect()) {
      execute(
          owner,
          """
          INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783), ('satun', 'Satun', 'สตูล', 'Asia/Bangkok', 6.624, 100.067);
          INSERT INTO store.deployment (city_id, deployment_id, programme, kind, simulated)
            VALUES ('mueang-nan', 'd', 'p', 'NEW', false), ('satun', 'd', 'p', 'NEW', true), ('mueang-nan', 'unused', 'p', 'NEW', true);
          INSERT INTO store.lamp (city_id, lamp_id, deployment_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
            SELECT city_id, 'L', 'd', latitude, longitude, 60000, 'REPORTING', false, 900, 's' FROM store.city;
          INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
              expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
            VALUES ('mueang-nan', '2026-11-01', 1234567, 1000000, 200000, 34567, 0, 7, 40000, 20000, 10000, 5000, 25000, 0, 9, 3, 2, 5, true),
                   ('satun', '2026-11-01', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, false),
                   ('mueang-nan', '2026-12-15', 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 4, true);
          INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
              expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
            SELECT city_id, date_trunc('month', night)::date, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
                   expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided
            FROM store.city_night WHERE night = '2026-11-01';
          CREATE ROLE o_public LOGIN; GRANT sawang_public TO o_public;
          CREATE ROLE o_analyst LOGIN; GRANT sawang_analyst TO o_analyst;
          CREATE ROLE o_auditor LOGIN; GRANT sawang_auditor TO o_auditor;
          CREATE ROLE o_nan LOGIN; GRANT sawang_city_reader TO o_nan;
          """);
    }
  }

  @AfterAll
  void forgetTheLogins() throws SQLException {
    try (Connection owner = database.connect()) {
      execute(owner, "DROP ROLE o_public, o_analyst, o_auditor, o_nan");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"o_public", "o_analyst", "o_auditor"})
  void everybodySeesAllCities(String login) throws SQLException {
    try (Connection reader = database.connect(login)) {
      assertThat(rows(reader, "SELECT DISTINCT city_id FROM open_data.city_night ORDER BY 1"))
          .containsExactly("mueang-nan", "satun");
      assertThat(rows(reader, "SELECT count(*) FROM open_data.city_month")).containsExactly("2");
      assertThat(rows(reader, "SELECT count(*) FROM open_data.lamp_group")).containsExactly("0");
    }
  }

  @Test
  void thePublicSeesTheViewsAndNothingBehindThem() throws SQLException {
    try (Connection anybody = database.connect("o_public")) {
      for (String hidden :
          List.of(
              "store.city_night",
              "store.lamp_night",
              "store.city_simulated",
              "registry.lamp",
              "energy.lamp_quarter_hour")) {
        assertThatThrownBy(() -> rows(anybody, "SELECT count(*) FROM " + hidden))
            .as(hidden)
            .hasMessageContaining("permission denied");
      }
      assertThatThrownBy(() -> execute(anybody, "UPDATE open_data.city_night SET lamps = 1"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aNightOfFewerThanFiveLampsIsNotShown() throws SQLException {
    try (Connection anybody = database.connect("o_public")) {
      assertThat(
              rows(
                  anybody,
                  "SELECT night || ' ' || lamps FROM open_data.city_night WHERE city_id = 'mueang-nan'"))
          .containsExactly("2026-11-01 5");
    }
  }

  @Test
  void figuresAreExactAndUnknownStaysUnknown() throws SQLException {
    String figures =
        "SELECT concat_ws(' ', energy_wh, measured_wh, interpolated_wh, estimated_wh, day_burn_wh, dark_period_seconds, lit_seconds, dark_seconds,"
            + " unknown_seconds, day_burn_seconds, completeness, availability, decided, simulated) FROM open_data.";
    try (Connection anybody = database.connect("o_public")) {
      for (String view : List.of("city_night", "city_month")) {
        assertThat(rows(anybody, figures + view + " ORDER BY city_id"))
            .containsExactly(
                "1234.567 1000.000 200.000 34.567 0.007 40000 10000 5000 25000 9 0.6667 0.7500 t f",
                "0.000 0.000 0.000 0.000 0 0 0 0 0 f t");
      }
    }
  }

  @Test
  void everyViewIsABarrierAndEveryColumnIsExplainedWithItsUnit() throws SQLException {
    try (Connection owner = database.connect()) {
      assertThat(
              rows(
                  owner,
                  """
                  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = 'open_data' AND c.relkind = 'v' AND 'security_barrier=true' = ANY (c.reloptions) ORDER BY 1"""))
          .containsExactly("city_month", "city_night", "lamp_group");
      assertThat(
              rows(
                  owner,
                  """
                  SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                  WHERE n.nspname = 'open_data'
                    AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL
                         OR a.attname LIKE '%\\_wh' AND (col_description(c.oid, a.attnum) NOT LIKE '%Wh%' OR format_type(a.atttypid, a.atttypmod) <> 'numeric(20,3)')
                         OR a.attname LIKE '%\\_seconds' AND col_description(c.oid, a.attnum) NOT LIKE 'Seconds %')"""))
          .isEmpty();
    }
  }

  @Test
  void freshnessAndCompletenessStandBesideEveryFigure() throws SQLException {
    try (Connection anybody = database.connect("o_public")) {
      for (String view : List.of("city_night", "city_month", "lamp_group")) {
        assertThat(
                rows(
                    anybody,
                    "SELECT count(updated_at) + count(completeness) + count(simulated) + count(lamps) >= 0 FROM open_data."
                        + view))
            .containsExactly("t");
      }
    }
  }

  @Test
  void oneNightOfGroupsIsAddedUpFromThatNightOnly() throws SQLException {
    try (Connection owner = database.connect()) {
      execute(owner, "SET enable_seqscan = off");

      List<String> plan =
          rows(
              owner,
              "EXPLAIN SELECT * FROM open_data.lamp_group WHERE city_id = 'mueang-nan' AND night = '2026-11-01'");

      assertThat(plan)
          .anyMatch(line -> line.contains("Index Cond") && line.contains("night = '2026-11-01'"));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
