package city.sawang.schemas.isolation;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Three cities with rows in every table. Everything of Chumphon that has a name carries {@link
 * #SECRET} in it, and its rows are counted by {@link #SECRET_COUNTS}.
 */
final class ThreeCities {
  static final String SECRET = "ZQ";

  private static final int CHUMPHON_LAMPS = 4703;
  static final int[] SECRET_COUNTS = {
    CHUMPHON_LAMPS, CHUMPHON_LAMPS * 2, CHUMPHON_LAMPS * 3, CHUMPHON_LAMPS * 4
  };

  private static final String SEED =
      """
      CREATE TEMP TABLE fleet AS
        SELECT city_id, sign, n, city_id = 'chumphon' AS secret, sign || '-' || to_char(lamp, 'FM0000') AS lamp_id, sign || ' ' || (mod(lamp, 7)) AS feeder_id, latitude
        FROM (VALUES ('mueang-nan', 'NN', 211, 18.783), ('chumphon', 'ZQ', %d, 10.4928), ('satun', 'ST', 503, 6.624)) c(city_id, sign, n, latitude),
             generate_series(1, n) lamp;
      CREATE TEMP TABLE town AS SELECT DISTINCT city_id, sign, latitude FROM fleet;

      INSERT INTO store.city SELECT city_id, sign || ' town', sign || ' เมือง', 'Asia/Bangkok', latitude, 99 FROM town;
      INSERT INTO store.deployment SELECT sign || ' d1', city_id, sign || ' programme', sign || ' donor', sign || ' vendor', 1000 + length(sign), 10, '2022-01-01', 'RETROFIT',
        125000, sign || ' source', true, sign || ' note', sign || ' sources' FROM town;
      INSERT INTO store.lamp SELECT city_id, lamp_id, sign || ' d1', feeder_id, 'C-' || lamp_id, latitude, 99, 60000, 'COMMISSIONED', false, 900, 'dusk-to-dawn' FROM fleet;
      INSERT INTO store.assignment (city_id, controller_id, lamp_id) SELECT city_id, 'C-' || lamp_id, lamp_id FROM fleet;
      INSERT INTO store.meter SELECT city_id, sign || ' meter', sign || ' d1', sign || ' 1', latitude, 99, 900, 'COMMISSIONED' FROM town;
      INSERT INTO store.night_calendar SELECT city_id, '2026-01-01', '2026-01-01 18:00+07', '2026-01-02 06:00+07' FROM town;
      INSERT INTO store.city_beginning SELECT city_id, '2025-12-30', false FROM town;
      INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, lamp_id, topic, profile, historical, lateness)
        SELECT '2026-01-01'::timestamptz + day * INTERVAL '1 day', city_id, 'C-' || lamp_id, day, '2026-01-05', 'LAMP', lamp_id, sign || '/topic', 'native', false, 'IN_TIME'
        FROM fleet, generate_series(1, 2) day;
      INSERT INTO store.lamp_state (city_id, controller_id, lamp_id, observed_at, received_at) SELECT city_id, 'C-' || lamp_id, lamp_id, now(), now() FROM fleet;
      INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, lit_seconds,
          readings_expected, readings_accepted, decided, revision)
        SELECT '2026-01-01'::timestamptz + day * INTERVAL '1 day', city_id, lamp_id, sign || ' d1', feeder_id, 1, 1, 0, 0, 0, 1, 1, true, 1
        FROM fleet, generate_series(1, 4) day;
      INSERT INTO store.lamp_night (city_id, lamp_id, night, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh,
          dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        SELECT city_id, lamp_id, DATE '2026-01-01' + day, sign || ' d1', feeder_id, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, true
        FROM fleet, generate_series(1, 3) day;
      INSERT INTO store.feeder_quarter_hour (city_id, feeder_id, period_start, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted,
          lamps_expected, lamps_reporting, lamps_lit, meter_measured_mwh, meter_interpolated_mwh, meter_estimated_mwh, meter_readings_expected, meter_readings_accepted, decided)
        SELECT city_id, feeder_id, '2026-01-01', 0, 0, 0, count(*), count(*), count(*), count(*), 0, 0, 0, 0, 1, 1, true FROM fleet GROUP BY city_id, feeder_id;
      INSERT INTO store.city_quarter_hour (city_id, period_start, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted,
          lamps_expected, lamps_reporting, lamps_lit, decided) SELECT city_id, '2026-01-01', 0, 0, 0, count(*), count(*), count(*), count(*), 0, true FROM fleet GROUP BY city_id;
      INSERT INTO store.city_night (city_id, night, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s,
          unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
        SELECT city_id, '2026-01-01', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*), count(*), count(*), true FROM fleet GROUP BY city_id;
      INSERT INTO store.city_month (city_id, month, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s,
          unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
        SELECT city_id, '2026-01-01', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*), count(*), count(*), true FROM fleet GROUP BY city_id;
      INSERT INTO store.ledger_hour SELECT city_id, '2026-01-05', count(*), count(*), 0, 0, 0, 0, 0 FROM fleet GROUP BY city_id;
      INSERT INTO store.quarantine SELECT sign || ' q', '2026-01-05', city_id, sign || ' c', sign || '/topic', 'NOT_JSON', sign || ' detail', NULL, -1, sign::bytea FROM town;
      INSERT INTO store.quarantine VALUES ('ZQ nobody', '2026-01-05', NULL, NULL, 'ZQ', 'UNKNOWN_CITY', 'ZQ', NULL, -1, 'ZQ'::bytea);
      INSERT INTO store.registry_record SELECT city_id, sign || ' c', sign::bytea FROM town;
      INSERT INTO store.restatement_due SELECT city_id, sign || ' lamp', '2026-01-01', 'TOO_LATE' FROM town;
      INSERT INTO store.invariant_violation SELECT 'counter identity', city_id, sign || ' lamp', '2026-01-01', 1, 2, sign || ' detail' FROM town;
      INSERT INTO store.invariant_check VALUES ('counter identity', now(), %d, 3);
      INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, evidence, revision)
        SELECT city_id, sign || ' ' || lamp_id, 'LAMP_FAILURE', 'LAMP', lamp_id, 'MAJOR', '2026-01-01', '2026-01-01', 1,
          jsonb_build_object('city', sign, 'readings', jsonb_build_array(jsonb_build_object('observed_at', '2026-01-01T00:00:00Z', 'says', sign))), 1 FROM fleet;
      INSERT INTO store.incident_step (city_id, incident_id, step_no, taken_at, step, who, login, why)
        SELECT city_id, sign || ' ' || lamp_id, 1, '2026-01-01', 'COMMENT', sign, sign, sign FROM fleet;
      INSERT INTO store.incident_watch SELECT city_id, '2026-01-01', '2026-01-01' FROM town;
      INSERT INTO store.planned_work SELECT city_id, 'LAMP', lamp_id, '2026-01-01', '2026-01-02', sign, sign, sign, '2026-01-01' FROM fleet;
      INSERT INTO store.notification_receiver SELECT sign || ' crew', '2026-01-01' FROM town;
      INSERT INTO store.notification (receiver, notification_key, kind, city_id, incident_id, message, created_at, due_at, problem)
        SELECT sign || ' crew', sign || ' ' || lamp_id, 'RAISED', city_id, sign || ' ' || lamp_id, jsonb_build_object('city', sign), '2026-01-01', '2026-01-01', sign FROM fleet;
      INSERT INTO store.incident_announced SELECT city_id, sign || ' ' || lamp_id, 'OPEN', '2026-01-01' FROM fleet;
      INSERT INTO store.notification_hour SELECT city_id, '2026-01-01', sign || ' code', 1, 2, 3 FROM town;
      DROP TABLE fleet, town;

      CREATE ROLE i_nan LOGIN; GRANT sawang_city_reader TO i_nan; INSERT INTO store.login_city VALUES ('i_nan', 'mueang-nan');
      CREATE ROLE i_other LOGIN; GRANT sawang_city_reader TO i_other; INSERT INTO store.login_city VALUES ('i_other', 'chumphon');
      """
          .formatted(CHUMPHON_LAMPS, CHUMPHON_LAMPS);

  private ThreeCities() {}

  static void seed(Connection owner) throws SQLException {
    execute(owner, SEED);
    execute(owner, "VACUUM ANALYZE");
  }

  static void forgetLogins(Connection owner) throws SQLException {
    execute(owner, "DROP OWNED BY i_nan, i_other");
    execute(owner, "DROP ROLE i_nan, i_other");
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
