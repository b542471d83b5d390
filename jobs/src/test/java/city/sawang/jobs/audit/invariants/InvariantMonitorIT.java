package city.sawang.jobs.audit.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker is checked: each table is broken on purpose, and the monitor must say so. */
class InvariantMonitorIT {
  /** Five past noon in Bangkok, the night of the 20th is over. */
  private static final Instant NOW = Instant.parse("2026-11-21T05:05:00Z");

  /** So many checks give every place its turn. */
  private static final int ROUND = 2 * 3 * 96 + 10;

  @TempDir private static Path directory;
  private static TestDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.start(directory.resolve("pg"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void twoLampsForADay() throws SQLException {
    database.execute(
        """
        TRUNCATE store.lamp_quarter_hour, store.lamp_night, store.feeder_quarter_hour, store.city_quarter_hour, store.city_night,
          store.city_month, store.ledger_hour, store.reading, store.quarantine, store.invariant_violation, store.invariant_check;
        INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783) ON CONFLICT DO NOTHING;
        INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh,
          estimated_mwh, lit_seconds, readings_expected, readings_accepted, decided, revision, updated_at, dark_period_s, expected_lit_s,
          lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, day_mwh, day_burn_mwh)
        SELECT t, 'mueang-nan', lamp, 'F1', 60, 10, 20, 30, 400, 1, 1, true, 1, '2026-11-21 04:00+00', 900, 800, 400, 300, 100, 100, 0, 5, 3
        FROM generate_series(timestamptz '2026-11-20 05:00+00', '2026-11-21 04:45+00', interval '15 minutes') t,
          unnest(ARRAY['L1', 'L2']) lamp;
        INSERT INTO store.lamp_night (city_id, lamp_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh,
          day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected,
          readings_accepted, quarters, decided, updated_at)
        SELECT city_id, lamp_id, '2026-11-20', sum(energy_mwh), sum(measured_mwh), sum(interpolated_mwh), sum(estimated_mwh), sum(day_mwh),
          sum(day_burn_mwh), sum(dark_period_s), sum(expected_lit_s), sum(lit_dark_s), sum(dark_s), sum(unknown_s), sum(scheduled_off_s),
          sum(day_burn_s), sum(readings_expected), sum(readings_accepted), count(*), true, '2026-11-21 04:00+00'
        FROM store.lamp_quarter_hour GROUP BY 1, 2;
        INSERT INTO store.feeder_quarter_hour SELECT city_id, 'F1', period_start, sum(energy_mwh), sum(measured_mwh), sum(interpolated_mwh),
          sum(estimated_mwh), sum(readings_expected), sum(readings_accepted), 2, 2, 2, 500, 500, 0, 0, 1, 1, true, 1, '2026-11-21 04:00+00'
        FROM store.lamp_quarter_hour GROUP BY 1, 3;
        INSERT INTO store.city_quarter_hour SELECT city_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
          readings_expected, readings_accepted, 2, 2, 2, true, 1, updated_at FROM store.feeder_quarter_hour;
        INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh,
          day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected,
          readings_accepted, lamps, decided, updated_at)
        SELECT city_id, night, sum(energy_mwh), sum(measured_mwh), sum(interpolated_mwh), sum(estimated_mwh), sum(day_mwh),
          sum(day_burn_mwh), sum(dark_period_s), sum(expected_lit_s), sum(lit_dark_s), sum(dark_s), sum(unknown_s), sum(scheduled_off_s),
          sum(day_burn_s), sum(readings_expected), sum(readings_accepted), count(*), true, '2026-11-21 04:00+00'
        FROM store.lamp_night GROUP BY 1, 2;
        INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh,
          day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected,
          readings_accepted, lamps, decided, updated_at)
        SELECT city_id, '2026-11-01', energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh,
          day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected,
          readings_accepted, lamps, decided, updated_at FROM store.city_night;
        INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, topic, profile, historical, lateness)
        SELECT t, 'mueang-nan', 'c1', 1, t, 'LAMP', 'topic', 'native', false, 'IN_TIME'
        FROM generate_series(timestamptz '2026-11-21 02:00+00', '2026-11-21 03:55+00', interval '5 minutes') t;
        INSERT INTO store.ledger_hour SELECT 'mueang-nan', date_trunc('hour', received_at), count(*) + 3, count(*), 0, 2, 0, 1, 0
        FROM store.reading GROUP BY 2;
        INSERT INTO store.quarantine SELECT 'q' || hour, hour, 'mueang-nan', 'c1', 'topic', 'NOT_JSON', 'detail', NULL, -1, 'x'
        FROM store.ledger_hour""");
  }

  /** What two checks say that are a minute apart, when everything had its turn before. */
  private static Map<Invariant, Long> lookTwice(InvariantMonitor monitor) throws SQLException {
    monitor.check(NOW);
    return monitor.check(NOW).open();
  }

  private static List<Map<String, Object>> violations() throws SQLException {
    return database.rows(
        "SELECT invariant, city_id, subject_id, expected, found, detail FROM store.invariant_violation ORDER BY 1, 2, 3");
  }

  @Test
  void onAPlatformThatIsWellAWholeRoundFindsNothing() throws Exception {
    InvariantMonitor monitor = new InvariantMonitor(database.dataSource(), 30);

    for (int look = 0; look < ROUND / 2; look++) {
      monitor.check(NOW);
    }

    assertThat(violations()).isEmpty();
    assertThat(database.rows("SELECT invariant, subjects FROM store.invariant_check ORDER BY 1"))
        .hasSize(Invariant.values().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "LEDGER_IDENTITY     | UPDATE store.ledger_hour SET received = received + 1 WHERE hour = '2026-11-21 02:00+00'",
        "LEDGER_ARCHIVE      | DELETE FROM store.reading WHERE observed_at = '2026-11-21 03:10+00'",
        "LEDGER_ARCHIVE      | DELETE FROM store.quarantine WHERE received_at = '2026-11-21 03:00+00'",
        "DARK_PERIOD         | UPDATE store.lamp_quarter_hour SET dark_s = dark_s + 1 WHERE period_start = '2026-11-21 04:30+00' AND lamp_id = 'L1'",
        "FEEDER_QUARTER_HOUR | UPDATE store.feeder_quarter_hour SET measured_mwh = measured_mwh + 1 WHERE period_start = '2026-11-21 04:30+00'",
        "FEEDER_QUARTER_HOUR | DELETE FROM store.feeder_quarter_hour WHERE period_start = '2026-11-21 04:30+00'",
        "CITY_QUARTER_HOUR   | UPDATE store.city_quarter_hour SET lamps_lit = 1 WHERE period_start = '2026-11-21 04:30+00'",
        "LAMP_NIGHT          | UPDATE store.lamp_night SET unknown_s = unknown_s - 1 WHERE lamp_id = 'L2'",
        "CITY_NIGHT          | UPDATE store.city_night SET lamps = 3",
        "CITY_MONTH          | UPDATE store.city_month SET estimated_mwh = estimated_mwh + 1",
      })
  void aBrokenRowIsRedAndAMendedOneGreenAgain(Invariant invariant, String damage) throws Exception {
    // given
    database.execute(damage);
    InvariantMonitor monitor = new InvariantMonitor(database.dataSource(), 30);

    // when: nights, months and hours take roundRobin
    long open = 0;
    for (int look = 0; look < 12 && open == 0; look++) {
      open = lookTwice(monitor).get(invariant);
    }

    // then
    assertThat(open).as("%s", violations()).isPositive();
    assertThat(violations())
        .anySatisfy(row -> assertThat(row).containsEntry("invariant", invariant.name()));
    assertThat(
            database.number(
                "SELECT violations FROM store.invariant_check WHERE invariant = '"
                    + invariant
                    + "'"))
        .isPositive();

    // when: somebody mends it
    twoLampsAgain();
    monitor.check(NOW);

    // then
    assertThat(violations()).isEmpty();
  }

  /** Everything as it was but for what the monitor wrote. */
  private void twoLampsAgain() throws SQLException {
    List<Map<String, Object>> open =
        database.rows("SELECT *, at::text AS at_text FROM store.invariant_violation");
    twoLampsForADay();
    for (Map<String, Object> row : open) {
      database.execute(
          "INSERT INTO store.invariant_violation (invariant, city_id, subject_id, at, expected, found, detail) VALUES ('%s', '%s', '%s', '%s', %s, %s, 'kept')"
              .formatted(
                  row.get("invariant"),
                  row.get("city_id"),
                  row.get("subject_id"),
                  row.get("at_text"),
                  row.get("expected"),
                  row.get("found")));
    }
  }

  @Test
  void rowsThatAreStillOnTheirWayAreNoViolation() throws Exception {
    // given: the sum was written a moment before the lamp's row
    database.execute(
        "UPDATE store.lamp_quarter_hour SET measured_mwh = 11, updated_at = '2026-11-21 05:04:30+00' WHERE period_start = '2026-11-21 04:30+00' AND lamp_id = 'L1'");

    Map<Invariant, Long> open = lookTwice(new InvariantMonitor(database.dataSource(), 30));

    assertThat(open.get(Invariant.CITY_QUARTER_HOUR)).isZero();
    // … and two minutes later it is one.
    InvariantMonitor later = new InvariantMonitor(database.dataSource(), 30);
    later.check(NOW.plus(Duration.ofMinutes(3)));
    assertThat(later.check(NOW.plus(Duration.ofMinutes(3))).open())
        .containsEntry(Invariant.CITY_QUARTER_HOUR, 1L)
        .containsEntry(Invariant.FEEDER_QUARTER_HOUR, 1L);
  }

  @Test
  void whatTheJobsFoundIsCounted() throws Exception {
    database.execute(
        "INSERT INTO store.invariant_violation VALUES ('ENERGY_IDENTITY', 'mueang-nan', 'L1', '2026-11-20 12:00+00', 5, 6, 'mWh')");

    InvariantMonitor.MonitorReport report =
        new InvariantMonitor(database.dataSource(), 30).check(NOW);

    assertThat(report.found()).containsEntry(Invariant.ENERGY_IDENTITY, 1L);
    assertThat(report.openInAll()).isEqualTo(1);
  }
}
