package city.sawang.grafana.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.SeededDatabase;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import city.sawang.grafana.query.DashboardTimeRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every panel, variable, annotation and alert, as the login that Grafana would use. */
class QueryProofIT {
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
            "only Nan is seen by its login, where it is night: no lamp burns by day; no alert looks at figures that are in order")
        .extracting(Map.Entry::getKey)
        .isSubsetOf("sawang-tonight/9", "alert/sawang-missing", "alert/sawang-quarantine-surge");
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
