package city.sawang.grafana.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import city.sawang.grafana.Repository;
import city.sawang.grafana.SeededDatabase;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardMistakes;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import city.sawang.grafana.query.QueryRunner;
import city.sawang.grafana.query.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each committed set of files with one mistake planted in it: reader, linter or runner must see it. */
class PlantedMistakesTest {
  private static final String TONIGHT = "dashboards/city-operations/1-tonight.json";
  private static final String LAMP = "dashboards/city-operations/3-lamp.json";
  private static final String ENERGY = "dashboards/energy-analysis/1-energy.json";
  private static final String AUDIT = "dashboards/deployment-audit/1-audit.json";
  private static final String OPEN = "dashboards/open-data/1-open-city.json";
  private static final String INVARIANTS = "dashboards/platform-health/3-invariants.json";
  private static final String RULES = "provisioning/alerting/rules.yaml";

  @TempDir Path directory;

  static Stream<Arguments> seenByTheReader() {
    return Stream.of(
        arguments(
            TONIGHT,
            "\"type\": \"geomap\"",
            "\"type\": \"canvas\"",
            "type 'canvas' cannot be drawn"),
        arguments(
            TONIGHT,
            "\"gridPos\": {",
            "\"gridPoss\": {}, \"gridPos\": {",
            "gridPoss is not known here"),
        arguments(
            TONIGHT,
            "\"graphMode\": \"none\"",
            "\"graphModus\": \"none\"",
            "option graphModus is not drawn"),
        arguments(
            TONIGHT,
            "\"format\": \"table\"",
            "\"format\": \"heatmap\"",
            "format table or time_series"),
        arguments(
            TONIGHT,
            "\"title\": \"คืนนี้",
            "\"title\": 7, \"title\": \"คืนนี้",
            "not readable as JSON"),
        arguments(
            TONIGHT, "\"uid\": \"sawang-tonight\"", "\"uid\": \"sawang-lamp\"", "belongs to"));
  }

  static Stream<Arguments> seenByTheLinter() {
    return Stream.of(
        arguments(
            TONIGHT,
            "FROM operations.lamp_now n",
            "FROM store.lamp_state n",
            "reads store.lamp_state"),
        arguments(
            TONIGHT,
            "\"title\": \"มืดผิดปกติ · Dark, should be lit\"",
            "\"title\": \"Dark\"",
            "expected 'ไทย · English'"),
        arguments(
            TONIGHT, "\"unit\": \"watt\"", "\"unit\": \"watts\"", "unit 'watts' is not known"),
        arguments(
            TONIGHT,
            "\"uid\": \"${source}\"",
            "\"uid\": \"sawang-nobody\"",
            "data source 'sawang-nobody' is not provisioned"),
        arguments(TONIGHT, "/d/sawang-lamp?", "/d/sawang-lantern?", "leads to no dashboard"),
        arguments(
            TONIGHT,
            "&var-lamp=",
            "&var-lantern=",
            "sets lantern, which sawang-lamp does not have"),
        arguments(LAMP, " AND $__timeFilter(period_start)", "", "without a period"),
        arguments(
            TONIGHT,
            "BETWEEN $__timeTo()::timestamptz - INTERVAL '31 days' AND $__timeTo()",
            "<= $__timeTo()",
            "without a period"),
        arguments(
            LAMP,
            "$__timeGroupAlias(period_start,'1h')",
            "$__timeGroupAlias(period_start,'1d')",
            "midnight UTC"),
        arguments(ENERGY, "AT TIME ZONE 'Asia/Bangkok'", "AT TIME ZONE 'UTC'", "in UTC"),
        arguments(LAMP, "${lamp:sqlstring}", "'$lamp'", "within quotes"),
        arguments(LAMP, "${lamp:sqlstring}", "${lamp:raw}", "put in as raw"),
        arguments(LAMP, "${lamp:sqlstring}", "${lantern:sqlstring}", "$lantern is not defined"),
        arguments(ENERGY, "= ANY (ARRAY[$city]::text[])", "IN ($city)", "may be an empty list"),
        arguments(LAMP, "ORDER BY 1", "ORDER BY 1; DROP TABLE x", "semicolon"),
        arguments(
            LAMP,
            "$__timeFilter(period_start)",
            "$__timeFilter(coalesce(period_start, now()))",
            "parenthesis"),
        arguments(
            TONIGHT,
            "\"timezone\": \"Asia/Bangkok\"",
            "\"timezone\": \"browser\"",
            "expected Asia/Bangkok"),
        arguments(TONIGHT, "\"x\": 4,", "\"x\": 3,", "lie upon each other"),
        arguments(
            TONIGHT,
            "\"regex\": \"/^Sawang operations/\"",
            "\"regex\": \"/^Other/\"",
            "no provisioned data source"),
        arguments(RULES, "now() - INTERVAL '2 hours'", "$__timeFrom()", "environment variable"),
        arguments(RULES, "condition: C", "condition: D", "none of its queries"),
        arguments(RULES, "panelId: 6", "panelId: 66", "panel 66"),
        arguments(
            "provisioning/alerting/policies.yaml",
            "receiver: sawang-city-operators",
            "receiver: nobody",
            "no contact point"),
        arguments(
            "provisioning/dashboards/sawang.yaml",
            "$SAWANG_DASHBOARDS/energy-analysis",
            "$SAWANG_DASHBOARDS/energy",
            "no provider loads"),
        arguments(AUDIT, "n.night = (($__timeTo()", "n.night <= (($__timeTo()", "without a period"),
        arguments(AUDIT, "FROM registry.lamp l", "FROM store.lamp l", "reads store.lamp"),
        arguments(AUDIT, "&var-deployment=", "&var-batch=", "sets batch, which"),
        arguments(OPEN, "FROM open_data.lamp_group", "FROM lamp_group", "without its schema"),
        arguments(OPEN, "· Energy last night", "Energy last night", "expected 'ไทย · English'"),
        arguments(OPEN, "sawang-public", "sawang-citizen", "is not provisioned"),
        arguments(
            INVARIANTS,
            "\"unit\": \"dateTimeFromNow\"",
            "\"unit\": \"ago\"",
            "unit 'ago' is not known"),
        arguments(
            RULES,
            "noted_at < now() - INTERVAL '1 day'",
            "noted_at < $__timeTo()",
            "environment variable"),
        arguments(
            RULES,
            "dashboardUid: sawang-invariants",
            "dashboardUid: sawang-invariant",
            "which is not there"));
  }

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
            "\"options\": \"heard_not_lit\"",
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
            "one number"));
  }

  @ParameterizedTest
  @MethodSource("seenByTheReader")
  void theReaderNamesFileAndReason(String file, String good, String bad, String reason) {
    plant(file, good, bad);

    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    DashboardMistakes.class, this::dashboards)
                .mistakes())
        .anySatisfy(mistake -> assertThat(mistake).contains(reason).contains(".json: "));
  }

  @ParameterizedTest
  @MethodSource("seenByTheLinter")
  void theLinterNamesFileAndReason(String file, String good, String bad, String reason)
      throws IOException {
    plant(file, good, bad);

    List<Finding> findings = Linter.findings(dashboards(), provisioning());

    assertThat(findings).anySatisfy(finding -> assertThat(finding.toString()).contains(reason));
  }

  @ParameterizedTest
  @MethodSource("seenByTheRunner")
  void theRunnerNamesFileAndReason(String file, String good, String bad, String reason)
      throws IOException {
    plant(file, good, bad);
    Instant now = Instant.now();
    SeededDatabase database = SeededDatabase.shared();

    var report =
        QueryProof.run(
            dashboards().stream()
                .filter(one -> file.endsWith(one.name()) || file.equals(RULES))
                .toList(),
            provisioning(),
            uid ->
                new QueryRunner(
                    database.as(
                        switch (uid) {
                          case "sawang-analyst" -> SeededDatabase.ANALYST;
                          case "sawang-public" -> SeededDatabase.PUBLIC;
                          default -> SeededDatabase.AUDITOR;
                        }),
                    new QueryRunner.Limits(10_000, 30_000)),
            false,
            List.of(new TimeRange(now.minus(Duration.ofHours(3)), now)),
            Map.of());

    assertThat(report.findings())
        .anySatisfy(finding -> assertThat(finding.toString()).contains(reason));
  }

  private List<DashboardFile> dashboards() {
    return DashboardReader.readAll(directory.resolve("dashboards"));
  }

  private ProvisioningFiles provisioning() throws IOException {
    return ProvisioningFiles.read(directory.resolve("provisioning"));
  }

  /** Copies the committed files and replaces the text everywhere in one of them. */
  private void plant(String file, String good, String bad) {
    try {
      copy("dashboards");
      copy("provisioning");
      Path target = directory.resolve(file);
      String text = Files.readString(target);
      assertThat(text).as("the mistake can be planted").contains(good);
      Files.writeString(target, text.replace(good, bad));
    } catch (IOException e) {
      throw new UncheckedIOException("plant a mistake in " + file, e);
    }
  }

  private void copy(String name) throws IOException {
    Path from = Repository.module().resolve(name);
    var files = new ArrayList<Path>();
    try (Stream<Path> walk = Files.walk(from)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      Path to = directory.resolve(name).resolve(from.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
  }
}
