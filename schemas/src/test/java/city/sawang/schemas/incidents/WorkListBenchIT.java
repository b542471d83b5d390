package city.sawang.schemas.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The work list of 150 cities with 2,000 lamps each, a year of incidents behind it, 20 failed lamps
 * and a dark circuit of 100 lamps in every city tonight: ten times what lamps fail. Prints its
 * numbers.
 *
 * <p>{@code mvn -B -Pbench -pl schemas -am test -Dtest=WorkListBenchIT}
 */
@Tag("bench")
class WorkListBenchIT {
  private static final int RUNS = 21;
  private static final double LIMIT_MS = 50;

  private static final String COUNTRY =
      """
      INSERT INTO store.city SELECT 'city-' || i, 'C', 'ค', 'Asia/Bangkok', 15, 100 FROM generate_series(1, 150) i;
      INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated) SELECT 'd', city_id, 'p', 'NEW', true FROM store.city;
      INSERT INTO store.lamp SELECT city_id, 'L' || k, 'd', 'F' || k % 20, 'C' || k, 15, 100, 60000, 'COMMISSIONED', true, 900, 'dusk-to-dawn'
        FROM store.city, generate_series(1, 2000) k;
      INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, cleared_at, verified_at, rule_version, dark_lamp_seconds, revision)
        SELECT city_id, 'h' || k, 'LAMP_FAILURE', 'LAMP', 'L' || k, 'MAJOR', a, a, a + INTERVAL '2 days', a + INTERVAL '3 days', 1, 7200, 3
        FROM store.city, generate_series(1, 1000) k, LATERAL (SELECT now() - k * INTERVAL '8 hours' - INTERVAL '4 days' AS a) t;
      INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, dark_lamp_seconds, revision)
        SELECT city_id, 'o' || k, 'LAMP_FAILURE', 'LAMP', 'L' || k, 'MAJOR', now() - k * INTERVAL '30 minutes', now(), 1, k * 1800, 3 FROM store.city, generate_series(1, 20) k
        UNION ALL SELECT city_id, 'f', 'FEEDER_OUTAGE', 'FEEDER', 'F3', 'CRITICAL', now() - INTERVAL '30 minutes', now(), 1, 0, 3 FROM store.city;
      INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, parent_id, severity, opened_at, detected_at, rule_version, dark_lamp_seconds, revision)
        SELECT city_id, 'c' || k, 'COMM_LOSS', 'LAMP', 'L' || (k * 20 + 3), 'f', 'MAJOR', now() - INTERVAL '30 minutes', now(), 1, 1800, 3 FROM store.city, generate_series(0, 99) k;
      INSERT INTO store.incident_step SELECT city_id, 'o' || k, 1, now(), 'ACKNOWLEDGE', 'w', 'l', NULL, NULL, NULL FROM store.city, generate_series(1, 10) k;
      INSERT INTO store.planned_work SELECT city_id, 'FEEDER', 'F' || k, now() - INTERVAL '1 hour', now() + INTERVAL '2 hours', 'w', 'w', 'l', now() FROM store.city, generate_series(1, 3) k;
      CREATE ROLE b_city LOGIN; GRANT sawang_city_reader TO b_city; INSERT INTO store.login_city VALUES ('b_city', 'city-77');
      CREATE ROLE b_country LOGIN; GRANT sawang_auditor TO b_country;
      """;

  @Test
  void theWorkListAnswersAtOnce() throws SQLException {
    EmbeddedDatabase database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect()) {
      TwoCities.execute(owner, COUNTRY);
      TwoCities.execute(owner, "VACUUM ANALYZE");
      try (Connection city = database.connect("b_city");
          Connection country = database.connect("b_country")) {
        assertThat(TwoCities.rows(city, "SELECT incident_id FROM operations.work_list"))
            .hasSize(21);
        assertThat(TwoCities.rows(country, "SELECT incident_id FROM operations.work_list"))
            .hasSize(150 * 21);
        assertThat(median(city, "the work list of one of 150 cities", "")).isLessThan(LIMIT_MS);
        assertThat(
                median(
                    country,
                    "the work list of one city, asked by who sees all",
                    " WHERE city_id = 'city-77'"))
            .isLessThan(LIMIT_MS);
        median(country, "the work list of all 150 cities, 3,150 roots", "");
      } finally {
        TwoCities.execute(owner, "DROP OWNED BY b_city, b_country; DROP ROLE b_city, b_country");
      }
    }
  }

  private static double median(Connection connection, String what, String where)
      throws SQLException {
    double[] ms = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      long begin = System.nanoTime();
      TwoCities.rows(connection, "SELECT * FROM operations.work_list" + where);
      ms[run] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(ms);
    System.out.printf("%s: median %.1f ms, best %.1f ms of %d%n", what, ms[RUNS / 2], ms[0], RUNS);
    return ms[RUNS / 2];
  }
}
