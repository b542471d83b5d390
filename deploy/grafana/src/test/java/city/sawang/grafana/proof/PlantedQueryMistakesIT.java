package city.sawang.grafana.proof;

import static city.sawang.grafana.proof.PlantedFiles.AUDIT;
import static city.sawang.grafana.proof.PlantedFiles.INCIDENT_RULES;
import static city.sawang.grafana.proof.PlantedFiles.INVARIANTS;
import static city.sawang.grafana.proof.PlantedFiles.LAMP;
import static city.sawang.grafana.proof.PlantedFiles.OPEN;
import static city.sawang.grafana.proof.PlantedFiles.RULES;
import static city.sawang.grafana.proof.PlantedFiles.TONIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import city.sawang.grafana.fixture.SeededDatabase;
import city.sawang.grafana.query.DashboardTimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the query proof: one mistake is planted in the SQL of the committed files, and it must name it. */
class PlantedQueryMistakesIT {
  @TempDir Path directory;

  static Stream<Arguments> seenByTheRunner() {
    return Stream.of(
        arguments(OPEN, "FROM open_data.city_night", "FROM energy.city_night", "permission denied"),
        arguments(
            OPEN,
            "g.latitude, g.longitude",
            "g.latitude::text AS latitude, g.longitude",
            "a map needs numbers"),
        arguments(AUDIT, "to_char(m.month, 'YYYY-MM') AS month", "m.month", "of type date"),
        arguments(
            AUDIT,
            "\"options\": \"reported_not_lit\"",
            "\"options\": \"not_lit\"",
            "which no query gives"),
        arguments(
            INVARIANTS,
            "SELECT invariant, checked_at, subjects",
            "SELECT invariant, checked_on, subjects",
            "checked_on"),
        arguments(
            LAMP,
            "avg(supply_voltage_avg_v)",
            "avg(supply_voltage_average_v)",
            "supply_voltage_average_v"),
        arguments(
            TONIGHT,
            "\"options\": \"last_lit\"",
            "\"options\": \"last_light\"",
            "which no query gives"),
        arguments(
            TONIGHT,
            "n.latitude, n.longitude",
            "n.latitude::text AS latitude, n.longitude",
            "a map needs numbers"),
        arguments(LAMP, "AS \\\"แรงดัน · Voltage\\\"", "AS volts", "no name in two languages"),
        arguments(
            LAMP,
            "min(r.observed_at) AS first_seen",
            "min(r.observed_at)::date AS first_seen",
            "of type date"),
        arguments(
            "dashboards/energy-analysis/3-load-curve.json",
            "FROM registry.city\\n",
            "FROM operations.lamp_now\\n",
            "permission denied"),
        arguments(
            RULES,
            "SELECT city_id, sum(abs(unexplained)) AS unexplained",
            "SELECT city_id, 1 AS one, sum(abs(unexplained)) AS unexplained",
            "one number"),
        arguments(
            INCIDENT_RULES,
            "SELECT city_id, (watch",
            "SELECT 'a city'::text AS city_id, (watch",
            "two rows have the labels [a city]"),
        arguments(
            INCIDENT_RULES,
            "SELECT city_id, (watch",
            "SELECT nullif(city_id, 'satun') AS city_id, (watch",
            "expected no NULL"),
        arguments(
            INCIDENT_RULES,
            "city_id, incident_id, scope, subject_id, code, turn,",
            "city_id, incident_id, scope, subject_id, turn,",
            "shows label code, which no query gives"));
  }

  @ParameterizedTest
  @MethodSource("seenByTheRunner")
  void theRunnerNamesFileAndReason(String file, String good, String bad, String reason)
      throws IOException {
    PlantedFiles planted = PlantedFiles.with(directory, file, good, bad);
    Instant now = Instant.now();
    SeededDatabase database = SeededDatabase.shared();

    var report =
        QueryProof.run(
            planted.dashboards().stream()
                .filter(one -> file.endsWith(one.name()) || file.equals(RULES))
                .toList(),
            planted.provisioning(),
            database::runner,
            false,
            List.of(new DashboardTimeRange(now.minus(Duration.ofHours(3)), now)),
            Map.of());

    assertThat(report.findings())
        .anySatisfy(finding -> assertThat(finding.toString()).contains(reason));
  }
}
