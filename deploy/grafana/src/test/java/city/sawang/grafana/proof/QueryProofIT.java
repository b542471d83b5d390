package city.sawang.grafana.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.SeededDatabase;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import city.sawang.grafana.query.DashboardTimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every panel, variable, annotation and alert, as the login that Grafana would use. */
class QueryProofIT {
  private static final String SILENT_CITY =
      """
      INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783);
      INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated) VALUES ('d', 'mueang-nan', 'p', 'NEW', false);
      INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
        SELECT 'mueang-nan', 'L' || i, 'd', 'F1', 'C' || i, 18.783, 100.783, 60000, 'REPORTING', false, 900, 'dusk-to-dawn' FROM generate_series(1, 6) i;
      INSERT INTO store.night_calendar SELECT 'mueang-nan', d::date, (d::date + TIME '17:55') AT TIME ZONE 'Asia/Bangkok', (d::date + 1 + TIME '06:20') AT TIME ZONE 'Asia/Bangkok'
        FROM generate_series(now()::date - 33, now()::date + 1, INTERVAL '1 day') d;
      INSERT INTO store.lamp_night (city_id, lamp_id, night, deployment_id, feeder_id, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s,
          dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        SELECT city_id, lamp_id, d::date, 'd', 'F1', 0, 0, 0, 0, 0, 44700, 44700, 0, 0, 44700, 0, 0, 96, 0, 96, false FROM store.lamp, generate_series(now()::date - 32, now()::date, INTERVAL '1 day') d;
      INSERT INTO store.city_night (city_id, night, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s,
          day_burn_s, readings_expected, readings_accepted, lamps, decided)
        SELECT city_id, night, 0, 0, 0, 0, 0, sum(dark_period_s), sum(expected_lit_s), 0, 0, sum(unknown_s), 0, 0, sum(readings_expected), 0, count(*), false FROM store.lamp_night GROUP BY 1, 2;
      INSERT INTO store.city_month (city_id, month, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s,
          day_burn_s, readings_expected, readings_accepted, lamps, decided)
        SELECT city_id, date_trunc('month', night)::date, 0, 0, 0, 0, 0, sum(dark_period_s), sum(expected_lit_s), 0, 0, sum(unknown_s), 0, 0, sum(readings_expected), 0, 6, false FROM store.city_night GROUP BY 1, 2;
      INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, measured_mwh, interpolated_mwh, estimated_mwh, lit_seconds, readings_expected, readings_accepted, decided, revision)
        SELECT p, city_id, lamp_id, 'd', 'F1', 0, 0, 0, 0, 1, 0, false, 1
        FROM store.lamp, generate_series(date_trunc('hour', now()) - INTERVAL '30 days', date_trunc('hour', now()), INTERVAL '1 hour') p;
      INSERT INTO store.feeder_quarter_hour (city_id, feeder_id, period_start, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted, lamps_expected, lamps_reporting, lamps_lit,
          meter_measured_mwh, meter_interpolated_mwh, meter_estimated_mwh, meter_readings_expected, meter_readings_accepted, decided)
        SELECT city_id, 'F1', period_start, 0, 0, 0, 6, 0, 6, 0, 0, 0, 0, 0, 1, 0, false FROM store.lamp_quarter_hour GROUP BY 1, 3;
      INSERT INTO store.city_quarter_hour (city_id, period_start, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted, lamps_expected, lamps_reporting, lamps_lit, decided)
        SELECT city_id, period_start, 0, 0, 0, 6, 0, 6, 0, 0, false FROM store.lamp_quarter_hour GROUP BY 1, 2;
      """;

  private static List<DashboardFile> dashboards;
  private static ProvisioningFiles provisioning;

  @BeforeAll
  static void read() throws IOException {
    dashboards = DashboardReader.readAll(CommittedFiles.dashboards());
    provisioning = ProvisioningFiles.read(CommittedFiles.provisioning());
  }

  @Test
  void everyQueryAnswersForAnHourADayAndThirtyDays() {
    var report = prove(SeededDatabase.shared(), lengths("PT1H", "P1D", "P30D"));

    assertThat(report.findings()).isEmpty();
    assertThat(report.executed()).isGreaterThan(250);
    assertThat(report.rows().entrySet().stream().filter(panel -> panel.getValue() == 0))
        .as(
            "only Nan is seen by its login, where it is night: no lamp burns by day; no alert looks at figures that are in order, or at incidents that are not there (AlertsIT has them)")
        .extracting(Map.Entry::getKey)
        .isSubsetOf(
            "sawang-tonight/9",
            "alert/sawang-missing",
            "alert/sawang-quarantine-surge",
            "alert/sawang-gateway-out",
            "alert/sawang-lamp-silent",
            "alert/sawang-day-burner-again",
            "alert/sawang-city-link-down",
            "alert/sawang-notifications-stuck");
  }

  @Test
  void anEmptyPeriodIsNoMistake() {
    Instant longAgo = Instant.parse("2021-07-01T00:00:00Z");
    var report =
        prove(
            SeededDatabase.shared(),
            List.of(new DashboardTimeRange(longAgo, longAgo.plus(Duration.ofDays(1)))));

    assertThat(report.findings()).isEmpty();
  }

  @Test
  void anEmptyPlatformIsNoMistake() {
    var report = prove(SeededDatabase.empty(), lengths("P1D"));

    assertThat(report.findings()).isEmpty();
    assertThat(report.rows())
        .containsEntry("sawang-tonight/7", 0)
        .containsEntry("sawang-tonight/1", 1);
    assertThat(report.shares()).as("of nothing there is no figure").isEmpty();
  }

  /** Lamps that should report and of which nothing ever came: complete to 0 %, and no more figures. */
  @Test
  void ofASilentCityNothingIsClaimed() throws SQLException {
    SeededDatabase database = SeededDatabase.empty();
    database.execute(SILENT_CITY);

    var report = prove(database, lengths("P1D", "P30D"));

    assertThat(report.findings()).isEmpty();
    assertThat(report.shares()).containsKey("sawang-lamp/11 completeness");
    assertThat(report.shares().entrySet())
        .filteredOn(column -> !column.getKey().contains("unknown"))
        .allSatisfy(column -> assertThat(column.getValue()).containsExactly(0.0));
  }

  /** Every way to write it that was found. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "least(sum(n.readings_accepted)::numeric / nullif(sum(n.readings_expected), 0), 1)",
        "coalesce(sum(n.readings_accepted)::numeric / nullif(sum(n.readings_expected), 0), 1)"
      })
  void aFigureOfNothingIsSeen(String planted, @TempDir Path directory) throws IOException {
    PlantedFiles files =
        PlantedFiles.with(
            directory,
            "dashboards/energy-analysis/4-dimming.json",
            "CASE WHEN sum(n.readings_expected) > 0 THEN least(sum(n.readings_accepted)::numeric / sum(n.readings_expected), 1) END",
            planted);
    assertThat(
            QueryProof.run(
                    files.dashboards(),
                    files.provisioning(),
                    SeededDatabase.empty()::runner,
                    false,
                    lengths("P1D"),
                    Map.of())
                .shares()
                .values())
        .isNotEmpty()
        .allSatisfy(values -> assertThat(values).containsExactly(1.0));
  }

  private static QueryProof.Report prove(SeededDatabase database, List<DashboardTimeRange> ranges) {
    return QueryProof.run(dashboards, provisioning, database::runner, false, ranges, Map.of());
  }

  private static List<DashboardTimeRange> lengths(String... durations) {
    Instant now = Instant.now();
    return List.of(durations).stream()
        .map(text -> new DashboardTimeRange(now.minus(Duration.parse(text)), now))
        .toList();
  }
}
