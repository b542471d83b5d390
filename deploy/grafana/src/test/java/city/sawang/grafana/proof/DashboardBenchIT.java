package city.sawang.grafana.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.SeededDatabase;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import city.sawang.grafana.query.DashboardTimeRange;
import city.sawang.grafana.query.QueryRunner;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every query of every dashboard over 150 cities of 2,000 lamps, on a small PostgreSQL: under two
 * seconds each. {@code -Dbench.nights}, {@code -Dbench.days} and {@code -Dbench.cityDays} change how
 * much history lamps, circuits and cities have; one city, which the pages choose, has a year of all.
 */
@Tag("bench")
class DashboardBenchIT {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  @Test
  void everyPanelAnswersWithinTwoSeconds() throws Exception {
    try (SeededDatabase database = SeededDatabase.startEmpty()) {
      for (String statement : seed().split(";\n")) {
        if (!statement.isBlank()) {
          database.execute(statement);
        }
      }
      var dashboards = DashboardReader.readAll(CommittedFiles.dashboards());
      var provisioning = ProvisioningFiles.read(CommittedFiles.provisioning());
      Instant now = Instant.now();
      for (String length : List.of("PT1H", "PT24H", "P30D", "P365D")) {
        var range = new DashboardTimeRange(now.minus(Duration.parse(length)), now);
        Map<String, List<String>> chosen = Map.of("lamp", List.of("L-00007"));
        QueryProof.Report warm = null;
        // The second time, as for everybody but the first viewer.
        for (int i = 0; i < 2; i++) {
          warm =
              QueryProof.run(
                  dashboards,
                  provisioning,
                  uid -> runner(database, uid),
                  false,
                  List.of(range),
                  chosen);
        }
        System.out.println(length + ": " + warm.executed() + " queries");
        warm.longest().entrySet().stream()
            .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
            .limit(12)
            .forEach(
                one -> System.out.printf("  %5d ms %s%n", one.getValue().toMillis(), one.getKey()));
        assertThat(warm.findings()).isEmpty();
        assertThat(warm.longest())
            .allSatisfy((name, took) -> assertThat(took).as(name).isLessThan(LIMIT));
      }
    }
  }

  /** The pages of operations too as somebody who sees every city: more rows than any city login has. */
  private static QueryRunner runner(SeededDatabase database, String uid) {
    return database.runner("${source}".equals(uid) ? "sawang-auditor" : uid);
  }

  private static String seed() throws Exception {
    try (InputStream in = SeededDatabase.class.getResourceAsStream("bench.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{cities}", Integer.toString(Integer.getInteger("bench.cities", 150)))
          .replace("{lamps}", Integer.toString(Integer.getInteger("bench.lamps", 2_000)))
          .replace("{nights}", Integer.toString(Integer.getInteger("bench.nights", 30)))
          .replace("{days}", Integer.toString(Integer.getInteger("bench.days", 7)))
          .replace("{cityDays}", Integer.toString(Integer.getInteger("bench.cityDays", 365)));
    }
  }
}
