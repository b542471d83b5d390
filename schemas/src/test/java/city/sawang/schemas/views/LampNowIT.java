package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/**
 * Compares operations.lamp_now, which looks the night up once for a city, with a definition that
 * goes lamp by lamp.
 */
class LampNowIT {
  /**
   * Cities of four zones, some without a calendar; dusk and dawn within minutes of now, so that two
   * degrees of longitude (8 minutes) decide; lamps of every stage, with and without a controller,
   * reporting and not; controllers and meters that no lamp knows.
   */
  private static final String FLEET =
      """
      SELECT setseed(0.42);
      INSERT INTO store.city
        SELECT 'city-' || i, 'C', 'ค', (ARRAY['Asia/Bangkok', 'America/Anchorage', 'Pacific/Kiritimati', 'UTC'])[i % 4 + 1], 0, 100 + random() FROM generate_series(1, 60) i;
      INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated) SELECT 'd', city_id, 'p', 'NEW', true FROM store.city;
      INSERT INTO store.night_calendar
        SELECT c.city_id, ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date + day,
               now() + day * INTERVAL '1 day' + (random() * 20 - 10) * INTERVAL '1 minute' - INTERVAL '6 hours' * (i % 2),
               now() + day * INTERVAL '1 day' + (random() * 20 - 10) * INTERVAL '1 minute' + INTERVAL '6 hours' * (1 - i % 2)
        FROM (SELECT *, substr(city_id, 6)::integer AS i FROM store.city) c CROSS JOIN generate_series(-1, 1) day WHERE i % 7 <> 0;
      INSERT INTO store.lamp
        SELECT city_id, 'L' || k, 'd', CASE WHEN k % 3 > 0 THEN 'F' || k % 3 END, CASE WHEN k % 6 > 0 THEN 'C' || k END, 0, longitude + random() * 4 - 2, 60000,
               (ARRAY['DONATED', 'INSTALLED', 'COMMISSIONED', 'REPORTING', 'RETIRED'])[k % 5 + 1], k % 2 = 0, 60 * (1 + k % 30), 'dusk-to-dawn'
        FROM store.city CROSS JOIN generate_series(1, 40) k;
      INSERT INTO store.assignment (city_id, controller_id, lamp_id) SELECT city_id, controller_id, lamp_id FROM store.lamp WHERE controller_id IS NOT NULL;
      INSERT INTO store.meter SELECT city_id, 'M1', 'd', 'F1', 0, 100, 900, 'COMMISSIONED' FROM store.city;
      INSERT INTO store.lamp_state (city_id, controller_id, lamp_id, silence_s, observed_at, received_at, active_power_mw, expected_mw, power_observed_at, supply_voltage_mv, voltage_observed_at,
          dim_actual_bp, dim_observed_at, lit, lit_expected, lit_observed_at, lit_since, relay_on, relay_on_expected, relay_on_observed_at, relay_on_since, unjudged, unjudged_since)
        SELECT city_id, id, CASE WHEN random() < 0.9 THEN 'L' || substr(id, 2) END, 900, seen, seen + random() * INTERVAL '10 minutes', (random() * 60000)::bigint, 60000, seen - random() * INTERVAL '1 hour', 230000, seen,
               CASE WHEN random() < 0.7 THEN 8000 END, seen, lit, CASE WHEN random() < 0.8 THEN random() < 0.5 END, lit_at, lit_at - random() * INTERVAL '1 hour',
               relay, CASE WHEN random() < 0.8 THEN random() < 0.5 END, relay_at, relay_at - INTERVAL '1 minute', CASE WHEN random() < 0.5 THEN random() < 0.2 END, seen - random() * INTERVAL '2 hours'
        FROM (SELECT city_id, id, seen, lit, relay, CASE WHEN lit IS NOT NULL THEN seen - (random() ^ 3) * INTERVAL '5 hours' END AS lit_at, CASE WHEN relay IS NOT NULL THEN seen - (random() ^ 3) * INTERVAL '5 hours' END AS relay_at
          FROM (SELECT city_id, id, now() - (random() ^ 2 * 3 - 0.1) * INTERVAL '1 hour' AS seen, CASE WHEN random() < 0.7 THEN random() < 0.5 END AS lit, CASE WHEN random() < 0.7 THEN random() < 0.5 END AS relay
            FROM store.city CROSS JOIN (SELECT 'C' || k FROM generate_series(1, 45) k WHERE k % 4 > 0 UNION ALL SELECT 'M1') c(id) OFFSET 0) o OFFSET 0) p;
      INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, cleared_at, rule_version, revision, retracted)
        SELECT city_id, 'i' || k, 'COMM_LOSS', CASE WHEN k % 2 = 0 THEN 'LAMP' ELSE 'CONTROLLER' END, CASE WHEN k % 2 = 0 THEN 'L' ELSE 'C' END || k / 2, 'MINOR', now(), now(),
               CASE WHEN k % 5 = 0 THEN now() END, 1, 1, k % 7 = 0
        FROM store.city CROSS JOIN generate_series(2, 90) k;
      """;

  @Test
  void answersLikeTheDefinitionThatGoesLampByLamp() throws SQLException, IOException {
    EmbeddedDatabase database = EmbeddedDatabase.migrated();
    // given both definitions, and one instant for both
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(definitionByLamp());
      statement.execute(FLEET);

      // when
      String difference =
          text(
              statement,
              """
              SELECT count(*) FROM (
                (SELECT * FROM operations.lamp_now EXCEPT ALL SELECT * FROM store.lamp_now_by_lamp)
                UNION ALL (SELECT * FROM store.lamp_now_by_lamp EXCEPT ALL SELECT * FROM operations.lamp_now)) d""");

      // then
      assertThat(difference).isEqualTo("0");
      assertThat(
              text(
                  statement,
                  """
                  SELECT count(*) || ' ' || (count(*) FILTER (WHERE expected_lit) > 100) || ' ' || (count(*) FILTER (WHERE NOT expected_lit) > 100)
                    || ' ' || (count(*) FILTER (WHERE lamp_id IS NOT NULL AND expected_lit IS NULL) > 100) || ' ' || (count(*) FILTER (WHERE lamp_id IS NULL) > 100)
                    || ' ' || (count(*) FILTER (WHERE open_incidents = 2) > 100)
                  FROM operations.lamp_now"""))
          .as(
              "rows; lamps that should burn, should not, of which it is unknown; unregistered controllers; several incidents")
          .isEqualTo("2340 true true true true true");
      assertThat(
              text(
                  statement,
                  """
                  SELECT string_agg(state, ' ' ORDER BY state) FROM (
                    SELECT state FROM operations.lamp_now WHERE lamp_id IS NOT NULL GROUP BY state HAVING count(*) > 20) s"""))
          .as("states that occur")
          .isEqualTo("DARK_SHOULD_BE_LIT LIT LIT_SHOULD_BE_DARK OFF_AS_PLANNED SILENT UNKNOWN");
      // A city in which the longitude of the lamp decides: otherwise both could ignore it.
      assertThat(
              text(
                  statement,
                  """
                  SELECT count(*) > 10 FROM (SELECT city_id FROM operations.lamp_now WHERE lamp_id IS NOT NULL
                    GROUP BY city_id HAVING bool_or(expected_lit) AND NOT bool_and(expected_lit)) c"""))
          .isEqualTo("t");
    }
  }

  private static String definitionByLamp() throws IOException {
    try (InputStream in = LampNowIT.class.getResourceAsStream("/lamp-now-by-lamp.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
