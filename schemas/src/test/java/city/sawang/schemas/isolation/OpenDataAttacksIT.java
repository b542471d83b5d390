package city.sawang.schemas.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Anybody may send any SQL and learns nothing of a city of four lamps: not what they used, not that
 * the city is there. Each attack is run once more on a city that does not exist, and must
 * get the same answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenDataAttacksIT {
  private EmbeddedDatabase database;

  @BeforeAll
  void aCityOfFourLampsAndOneOfFive() throws SQLException {
    database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect()) {
      ThreeCities.execute(
          owner,
          """
          INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783), ('satun', 'Satun', 'สตูล', 'Asia/Bangkok', 6.624, 100.067);
          INSERT INTO store.deployment (city_id, deployment_id, programme, kind, simulated) VALUES ('mueang-nan', 'd', 'p', 'NEW', false), ('satun', 'd', 'p', 'NEW', false);
          CREATE TEMP TABLE fleet AS SELECT * FROM (VALUES ('mueang-nan', 5, 18.783), ('satun', 4, 6.624)) c(city_id, n, latitude), generate_series(1, n) i;
          INSERT INTO store.lamp (city_id, lamp_id, deployment_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
            SELECT city_id, 'L' || i, 'd', latitude, 100.5, 60000, 'REPORTING', false, 900, 's' FROM fleet;
          INSERT INTO store.lamp_night (city_id, lamp_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
              expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
            SELECT city_id, 'L' || i, night, 7654321, 7654321, 0, 0, 0, 0, 40000, 40000, 30000, 7531, 2469, 0, 0, 9, 8, 96, true
            FROM fleet, generate_series(DATE '2026-11-01', '2026-11-03', INTERVAL '1 day') night;
          INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
              expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
            SELECT city_id, night, sum(energy_mwh), sum(measured_mwh), 0, 0, 0, 0, sum(dark_period_s), sum(expected_lit_s), sum(lit_dark_s), sum(dark_s),
                   sum(unknown_s), 0, 0, sum(readings_expected), sum(readings_accepted), count(*), true FROM store.lamp_night GROUP BY city_id, night;
          INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
              expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
            SELECT city_id, '2026-11-01', sum(energy_mwh), sum(measured_mwh), 0, 0, 0, 0, sum(dark_period_s), sum(expected_lit_s), sum(lit_dark_s), sum(dark_s),
                   sum(unknown_s), 0, 0, sum(readings_expected), sum(readings_accepted), max(lamps), true FROM store.city_night GROUP BY city_id;
          DROP TABLE fleet;
          CREATE ROLE a_public LOGIN; GRANT sawang_public TO a_public;
          """);
      ThreeCities.execute(owner, "VACUUM ANALYZE");
    }
  }

  @AfterAll
  void forget() throws SQLException {
    try (Connection owner = database.connect()) {
      ThreeCities.execute(owner, "DROP ROLE a_public");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Asked for by name, and by what only it has
        "SELECT * FROM open_data.city_night WHERE city_id = '{city}'",
        "SELECT * FROM open_data.city_month WHERE city_id = '{city}'",
        "SELECT * FROM open_data.lamp_group WHERE city_id = '{city}'",
        "SELECT count(*) FROM open_data.city_night WHERE lamps < 5",
        "SELECT count(*) FROM open_data.lamp_group WHERE city_id = '{city}' AND group_id = 'rest'",
        "SELECT * FROM open_data.city_night RIGHT JOIN (VALUES ('{city}')) v(city_id) USING (city_id)",
        "SELECT city_id FROM open_data.city_night WHERE city_id = '{city}' UNION ALL SELECT city_id FROM open_data.lamp_group WHERE city_id = '{city}'",
        "SELECT max(city_id), min(city_id), count(DISTINCT city_id), sum(lamps) FROM open_data.city_night",
        "SELECT grouping(city_id), city_id, sum(lamps) FROM open_data.city_night WHERE city_id IN ('{city}') GROUP BY ROLLUP (city_id)",
        "SELECT (SELECT count(*) FROM open_data.city_night n WHERE n.city_id = c) FROM (VALUES ('{city}')) v(c)",
        // Functions and operators that fail on a row which is not shown
        "SELECT 1 / (lamps - 4) FROM open_data.city_night",
        "SELECT night FROM open_data.city_night WHERE 1 / (lamps - 4) > 0",
        "SELECT night FROM open_data.city_night WHERE CASE WHEN city_id = '{city}' THEN 1 / (lamps - 4) ELSE 1 END = 1",
        "SELECT group_id FROM open_data.lamp_group WHERE CASE WHEN city_id = '{city}' THEN city_id::int ELSE 1 END = 1",
        "SELECT month FROM open_data.city_month WHERE CASE WHEN city_id = '{city}' THEN name_en::date END IS NULL",
        "SELECT night FROM open_data.city_night WHERE city_id = '{city}' AND energy_wh::text::json IS NOT NULL",
        "SELECT sqrt(4.5 - lamps) FROM open_data.city_night WHERE lamps < 5",
        "SELECT night FROM open_data.lamp_group GROUP BY night HAVING 1 / (min(lamps) - 4) > 0",
        "SELECT count(*) OVER (PARTITION BY city_id), rank() OVER (ORDER BY lamps) FROM open_data.city_night",
        // Plans, counters and what the planner knows
        "EXPLAIN SELECT * FROM open_data.city_night WHERE city_id = '{city}'",
        "EXPLAIN ANALYZE SELECT * FROM open_data.city_night WHERE city_id = '{city}'",
        "EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM open_data.lamp_group WHERE city_id = '{city}' AND night = '2026-11-01'",
        "SELECT tablename, attname FROM pg_stats WHERE schemaname IN ('store', 'open_data')",
        "SELECT relname, n_live_tup FROM pg_stat_all_tables WHERE schemaname = 'store' AND n_live_tup > 0",
        "SELECT most_common_vals FROM pg_stats WHERE most_common_vals::text LIKE '%{city}%'",
        "SELECT query FROM pg_stat_activity WHERE query LIKE '%{city}%' AND pid <> pg_backend_pid()",
        "SELECT count(*) FROM pg_locks WHERE locktype = 'tuple'",
        // What lies behind, and rights of everybody
        "SELECT * FROM store.city WHERE city_id = '{city}'",
        "SELECT * FROM store.month_of_few WHERE city_id = '{city}'",
        "SELECT * FROM store.city_simulated WHERE city_id = '{city}'",
        "SELECT * FROM registry.city WHERE city_id = '{city}'",
        "SELECT * FROM energy.city_night WHERE city_id = '{city}'",
        "SELECT * FROM quality.ledger WHERE city_id = '{city}'",
        "TABLE store.lamp_night",
        "COPY (SELECT * FROM open_data.city_night WHERE city_id = '{city}') TO STDOUT",
        "COPY store.city_night TO STDOUT",
        "SELECT * FROM open_data.city_night WHERE city_id = '{city}' FOR UPDATE",
        "INSERT INTO open_data.city_night (city_id) VALUES ('{city}')",
        "CREATE VIEW open_data.spy AS SELECT * FROM store.city_night",
        "CREATE TEMP TABLE spy AS SELECT * FROM open_data.city_night WHERE city_id = '{city}'",
        "CREATE FUNCTION public.spy(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "DO $$ BEGIN RAISE NOTICE 'x'; END $$",
        "SET ROLE sawang_auditor",
        "SET SESSION AUTHORIZATION sawang_auditor",
        "SELECT store.admitted(), '{city}'",
        "SELECT query_to_xml('SELECT * FROM store.city_night WHERE city_id = ''{city}''', true, false, '')",
        "SELECT schema_to_xml('open_data', true, false, '')::text LIKE '%{city}%'",
        "SELECT pg_get_viewdef('open_data.city_month'::regclass)::text LIKE '%{city}%'",
        "SELECT lo_import('/etc/hostname')",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT has_table_privilege('store.city_night', 'SELECT'), '{city}'"
      })
  void nobodyLearnsOfACityOfFourLamps(String attack) throws SQLException {
    String answer = answer(attack, "satun");

    assertThat(answer).isEqualTo(answer(attack, "nowhere"));
    assertThat(answer.toLowerCase(Locale.ROOT))
        .doesNotContain("satun", "สตูล", "30617.284", "7654.321", "division by zero");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT n.night, n.energy_wh - sum(g.energy_wh), n.lamps - sum(g.lamps) FROM open_data.city_night n JOIN open_data.lamp_group g USING (city_id, night)"
            + " GROUP BY n.city_id, n.night, n.energy_wh, n.lamps HAVING n.lamps <> sum(g.lamps) OR n.energy_wh <> sum(g.energy_wh)",
        "SELECT night FROM open_data.lamp_group WHERE lamps < 5",
        "SELECT m.month FROM open_data.city_month m JOIN open_data.city_night n ON n.city_id = m.city_id AND date_trunc('month', n.night) = m.month"
            + " GROUP BY m.city_id, m.month, m.energy_wh HAVING m.energy_wh <> sum(n.energy_wh)"
      })
  void nothingIsLeftOfACityThatIsShown(String difference) throws SQLException {
    assertThat(answer(difference, "mueang-nan")).isEmpty();
    assertThat(answer("SELECT count(*) FROM open_data.city_month", "mueang-nan")).isEqualTo("1|");
  }

  @Test
  void theOpenDataAreAllThatThePublicReads() throws SQLException {
    assertThat(
            answer(
                """
                SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                  AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE') ORDER BY 1""",
                "mueang-nan"))
        .isEqualTo("open_data.city_night|open_data.city_month|open_data.lamp_group|");
  }

  /** All that the server answers to anybody, the attacker's own words taken out. */
  private String answer(String attack, String city) throws SQLException {
    StringBuilder answer = new StringBuilder();
    try (Connection anybody = database.connect("a_public");
        Statement statement = anybody.createStatement()) {
      statement.setEscapeProcessing(false);
      if (statement.execute(attack.replace("{city}", city))) {
        try (ResultSet row = statement.getResultSet()) {
          while (row.next()) {
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              answer.append(row.getString(i)).append('|');
            }
          }
        }
      }
    } catch (SQLException e) {
      answer.append(e.getSQLState()).append(' ').append(e.getMessage());
    }
    return answer.toString().replace(city, "{city}");
  }

  /** A view that only counts rows, and forgets the least number, is found. */
  @Test
  void aViewThatForgetsTheLeastNumberIsFound() throws SQLException {
    try (Connection owner = database.connect()) {
      ThreeCities.execute(
          owner,
          "CREATE VIEW open_data.leaky AS SELECT city_id, lamps FROM store.city_night; GRANT SELECT ON open_data.leaky TO sawang_public");
      try {
        for (String attack :
            List.of(
                "SELECT count(*) FROM open_data.leaky WHERE city_id = '{city}'",
                "SELECT 1 / (lamps - 4) FROM open_data.leaky WHERE city_id = '{city}'")) {
          assertThat(answer(attack, "satun")).isNotEqualTo(answer(attack, "nowhere"));
        }
      } finally {
        ThreeCities.execute(owner, "DROP VIEW open_data.leaky");
      }
    }
  }
}
