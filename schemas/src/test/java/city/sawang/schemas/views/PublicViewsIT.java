package city.sawang.schemas.views;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Compares the views with the list of the public contract, written out here once more on purpose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicViewsIT {
  record View(String name, String columns) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String CITY_SUMS =
      "energy_wh numeric, measured_wh numeric, interpolated_wh numeric, estimated_wh numeric, dark_period_seconds bigint, lit_seconds bigint,"
          + " dark_seconds bigint, unknown_seconds bigint, day_burn_seconds bigint, day_burn_wh numeric, readings_expected bigint,"
          + " readings_accepted bigint, completeness numeric, lamps integer, availability numeric, decided boolean, revision integer";

  /** Freshness and completeness beside each number. */
  private static final String OPEN_SUMS =
      "energy_wh numeric, measured_wh numeric, interpolated_wh numeric, estimated_wh numeric, dark_period_seconds bigint, lit_seconds bigint,"
          + " dark_seconds bigint, unknown_seconds bigint, day_burn_seconds bigint, day_burn_wh numeric, readings_expected bigint,"
          + " readings_accepted bigint, completeness numeric, lamps integer, availability numeric, decided boolean, updated_at timestamptz, simulated boolean";

  /** What the platform shows beyond the contract. */
  private static final List<String> OURS =
      List.of(
          "registry.assignment",
          "operations.incident_history",
          "quality.restatement_due",
          "quality.invariant",
          "quality.invariant_check");

  /** Every object of a schema that people may use. */
  private static final String PUBLIC_RELATIONS =
      "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN"
          + " ('information_schema', 'store', 'migrations')";

  static final List<View> CONTRACT =
      List.of(
          new View(
              "registry.city",
              "city_id text, name_en text, name_th text, timezone text, latitude double precision, longitude double precision"),
          new View(
              "registry.deployment",
              "deployment_id text, city_id text, programme text, donor text, vendor text, declared_value_thb numeric, declared_lamps integer,"
                  + " installed_on date, kind text, baseline_w numeric, simulated boolean"),
          new View(
              "registry.lamp",
              "lamp_id text, city_id text, deployment_id text, feeder_id text, controller_id text, latitude double precision, longitude double precision,"
                  + " nominal_w numeric, stage text, night_powered boolean, report_interval_s integer"),
          new View(
              "operations.lamp_now",
              "city_id text, lamp_id text, controller_id text, feeder_id text, latitude double precision, longitude double precision, online boolean,"
                  + " lit boolean, expected_lit boolean, active_power_w numeric, expected_power_w numeric, dim_actual_pct numeric,"
                  + " supply_voltage_v numeric, last_observed_at timestamptz, last_received_at timestamptz, open_incidents bigint, state text,"
                  + " state_since timestamptz, lit_observed_at timestamptz, power_observed_at timestamptz, voltage_observed_at timestamptz, dim_observed_at timestamptz"),
          new View(
              "operations.reading",
              "city_id text, controller_id text, lamp_id text, observed_at timestamptz, received_at timestamptz, boot_id bigint, seq bigint,"
                  + " active_power_w numeric, energy_total_wh numeric, supply_voltage_v numeric, supply_current_a numeric, power_factor numeric,"
                  + " frequency_hz numeric, dim_command_pct numeric, dim_actual_pct numeric, lamp_on boolean, relay_on boolean,"
                  + " operating_hours numeric, switch_on_count bigint, supply_loss_count bigint, controller_temp_c numeric, rssi_dbm numeric,"
                  + " override_active boolean, maintenance_mode boolean, door_open boolean, leakage_detected boolean, breaker_tripped boolean,"
                  + " device_faults text, quality text, historical boolean"),
          new View(
              "energy.lamp_quarter_hour",
              "city_id text, deployment_id text, feeder_id text, lamp_id text, period_start timestamptz, energy_wh numeric, measured_wh numeric,"
                  + " interpolated_wh numeric, estimated_wh numeric, active_power_avg_w numeric, active_power_min_w numeric,"
                  + " active_power_max_w numeric, supply_voltage_avg_v numeric, power_factor_avg numeric, dim_actual_avg_pct numeric,"
                  + " lit_seconds integer, readings_expected integer, readings_accepted integer, completeness numeric, decided boolean,"
                  + " revision integer, updated_at timestamptz"),
          new View(
              "energy.lamp_night",
              "city_id text, deployment_id text, feeder_id text, lamp_id text, night date, energy_wh numeric, measured_wh numeric,"
                  + " interpolated_wh numeric, estimated_wh numeric, dark_period_seconds integer, lit_seconds integer, dark_seconds integer,"
                  + " unknown_seconds integer, day_burn_seconds integer, day_burn_wh numeric, readings_expected integer,"
                  + " readings_accepted integer, completeness numeric, availability numeric, decided boolean, revision integer"),
          new View(
              "energy.feeder_quarter_hour",
              "city_id text, feeder_id text, period_start timestamptz, energy_wh numeric, measured_wh numeric, interpolated_wh numeric,"
                  + " estimated_wh numeric, readings_expected integer, readings_accepted integer, completeness numeric, lamps_expected integer,"
                  + " lamps_reporting integer, lamps_lit integer, decided boolean, revision integer"),
          new View(
              "energy.city_quarter_hour",
              "city_id text, period_start timestamptz, energy_wh numeric, measured_wh numeric, interpolated_wh numeric, estimated_wh numeric,"
                  + " readings_expected bigint, readings_accepted bigint, completeness numeric, lamps_expected integer,"
                  + " lamps_reporting integer, lamps_lit integer, decided boolean, revision integer"),
          new View(
              "energy.feeder_night",
              "city_id text, feeder_id text, night date, energy_wh numeric, dark_period_seconds bigint, lit_seconds bigint, dark_seconds bigint,"
                  + " unknown_seconds bigint, readings_expected bigint, readings_accepted bigint, completeness numeric, availability numeric,"
                  + " unknown_share numeric, partial boolean, lamps integer, meter_energy_wh numeric, meter_completeness numeric, loss_wh numeric,"
                  + " flags text, decided boolean"),
          new View(
              "energy.city_night",
              "city_id text, night date, partial boolean, unknown_share numeric, " + CITY_SUMS),
          new View("energy.city_month", "city_id text, month date, " + CITY_SUMS),
          new View(
              "operations.incident",
              "incident_id text, city_id text, code text, scope text, subject_id text, parent_id text, severity text, state text, opened_at timestamptz,"
                  + " detected_at timestamptz, cleared_at timestamptz, verified_at timestamptz, rule_version integer, evidence jsonb, dark_lamp_hours numeric,"
                  + " energy_effect_wh numeric"),
          new View(
              "operations.work_list",
              "city_id text, incident_id text, code text, scope text, subject_id text, since timestamptz, dark_lamp_hours numeric, cause_en text, cause_th text,"
                  + " turn text"),
          new View(
              "operations.notification",
              "city_id text, incident_id text, receiver text, kind text, created_at timestamptz, sent_at timestamptz, given_up_at timestamptz, attempts integer,"
                  + " problem text, state text"),
          new View(
              "operations.planned_work",
              "city_id text, scope text, subject_id text, planned_from timestamptz, planned_until timestamptz, why text, who text"),
          new View(
              "operations.incident_watch",
              "city_id text, hour timestamptz, watched_until timestamptz"),
          new View(
              "operations.incident_evidence",
              "city_id text, incident_id text, reading_no integer, observed_at timestamptz, active_power_w numeric, expected_power_w numeric, supply_voltage_v numeric,"
                  + " dim_actual_pct numeric, expected_dim_pct numeric, lamp_on boolean, should_be_lit boolean, device_flags text, reading jsonb"),
          new View(
              "operations.city_now",
              "city_id text, name_en text, name_th text, latitude double precision, longitude double precision, watch text, watched_until timestamptz,"
                  + " last_received_at timestamptz, open_incidents bigint, unacknowledged bigint, planned bigint, lamps bigint, lit bigint, dark bigint, burning bigint,"
                  + " silent bigint, unknown bigint, worst_incident_id text, worst_scope text, worst_subject_id text, worst_since timestamptz, worst_dark_lamp_hours numeric,"
                  + " worst_cause_en text, worst_cause_th text"),
          new View(
              "quality.alarm_kpi",
              "city_id text, night date, notifications bigint, peak_10_min bigint, flood_share numeric, chattering bigint, stale bigint, noisiest jsonb,"
                  + " watched_hours bigint"),
          new View(
              "quality.ledger",
              "city_id text, hour timestamptz, received bigint, accepted bigint, in_time bigint, late_corrected bigint, too_late bigint,"
                  + " duplicate bigint, quarantined bigint, unexplained bigint, missing_seq bigint"),
          new View(
              "quality.quarantine",
              "quarantine_id text, received_at timestamptz, city_id text, topic text, reason text, detail text, profile text, payload bytea,"
                  + " redriven_at timestamptz"),
          new View("open_data.city_night", "city_id text, night date, " + OPEN_SUMS),
          new View("open_data.city_month", "city_id text, month date, " + OPEN_SUMS),
          new View(
              "open_data.lamp_group", "city_id text, group_id text, night date, " + OPEN_SUMS));

  private Connection connection;

  @BeforeAll
  void migrate() throws SQLException {
    connection = EmbeddedDatabase.migrated().connect();
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @FieldSource("CONTRACT")
  void aViewHasTheColumnsOfTheContractWithTheirTypes(View view) throws SQLException {
    Map<String, String> actual = columns(view.name());

    var expected = new LinkedHashMap<String, String>();
    for (String column : view.columns().split(", ", -1)) {
      int space = column.indexOf(' ');
      expected.put(
          column.substring(0, space),
          column.substring(space + 1).replace("timestamptz", "timestamp with time zone"));
    }
    assertThat(actual).containsAllEntriesOf(expected);
  }

  @Test
  void energyHasThreeDecimals() throws SQLException {
    var scales =
        rows(
            "SELECT table_schema || '.' || table_name || '.' || column_name, numeric_scale FROM information_schema.columns"
                + " WHERE table_schema IN ('operations', 'energy', 'open_data') AND column_name LIKE '%\\_wh'");

    assertThat(scales).isNotEmpty().allSatisfy(row -> assertThat(row.get(1)).isEqualTo(3));
  }

  @Test
  void everyPublicViewIsNamedInTheContractAndIsASecurityBarrier() throws SQLException {
    var views =
        rows(
            "SELECT n.nspname || '.' || c.relname, c.relkind, 'security_barrier=true' = ANY (c.reloptions) FROM "
                + PUBLIC_RELATIONS);

    assertThat(views)
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(CONTRACT.stream().map(View::name), OURS.stream()).toList());
    assertThat(views).allSatisfy(row -> assertThat(row.subList(1, 3)).containsExactly("v", true));
  }

  @Test
  void everyViewShowsOnlyTheCitiesOfTheSession() throws SQLException {
    var definitions =
        rows(
            "SELECT n.nspname || '.' || c.relname, pg_get_viewdef(c.oid) FROM "
                + PUBLIC_RELATIONS
                // Open data are for everybody: a city without a login sees all of them.
                + " WHERE n.nspname <> 'open_data'");

    assertThat(definitions)
        .allSatisfy(
            row -> {
              String sql = ((String) row.get(1)).replaceAll("\\s+", " ");
              assertThat(sql)
                  .as("%s", row.get(0))
                  .contains("store.session_scope")
                  .contains("store.session_gate");
              // The check of the monitor has no city; it hides its counts instead.
              if (!row.get(0).equals("quality.invariant_check")) {
                assertThat(sql).as("%s", row.get(0)).contains("store.session_city");
              }
            });
  }

  @Test
  void everyViewAndEveryColumnHasAComment() throws SQLException {
    var missing =
        rows(
            "SELECT n.nspname || '.' || c.relname || coalesce('.' || a.attname, '') FROM "
                + PUBLIC_RELATIONS
                + """
                 LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                WHERE col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL""");

    assertThat(missing).isEmpty();
  }

  @Test
  void aColumnWithAUnitInItsNameHasTheUnitInItsComment() throws SQLException {
    var units =
        Map.ofEntries(
            entry("w", "W"),
            entry("wh", "Wh"),
            entry("v", "V"),
            entry("a", "A"),
            entry("pct", "%"),
            entry("hz", "Hz"),
            entry("c", "°C"),
            entry("dbm", "dBm"),
            entry("lx", "lx"),
            entry("thb", "baht"),
            entry("seconds", "econds"));
    var comments =
        rows(
                "SELECT n.nspname || '.' || c.relname || '.' || a.attname, col_description(c.oid, a.attnum) FROM "
                    + PUBLIC_RELATIONS
                    + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0")
            .stream()
            .collect(toMap(row -> (String) row.get(0), row -> (String) row.get(1)));

    comments.forEach(
        (column, comment) -> {
          String unit = units.get(column.substring(column.lastIndexOf('_') + 1));
          if (unit != null) {
            assertThat(comment).as(column).contains(unit);
          }
        });
  }

  private Map<String, String> columns(String view) throws SQLException {
    String[] name = view.split("\\.", -1);
    var columns = new LinkedHashMap<String, String>();
    for (List<Object> row :
        rows(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = '%s' AND table_name = '%s' ORDER BY ordinal_position"
                .formatted(name[0], name[1]))) {
      columns.put((String) row.get(0), (String) row.get(1));
    }
    return columns;
  }

  private List<List<Object>> rows(String sql) throws SQLException {
    var rows = new ArrayList<List<Object>>();
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      while (result.next()) {
        var row = new ArrayList<Object>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
