package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reads what the views make of a few rows; every test works in a transaction that is rolled back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewValuesIT {
  private EmbeddedDatabase database;
  private Connection connection;

  @BeforeAll
  void migrate() throws SQLException {
    database = EmbeddedDatabase.migrated();
  }

  @BeforeEach
  void oneCityWithOneLamp() throws SQLException {
    connection = database.connect();
    connection.setAutoCommit(false);
    execute(
        "INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783)");
    execute(
        """
        INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated, baseline_mw)
        VALUES ('d1', 'mueang-nan', 'Test', 'RETROFIT', true, 125500)""");
    execute(
        "INSERT INTO store.lamp VALUES ('mueang-nan', 'L1', 'd1', 'F1', 'C1', 18.783, 100.783, 60000, 'COMMISSIONED', false, 900, 'dusk-to-dawn')");
    execute(
        "INSERT INTO store.assignment (city_id, controller_id, lamp_id) VALUES ('mueang-nan', 'C1', 'L1')");
  }

  @AfterEach
  void forget() throws SQLException {
    connection.rollback();
    connection.close();
  }

  @Test
  void anAssignmentIsOpenWhereNobodyEndedIt() throws SQLException {
    execute(
        "INSERT INTO store.assignment VALUES ('mueang-nan', 'C2', 'L1', '2026-01-01 00:00+07', '2026-02-01 00:00+07')");

    assertThat(
            row(
                "SELECT lamp_id, valid_from IS NULL AND valid_to IS NULL AS open FROM registry.assignment WHERE controller_id = 'C1'"))
        .containsEntry("lamp_id", "L1")
        .containsEntry("open", true);
    assertThat(
            row(
                "SELECT valid_to - valid_from = INTERVAL '31 days' AS month FROM registry.assignment WHERE controller_id = 'C2'"))
        .containsEntry("month", true);
  }

  @Test
  void aLampThatNeverReportedIsThereOfflineAndUnknown() throws SQLException {
    Map<String, Object> lamp = row("SELECT * FROM operations.lamp_now");

    assertThat(lamp)
        .containsEntry("lamp_id", "L1")
        .containsEntry("controller_id", "C1")
        .containsEntry("online", false)
        .containsEntry("lit", null)
        .containsEntry("expected_lit", null)
        .containsEntry("last_observed_at", null)
        .containsEntry("open_incidents", 0L)
        .containsEntry("state", "UNKNOWN");
  }

  @Test
  void onlineMeansObservedAndReceivedWithinThreeIntervals() throws SQLException {
    said("C1", "44 minutes", "lit", "true");
    assertThat(row("SELECT online FROM operations.lamp_now")).containsEntry("online", true);

    execute("UPDATE store.lamp_state SET received_at = now() - INTERVAL '46 minutes'");
    assertThat(row("SELECT online FROM operations.lamp_now")).containsEntry("online", false);

    execute(
        "UPDATE store.lamp_state SET received_at = now(), observed_at = now() - INTERVAL '46 minutes'");
    assertThat(row("SELECT online, state FROM operations.lamp_now"))
        .as("old readings that come now")
        .containsEntry("online", false)
        .containsEntry("state", "SILENT");

    execute("UPDATE store.lamp_state SET observed_at = now() + INTERVAL '2 hours'");
    assertThat(row("SELECT online FROM operations.lamp_now"))
        .as("observed before our clock was set back")
        .containsEntry("online", false);
  }

  @Test
  void aShortIntervalStillAllowsHalfAnHourOfSilenceButNothingIsKnownThen() throws SQLException {
    execute("UPDATE store.lamp SET report_interval_s = 60");
    said("C1", "2 minutes", "lit", "true");
    assertThat(row("SELECT online, lit, state FROM operations.lamp_now"))
        .containsEntry("online", true)
        .containsEntry("lit", true)
        .containsEntry("state", "LIT");

    ago("29 minutes");
    assertThat(row("SELECT online, lit, state, lit_observed_at FROM operations.lamp_now"))
        .containsEntry("online", true)
        .containsEntry("lit", null)
        .containsEntry("lit_observed_at", null)
        .containsEntry("state", "UNKNOWN");
  }

  /** A full message, then one that says only the voltage. */
  @Test
  void eachValueHasItsOwnAge() throws SQLException {
    said("C1", "20 minutes", "lit", "true");
    execute(
        """
        UPDATE store.lamp_state SET observed_at = now() - INTERVAL '1 minute', received_at = now(),
          active_power_mw = 41700, expected_mw = 60000, power_observed_at = now() - INTERVAL '20 minutes',
          supply_voltage_mv = 229800, voltage_observed_at = now() - INTERVAL '1 minute'""");

    assertThat(
            row(
                """
                SELECT *, now() - power_observed_at = INTERVAL '20 minutes' AND now() - voltage_observed_at = INTERVAL '1 minute' AND lit_observed_at = power_observed_at AS ages
                FROM operations.lamp_now"""))
        .containsEntry("online", true)
        .containsEntry("lit", true)
        .containsEntry("active_power_w", new BigDecimal("41.700"))
        .containsEntry("expected_power_w", new BigDecimal("60.000"))
        .containsEntry("supply_voltage_v", new BigDecimal("229.800"))
        .containsEntry("dim_actual_pct", null)
        .containsEntry("dim_observed_at", null)
        .containsEntry("ages", true)
        .containsEntry("state", "LIT");
  }

  @Test
  void afterThreeIntervalsOfSilenceNothingIsKnown() throws SQLException {
    said("C1", "46 minutes", "lit", "true");
    execute(
        "UPDATE store.lamp_state SET active_power_mw = 41700, power_observed_at = observed_at, supply_voltage_mv = 1, voltage_observed_at = observed_at");

    assertThat(
            row(
                """
                SELECT num_nulls(lit, active_power_w, expected_power_w, supply_voltage_v, dim_actual_pct, lit_observed_at, power_observed_at, voltage_observed_at) AS unknown,
                  state, state_since = last_observed_at AS since FROM operations.lamp_now"""))
        .containsEntry("unknown", 8)
        .containsEntry("state", "SILENT")
        .containsEntry("since", true);
  }

  @Test
  void expectedAndActualAreComparedAtTheInstantOfTheReading() throws SQLException {
    for (String[] each :
        new String[][] {
          {"true", "true", "LIT"},
          {"true", "NULL", "LIT"},
          {"true", "false", "LIT_SHOULD_BE_DARK"},
          {"false", "false", "OFF_AS_PLANNED"},
          {"false", "NULL", "OFF_AS_PLANNED"},
          {"false", "true", "DARK_SHOULD_BE_LIT"}
        }) {
      for (String tonight : new String[] {"'-1 hour'", "'1 hour'"}) {
        execute("DELETE FROM store.lamp_state");
        execute("DELETE FROM store.night_calendar");
        night(tonight, "'11 hours'");
        said("C1", "10 minutes", "lit", each[0]);
        execute("UPDATE store.lamp_state SET lit_expected = " + each[1]);
        // whatever is expected by now
        assertThat(
                row(
                    "SELECT state, state_since = lit_observed_at AS since FROM operations.lamp_now"))
            .as("lit %s, expected then %s", each[0], each[1])
            .containsEntry("state", each[2])
            .containsEntry("since", true);
      }
    }
  }

  @Test
  void whoOverridesOrMaintainsIsNotBlamed() throws SQLException {
    said("C1", "10 minutes", "lit", "false");
    execute("UPDATE store.lamp_state SET lit_expected = true, unjudged = true");
    assertThat(row("SELECT state FROM operations.lamp_now"))
        .containsEntry("state", "OFF_AS_PLANNED");

    execute("UPDATE store.lamp_state SET lit = true, lit_expected = false");
    assertThat(row("SELECT state FROM operations.lamp_now")).containsEntry("state", "LIT");

    execute("UPDATE store.lamp_state SET unjudged = false");
    assertThat(row("SELECT state FROM operations.lamp_now"))
        .containsEntry("state", "LIT_SHOULD_BE_DARK");
  }

  /** It said that it was off, by day; since dusk it says its voltage only. */
  @Test
  void anOldWordIsNotHeldAgainstAnotherPhaseOfTheDay() throws SQLException {
    night("'-2 hours'", "'9 hours'");
    said("C1", "3 hours", "lit", "false");
    execute(
        "UPDATE store.lamp_state SET lit_expected = false, observed_at = now(), received_at = now()");
    assertThat(row("SELECT state, state_since FROM operations.lamp_now"))
        .containsEntry("state", "UNKNOWN")
        .containsEntry("state_since", null);

    execute(
        "UPDATE store.lamp_state SET lit_expected = true, lit_observed_at = now() - INTERVAL '90 minutes'");
    assertThat(row("SELECT state FROM operations.lamp_now"))
        .as("the same is expected now")
        .containsEntry("state", "DARK_SHOULD_BE_LIT");
  }

  /** Every morning: it burned at its last reading, and the cabinet has switched the circuit off. */
  @Test
  void aCircuitThatIsOffByDayLeavesNoDayBurners() throws SQLException {
    execute("UPDATE store.lamp SET night_powered = true");
    night("'-11 hours'", "'-10 minutes'");
    said("C1", "12 minutes", "lit", "true");
    execute(
        "UPDATE store.lamp_state SET active_power_mw = 60000, power_observed_at = observed_at, lit_expected = true");
    assertThat(row("SELECT online, lit, active_power_w, state FROM operations.lamp_now"))
        .containsEntry("online", false)
        .containsEntry("lit", null)
        .containsEntry("active_power_w", null)
        .containsEntry("state", "OFF_AS_PLANNED");

    // It spoke within the half hour in which cabinets switch; that is over, and it is silent.
    execute("DELETE FROM store.night_calendar");
    night("'-11 hours'", "'-35 minutes'");
    ago("20 minutes");
    assertThat(row("SELECT lit, state FROM operations.lamp_now"))
        .containsEntry("lit", null)
        .containsEntry("state", "OFF_AS_PLANNED");

    // It speaks by day: the circuit has power, and the lamp does burn.
    ago("2 minutes");
    execute("UPDATE store.lamp_state SET lit_expected = false");
    assertThat(row("SELECT online, lit, state FROM operations.lamp_now"))
        .containsEntry("online", true)
        .containsEntry("lit", true)
        .containsEntry("state", "LIT_SHOULD_BE_DARK");
  }

  @Test
  void inTheAfternoonTheLastDawnIsThatOfTheNightBefore() throws SQLException {
    execute("UPDATE store.lamp SET night_powered = true, report_interval_s = 14400");
    night("'2 hours'", "'13 hours'");
    execute(
        """
        INSERT INTO store.night_calendar
        SELECT 'mueang-nan', ((now() AT TIME ZONE 'Asia/Bangkok') - INTERVAL '36 hours')::date, now() - INTERVAL '22 hours', now() - INTERVAL '10 hours'""");
    said("C1", "11 hours", "lit", "true");
    assertThat(row("SELECT lit, state FROM operations.lamp_now"))
        .containsEntry("lit", null)
        .containsEntry("state", "OFF_AS_PLANNED");
  }

  @Test
  void aCircuitThatWasJustSwitchedOnIsNotSilentYet() throws SQLException {
    execute("UPDATE store.lamp SET night_powered = true");
    said("C1", "12 hours", "lit", "true");
    night("'-10 minutes'", "'11 hours'");
    assertThat(row("SELECT state FROM operations.lamp_now")).containsEntry("state", "UNKNOWN");

    execute("DELETE FROM store.night_calendar");
    night("'-31 minutes'", "'11 hours'");
    assertThat(row("SELECT state FROM operations.lamp_now")).containsEntry("state", "SILENT");
  }

  @Test
  void anOpenRelayProvesThatItIsDarkAndAClosedOneIsTheLastToGoBy() throws SQLException {
    said("C1", "10 minutes", "relay_on", "true");
    assertThat(row("SELECT lit FROM operations.lamp_now")).containsEntry("lit", true);

    execute(
        "UPDATE store.lamp_state SET lit = false, lit_since = now() - INTERVAL '20 minutes', lit_observed_at = now() - INTERVAL '20 minutes'");
    assertThat(row("SELECT lit FROM operations.lamp_now"))
        .as("its power is older, and better evidence")
        .containsEntry("lit", false);

    execute("UPDATE store.lamp_state SET lit = true, relay_on = false");
    assertThat(
            row(
                "SELECT lit, lit_observed_at = last_observed_at AS by_relay FROM operations.lamp_now"))
        .containsEntry("lit", false)
        .containsEntry("by_relay", true);
  }

  @Test
  void theNightComesEarlierInTheEast() throws SQLException {
    night("'10 minutes'", "'11 hours'");
    assertThat(row("SELECT expected_lit FROM operations.lamp_now"))
        .containsEntry("expected_lit", false);

    execute("UPDATE store.lamp SET longitude = 100.783 + 2.6 -- 624 s earlier");
    assertThat(row("SELECT expected_lit FROM operations.lamp_now"))
        .containsEntry("expected_lit", true);
  }

  @Test
  void anUnregisteredControllerIsShownAndAMeterIsNot() throws SQLException {
    execute(
        "INSERT INTO store.meter VALUES ('mueang-nan', 'M1', 'd1', 'F1', 18.783, 100.783, 900, 'COMMISSIONED')");
    said("M1", "1 minute", "lit", "true");
    said("C9", "1 minute", "lit", "true");

    assertThat(
            row("SELECT controller_id, online, lit FROM operations.lamp_now WHERE lamp_id IS NULL"))
        .containsEntry("controller_id", "C9")
        .containsEntry("online", true)
        .containsEntry("lit", true);
  }

  @Test
  void aControllerThatWasReplacedIsNotCalledUnregistered() throws SQLException {
    execute("UPDATE store.lamp SET controller_id = 'C2'");
    said("C1", "1 day", "lit", "true");

    assertThat(
            row("SELECT count(*) AS n, min(controller_id) AS controller FROM operations.lamp_now"))
        .containsEntry("n", 1L)
        .containsEntry("controller", "C2");
  }

  @Test
  void energyIsExactAndCompletenessIsAShare() throws SQLException {
    execute(
        """
        INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
          lit_seconds, readings_expected, readings_accepted, decided, revision)
        VALUES ('2026-11-22 12:00+00', 'mueang-nan', 'L1', 9223372036854775807, 234567125, 1, 0, 900, 3, 2, true, 1),
               ('2026-11-22 12:15+00', 'mueang-nan', 'L1', NULL, 0, 0, 0, 0, 0, 0, false, 1)""");

    assertThat(row("SELECT * FROM energy.lamp_quarter_hour WHERE decided"))
        .containsEntry("energy_wh", new BigDecimal("9223372036854775.807"))
        .containsEntry("measured_wh", new BigDecimal("234567.125"))
        .containsEntry("interpolated_wh", new BigDecimal("0.001"))
        .containsEntry("completeness", new BigDecimal("0.6667"));
    assertThat(row("SELECT * FROM energy.lamp_quarter_hour WHERE NOT decided"))
        .containsEntry("energy_wh", null)
        .containsEntry("completeness", null);
  }

  @Test
  void aNightIsDividedWithoutRemainderAndJudgedByItsDarkSeconds() throws SQLException {
    execute(
        """
        INSERT INTO store.lamp_night (city_id, lamp_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh,
          dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        VALUES ('mueang-nan', 'L1', '2026-11-22', 700001, 700000, 1, 0, 5000, 4000, 43200, 36000, 33000, 1800, 1200, 7200, 900, 96, 97, 96, true),
               ('mueang-nan', 'L2', '2026-11-22', NULL, 0, 0, 0, 0, 0, 43200, 0, 0, 0, 0, 43200, 0, 0, 0, 96, false)""");

    Map<String, Object> night = row("SELECT * FROM energy.lamp_night WHERE lamp_id = 'L1'");
    assertThat(night)
        .containsEntry("energy_wh", new BigDecimal("700.001"))
        .containsEntry("day_wh", new BigDecimal("5.000"))
        .containsEntry("day_burn_wh", new BigDecimal("4.000"))
        .containsEntry("availability", new BigDecimal("0.9500"))
        .containsEntry("completeness", new BigDecimal("1.0000"))
        .containsEntry("revision", 1)
        .containsEntry("restated", false);
    assertThat((int) night.get("dark_period_seconds"))
        .isEqualTo(
            (int) night.get("lit_seconds")
                + (int) night.get("dark_seconds")
                + (int) night.get("unknown_seconds")
                + (int) night.get("scheduled_off_seconds"));
    assertThat(row("SELECT * FROM energy.lamp_night WHERE lamp_id = 'L2'"))
        .containsEntry("energy_wh", null)
        .containsEntry("availability", null)
        .containsEntry("completeness", null);
  }

  @Test
  void aCircuitLosesWhatItsMeterShowsBeyondItsLamps() throws SQLException {
    circuit("12:00", "100000", "104000");
    circuit("12:15", "100000", "NULL");
    circuit("12:30", "NULL", "104000");
    circuit("12:45", "0", "0");

    assertThat(row(circuitAt("12:00")))
        .containsEntry("loss_wh", new BigDecimal("4.000"))
        .containsEntry("loss_pct", new BigDecimal("3.85"))
        .containsEntry("meter_energy_wh", new BigDecimal("104.000"))
        .containsEntry("meter_completeness", new BigDecimal("1.0000"));
    assertThat(row(circuitAt("12:15")))
        .containsEntry("loss_wh", null)
        .containsEntry("loss_pct", null);
    assertThat(row(circuitAt("12:30")))
        .containsEntry("loss_wh", null)
        .containsEntry("loss_pct", null);
    assertThat(row(circuitAt("12:45")))
        .containsEntry("loss_wh", new BigDecimal("0.000"))
        .containsEntry("loss_pct", null);
  }

  /** The platform began at 23:17, and was seen for 43 minutes. */
  @Test
  void aNightThatWasSeenInPartIsJudgedAgainstTheWholeNight() throws SQLException {
    execute(
        "INSERT INTO store.night_calendar VALUES ('mueang-nan', '2026-11-22', '2026-11-22 18:00+07', '2026-11-23 06:00+07'), ('mueang-nan', '2026-11-23', '2026-11-23 18:00+07', '2026-11-24 06:00+07')");
    execute(
        """
        INSERT INTO store.lamp_night (city_id, lamp_id, night, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh,
          dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        SELECT 'mueang-nan', 'L1', '2026-11-22', 'F1', 1, 1, 0, 0, 0, 0, 2700, 2700, 2580, 120, 0, 0, 0, 3, 3, 3, false""");
    execute(
        """
        INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh,
          dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
        SELECT 'mueang-nan', '2026-11-22', 1, 1, 0, 0, 0, 0, 2700, 2700, 2580, 120, 0, 0, 0, 3, 3, 1, false""");
    quarters("2026-11-22 23:15+07", "2026-11-22 23:45+07");

    for (String view :
        new String[] {"energy.lamp_night", "energy.city_night", "energy.feeder_night"}) {
      assertThat(row("SELECT completeness, availability, unknown_share, partial FROM " + view))
          .as(view)
          .containsEntry("partial", true)
          .containsEntry("completeness", new BigDecimal("0.0625"))
          .containsEntry("unknown_share", new BigDecimal("0.9375"))
          .containsEntry("availability", new BigDecimal("0.9972"));
    }

    // The day after: the city's night before is as it was, a whole one is judged as it stands.
    quarters("2026-11-23 00:00+07", "2026-11-24 06:00+07");
    execute(
        "UPDATE store.lamp_night SET night = '2026-11-23', dark_period_s = 43100, expected_lit_s = 43100, lit_dark_s = 42980");
    execute(
        "UPDATE store.city_night SET night = '2026-11-23', dark_period_s = 43100, expected_lit_s = 43100, lit_dark_s = 42980");
    for (String view :
        new String[] {"energy.lamp_night", "energy.city_night", "energy.feeder_night"}) {
      assertThat(
              row(
                  "SELECT completeness, unknown_share, partial FROM "
                      + view
                      + " WHERE night = '2026-11-23'"))
          .as(view)
          .containsEntry("partial", false)
          .containsEntry("completeness", new BigDecimal("1.0000"))
          .containsEntry("unknown_share", new BigDecimal("0.0000"));
    }
  }

  private void quarters(String first, String last) throws SQLException {
    execute(
        """
        INSERT INTO store.city_quarter_hour (city_id, period_start, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted, lamps_expected, lamps_reporting, lamps_lit, decided)
        SELECT 'mueang-nan', p, 1, 0, 0, 1, 1, 1, 1, 1, true FROM generate_series(timestamptz '%s', timestamptz '%s', INTERVAL '15 minutes') p"""
            .formatted(first, last));
  }

  @Test
  void aCircuitHasItsNightFromItsLampsAndItsMeter() throws SQLException {
    execute(
        "INSERT INTO store.night_calendar VALUES ('mueang-nan', '2026-11-22', '2026-11-22 18:00+07', '2026-11-23 06:00+07')");
    execute(
        """
        INSERT INTO store.lamp_night (city_id, lamp_id, night, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh,
          dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        SELECT 'mueang-nan', 'L' || i, '2026-11-22', 'F1', 100000, 100000, 0, 0, 0, 0, 43200, 43200, 43200, 0, 0, 0, 0, 96, 48, 96, true FROM generate_series(1, 2) i""");
    circuit("12:00", "100000", "104000");
    circuit("12:15", "100000", "106000");
    // Before noon it was the night before.
    circuit("04:45", "100000", "999000");
    execute(
        "UPDATE store.feeder_quarter_hour SET meter_flags = CASE WHEN meter_energy_mwh = 104000 THEN 'METER_JUMP,GAP' ELSE 'GAP' END");

    assertThat(row("SELECT * FROM energy.feeder_night WHERE night = '2026-11-22'"))
        .containsEntry("feeder_id", "F1")
        .containsEntry("lamps", 2)
        .containsEntry("energy_wh", new BigDecimal("200.000"))
        .containsEntry("meter_energy_wh", new BigDecimal("210.000"))
        .containsEntry("loss_wh", new BigDecimal("10.000"))
        .containsEntry("loss_pct", new BigDecimal("4.76"))
        .containsEntry("completeness", new BigDecimal("0.5000"))
        .containsEntry("meter_completeness", new BigDecimal("1.0000"))
        .containsEntry("availability", new BigDecimal("1.0000"))
        .containsEntry("flags", "GAP,METER_JUMP");
    assertThat(row(circuitAt("12:00"))).containsEntry("flags", "METER_JUMP,GAP");
  }

  @Test
  void theNightsAndMonthsOfACityHoldTheSumsOfManyLamps() throws SQLException {
    for (String table : new String[] {"city_night (city_id, night", "city_month (city_id, month"}) {
      execute(
          "INSERT INTO store."
              + table
              + """
              , energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s,
              unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
              VALUES ('mueang-nan', '2026-11-01', 1, 1, 0, 0, 0, 0, 129600000000, 100000000000, 98000000000, 2000000000, 0, 0, 0, 4000000000, 3000000000, 100000, true)""");
    }

    for (String view : new String[] {"energy.city_night", "energy.city_month"}) {
      assertThat(row("SELECT * FROM " + view))
          .containsEntry("energy_wh", new BigDecimal("0.001"))
          .containsEntry("availability", new BigDecimal("0.9800"))
          .containsEntry("completeness", new BigDecimal("0.7500"))
          .containsEntry("lamps", 100_000);
    }
  }

  @Test
  void aReadingIsGivenInTheUnitsOfThePayload() throws SQLException {
    execute(
        """
        INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, topic, profile, active_power_mw, energy_total_mwh,
          supply_voltage_mv, power_factor_bp, frequency_mhz, dim_actual_bp, operating_s, rssi_mdbm, historical, extras, lateness, quality_flags)
        VALUES ('2026-11-22 12:30+00', 'mueang-nan', 'C1', 1, '2026-11-22 12:30:01+00', 'LAMP', 't', 'native', 41700, 234567125, 229400, 9600, 50010, 8000, 19919880,
          -97000, false, '{"a":1}', 'IN_TIME', NULL)""");

    assertThat(row("SELECT * FROM operations.reading"))
        .containsEntry("active_power_w", new BigDecimal("41.700"))
        .containsEntry("energy_total_wh", new BigDecimal("234567.125"))
        .containsEntry("supply_voltage_v", new BigDecimal("229.400"))
        .containsEntry("power_factor", new BigDecimal("0.9600"))
        .containsEntry("frequency_hz", new BigDecimal("50.010"))
        .containsEntry("dim_actual_pct", new BigDecimal("80.00"))
        .containsEntry("operating_hours", new BigDecimal("5533.3000"))
        .containsEntry("rssi_dbm", new BigDecimal("-97.000"))
        .containsEntry("supply_current_a", null)
        .containsEntry("quality", "GOOD");
  }

  @Test
  void theLedgerExplainsEverything() throws SQLException {
    execute(
        "INSERT INTO store.ledger_hour VALUES ('mueang-nan', '2026-11-22 12:00+00', 100, 80, 7, 1, 9, 3, 2)");

    assertThat(row("SELECT accepted, unexplained FROM quality.ledger"))
        .containsEntry("accepted", 88L)
        .containsEntry("unexplained", 0L);
  }

  private void circuit(String time, String lampsMilliwattHours, String meterMilliwattHours)
      throws SQLException {
    execute(
        """
        INSERT INTO store.feeder_quarter_hour (city_id, feeder_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
          readings_expected, readings_accepted, lamps_expected, lamps_reporting, lamps_lit, meter_energy_mwh, meter_measured_mwh, meter_interpolated_mwh,
          meter_estimated_mwh, meter_readings_expected, meter_readings_accepted, decided)
        VALUES ('mueang-nan', 'F1', '2026-11-22 %s+00', %s, 0, 0, 0, 2, 2, 2, 2, 2, %s, 0, 0, 0, 1, 1, true)"""
            .formatted(time, lampsMilliwattHours, meterMilliwattHours));
  }

  private static String circuitAt(String time) {
    return "SELECT * FROM energy.feeder_quarter_hour WHERE period_start = '2026-11-22 %s+00'"
        .formatted(time);
  }

  /** A member whose instants begin with its name, said so long ago. */
  private void said(String controller, String ago, String member, String value)
      throws SQLException {
    execute(
        """
        INSERT INTO store.lamp_state (city_id, controller_id, lamp_id, observed_at, received_at, %3$s, %3$s_observed_at, %3$s_since)
        SELECT 'mueang-nan', '%1$s', 'L1', t, t, %4$s, t, t FROM (SELECT now() - INTERVAL '%2$s' AS t) o"""
            .formatted(controller, ago, member, value));
  }

  private void ago(String ago) throws SQLException {
    execute(
        "UPDATE store.lamp_state SET (observed_at, received_at, lit_observed_at, lit_since) = (SELECT t, t, t, t FROM (SELECT now() - INTERVAL '%s' AS t) o)"
            .formatted(ago));
  }

  /** The night that is to come or goes on, or that has gone since noon, by intervals from now. */
  private void night(String dusk, String dawn) throws SQLException {
    execute(
        """
        INSERT INTO store.night_calendar
        SELECT 'mueang-nan', ((now() AT TIME ZONE 'Asia/Bangkok') - INTERVAL '12 hours')::date, now() + INTERVAL %s, now() + INTERVAL %s"""
            .formatted(dusk, dawn));
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Map<String, Object> row(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      assertThat(result.next()).as("one row of: " + sql).isTrue();
      var row = new LinkedHashMap<String, Object>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
      }
      assertThat(result.next()).as("only one row of: " + sql).isFalse();
      return row;
    }
  }
}
