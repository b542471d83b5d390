package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of nothing there is no figure: no ratio of any public view becomes 100 % (or 0 %) for want of data. */
class FiguresOfNothingIT {
  /** Six lamps and a meter that should report, a night with all its rows, and not one reading. */
  private static final String SILENT_CITY =
      """
      INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783);
      INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated) VALUES ('d', 'mueang-nan', 'p', 'NEW', false);
      INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
        SELECT 'mueang-nan', 'L' || i, 'd', 'F1', 'C' || i, 18.783, 100.783, 60000, 'REPORTING', false, 900, 'dusk-to-dawn' FROM generate_series(1, 6) i;
      INSERT INTO store.night_calendar VALUES ('mueang-nan', '2026-11-22', '2026-11-22 17:30+07', '2026-11-23 06:20+07');
      INSERT INTO store.lamp_night (city_id, lamp_id, night, deployment_id, feeder_id, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s,
          dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        SELECT city_id, lamp_id, '2026-11-22', 'd', 'F1', 0, 0, 0, 0, 0, 46200, 46200, 0, 0, 46200, 0, 0, 96, 0, 96, false FROM store.lamp;
      INSERT INTO store.city_night (city_id, night, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s,
          day_burn_s, readings_expected, readings_accepted, lamps, decided)
        SELECT city_id, night, 0, 0, 0, 0, 0, sum(dark_period_s), sum(expected_lit_s), 0, 0, sum(unknown_s), 0, 0, sum(readings_expected), 0, 6, false FROM store.lamp_night GROUP BY 1, 2;
      INSERT INTO store.city_month SELECT city_id, '2026-11-01', NULL, 0, 0, 0, 0, 0, dark_period_s, expected_lit_s, 0, 0, unknown_s, 0, 0, readings_expected, 0, 6, false FROM store.city_night;
      INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, measured_mwh, interpolated_mwh, estimated_mwh, lit_seconds, readings_expected, readings_accepted, decided, revision)
        SELECT p, city_id, lamp_id, 'd', 'F1', 0, 0, 0, 0, 1, 0, false, 1 FROM store.lamp, generate_series('2026-11-22 12:00+07', '2026-11-23 11:45+07', INTERVAL '15 minutes') p;
      INSERT INTO store.feeder_quarter_hour (city_id, feeder_id, period_start, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted, lamps_expected, lamps_reporting, lamps_lit,
          meter_measured_mwh, meter_interpolated_mwh, meter_estimated_mwh, meter_readings_expected, meter_readings_accepted, decided)
        SELECT city_id, 'F1', period_start, 0, 0, 0, 6, 0, 6, 0, 0, 0, 0, 0, 1, 0, false FROM store.lamp_quarter_hour GROUP BY 1, 3;
      INSERT INTO store.city_quarter_hour (city_id, period_start, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted, lamps_expected, lamps_reporting, lamps_lit, decided)
        SELECT city_id, period_start, 0, 0, 0, 6, 0, 6, 0, 0, false FROM store.lamp_quarter_hour GROUP BY 1, 2;
      """;

  private Connection connection;

  @BeforeEach
  void migrate() throws SQLException {
    connection = EmbeddedDatabase.migrated().connect();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void forget() throws SQLException {
    connection.rollback();
    connection.close();
  }

  @Test
  void anEmptyPlatformClaimsNothing() throws SQLException {
    Map<String, Set<BigDecimal>> ratios = ratios();

    assertThat(ratios)
        .containsKeys(
            "energy.city_night.availability",
            "energy.feeder_night.loss_pct",
            "energy.lamp_quarter_hour.completeness",
            "open_data.lamp_group.unknown_share");
    assertThat(ratios.values()).allSatisfy(values -> assertThat(values).isEmpty());
  }

  @Test
  void ofASilentCityNothingIsClaimedButThatItIsSilent() throws SQLException {
    execute(SILENT_CITY);

    Map<String, Set<BigDecimal>> ratios = ratios();

    assertThat(ratios)
        .allSatisfy(
            (column, values) -> {
              if (column.endsWith("completeness")) {
                assertThat(values).as(column).containsExactly(new BigDecimal("0.0000"));
              } else if (column.endsWith("unknown_share")) {
                assertThat(values).as(column).containsExactly(new BigDecimal("1.0000"));
              } else {
                assertThat(values).as(column).isEmpty();
              }
            });
    assertThat(text("SELECT count(*) FROM energy.feeder_night WHERE lamps = 6 AND NOT partial"))
        .isEqualTo("1");
    assertThat(text("SELECT count(*) FROM open_data.city_night WHERE NOT partial")).isEqualTo("1");
  }

  @Test
  void aPlantedFigureOfNothingIsSeen() throws SQLException {
    execute(
        "CREATE VIEW energy.planted AS SELECT least(sum(readings_accepted)::numeric / nullif(sum(readings_expected), 0), 1) AS completeness FROM energy.city_night");

    assertThat(ratios().get("energy.planted.completeness")).containsExactly(BigDecimal.ONE);
  }

  /** The values of every column of a public view that is a ratio by its name. */
  private Map<String, Set<BigDecimal>> ratios() throws SQLException {
    List<String[]> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns
                WHERE table_schema IN ('energy', 'open_data', 'operations', 'quality', 'audit') AND data_type = 'numeric'
                  AND column_name ~ '(completeness|availability|_share|_ratio|loss_pct)$'""")) {
      while (row.next()) {
        columns.add(new String[] {row.getString(1), row.getString(2)});
      }
    }
    Map<String, Set<BigDecimal>> ratios = new TreeMap<>();
    for (String[] column : columns) {
      Set<BigDecimal> values = new TreeSet<>();
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT DISTINCT %2$s FROM %1$s WHERE %2$s IS NOT NULL"
                      .formatted(column[0], column[1]))) {
        while (row.next()) {
          values.add(row.getBigDecimal(1));
        }
      }
      ratios.put(column[0] + "." + column[1], values);
    }
    return ratios;
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
