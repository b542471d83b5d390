package city.sawang.grafana.proof;

import static city.sawang.grafana.proof.PlantedFiles.AUDIT;
import static city.sawang.grafana.proof.PlantedFiles.ENERGY;
import static city.sawang.grafana.proof.PlantedFiles.INCIDENT_RULES;
import static city.sawang.grafana.proof.PlantedFiles.INVARIANTS;
import static city.sawang.grafana.proof.PlantedFiles.LAMP;
import static city.sawang.grafana.proof.PlantedFiles.OPEN;
import static city.sawang.grafana.proof.PlantedFiles.RULES;
import static city.sawang.grafana.proof.PlantedFiles.RUNBOOK;
import static city.sawang.grafana.proof.PlantedFiles.STORY;
import static city.sawang.grafana.proof.PlantedFiles.TONIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import city.sawang.grafana.dashboard.DashboardMistakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the checkers: one mistake is planted in the committed files, and reader or linter must name it. */
class PlantedMistakesTest {
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
        arguments(
            TONIGHT,
            "n.feeder_id, n.state,",
            "n.feeder_id, CASE WHEN n.expected_lit AND n.lit IS FALSE THEN 'DARK_SHOULD_BE_LIT' END AS state,",
            "by a CASE or condition of its own"),
        arguments(
            RULES,
            "FILTER (WHERE state = 'DARK_SHOULD_BE_LIT')",
            "FILTER (WHERE CASE WHEN online THEN NOT lit END)",
            "by a CASE or condition of its own"),
        arguments(
            RULES,
            "state IN ('LIT', 'DARK_SHOULD_BE_LIT')",
            "expected_lit",
            "by a CASE or condition of its own"),
        arguments(
            TONIGHT, "n.state = 'SILENT'", "NOT n.online", "by a CASE or condition of its own"),
        arguments(
            ENERGY,
            "CASE WHEN sum(n.readings_expected) > 0 THEN least(sum(n.readings_accepted)::numeric / sum(n.readings_expected), 1) END",
            "least(sum(n.readings_accepted)::numeric / nullif(sum(n.readings_expected), 0), 1)",
            "makes a figure of nothing"),
        arguments(
            ENERGY,
            "CASE WHEN sum(n.expected_lit_seconds) > 0 AND sum(n.lit_seconds + n.dark_seconds) > 0 THEN greatest(1 - sum(n.dark_seconds)::numeric / sum(n.expected_lit_seconds), 0) END",
            "greatest(0, 1 - sum(n.dark_seconds)::numeric / nullif(sum(n.expected_lit_seconds), 0))",
            "makes a figure of nothing"),
        arguments(
            ENERGY,
            "CASE WHEN sum(n.readings_expected) > 0 THEN least(sum(n.readings_accepted)::numeric / sum(n.readings_expected), 1) END",
            "coalesce(sum(n.readings_accepted)::numeric / nullif(sum(n.readings_expected), 0), 1)",
            "makes a figure of nothing"),
        arguments(
            ENERGY,
            "CASE WHEN sum(n.expected_lit_seconds) > 0 AND sum(n.lit_seconds + n.dark_seconds) > 0 THEN greatest(1 - sum(n.dark_seconds)::numeric / sum(n.expected_lit_seconds), 0) END",
            "1 - sum((1 - n.availability) * n.lamps) / nullif(sum(n.lamps), 0)",
            "an availability of its own"),
        arguments(OPEN, "SELECT availability", "SELECT coalesce(availability, 1)", "of nothing"),
        arguments(OPEN, "SELECT availability", "SELECT avg(last.availability)", "mean of ratios"),
        arguments(TONIGHT, "/d/sawang-lamp?", "/d/sawang-lantern?", "leads to no dashboard"),
        arguments(
            TONIGHT,
            "&var-lamp=",
            "&var-lantern=",
            "sets lantern, which sawang-lamp does not have"),
        arguments(LAMP, " AND $__timeFilter(period_start)", "", "without a period"),
        arguments(
            STORY, "i.incident_id = ${incident:sqlstring}", "i.state = 'OPEN'", "without a period"),
        arguments(TONIGHT, "i.cleared_at IS NULL AND ", "", "without a period"),
        arguments(
            TONIGHT,
            "https://www.google.com/maps/search/?api=1&query=${__data",
            "https://elsewhere.example/?who=${__data",
            "expected /d/<uid>, a place on the map, or steps on an incident"),
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
        arguments(TONIGHT, "\"x\": 12,", "\"x\": 11,", "overlap"),
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

  static Stream<Arguments> seenByTheLinterOfAlerts() {
    return Stream.of(
        arguments(
            INCIDENT_RULES, "FROM operations.work_list", "FROM store.incident", "public view"),
        arguments(INCIDENT_RULES, "uid: sawang-circuit-out", "uid: circuit_out", "at most 40"),
        arguments(
            INCIDENT_RULES, "uid: sawang-circuit-out", "uid: sawang-lamp-dark", "is used twice"),
        arguments(INCIDENT_RULES, "sawang-auditor", "sawang-nobody", "is not provisioned"),
        arguments(INCIDENT_RULES, "title: ไฟดับทั้งวงจร · ", "title: ", "expected 'ไทย · English'"),
        arguments(
            INCIDENT_RULES,
            "· circuit {{ .Labels.subject_id }}",
            "circuit {{ .Labels.subject_id }}",
            "expected 'ไทย · English'"),
        arguments(
            INCIDENT_RULES, "{{ .Labels.code }}", "{{ $labels.code }}", "environment variable"),
        arguments(INCIDENT_RULES, ".Values.A.Value", ".Values.B.Value", "shows B, which is not"),
        arguments(INCIDENT_RULES, "}/circuit-out.md", "}/gateway-out.md", "runbook_url is"),
        arguments(INCIDENT_RULES, "type: gt, params: [30]", "type: near, params: [30]", "gt or lt"),
        arguments(INCIDENT_RULES, "params: [30]", "params: []", "one number"),
        arguments(INCIDENT_RULES, "noDataState: OK", "noDataState: NoData", "OK or Alerting"),
        arguments(INCIDENT_RULES, "execErrState: Error", "execErrState: OK", "expected Error"),
        arguments(INCIDENT_RULES, " AND turn <> 'NOBODY'", "", "alerts of planned works"),
        arguments(INCIDENT_RULES, "parent_id IS NULL AND ", "", "what an outage explains"),
        arguments(INCIDENT_RULES, "shelved_until IS NULL AND ", "", "what is put aside"),
        arguments(INCIDENT_RULES, "cleared_at IS NULL AND ", "", "without a period"),
        arguments(
            INCIDENT_RULES, "AND created_at >= now() - INTERVAL '8 days'", "", "without a period"),
        arguments(
            INCIDENT_RULES, "noDataState: Alerting", "noDataState: OK", "silent where nobody"),
        arguments(INCIDENT_RULES, "'NOT_WATCHED'", "'NOTHING_HEARD'", "silent where nobody"),
        arguments(INCIDENT_RULES, "isPaused: false", "isPaused: true", "silent where nobody"),
        arguments(RUNBOOK, "# ไฟดับทั้งวงจร", "# ไฟดับ", "expected the title of the alert"),
        arguments(RUNBOOK, "## English", "## Deutsch", "has no section '## English'"),
        arguments(RUNBOOK, "**ทำ**", "ทำ", "says nothing of 'ทำ'"),
        arguments(RUNBOOK, "**Closed when** Four", "**Closed** Four", "nothing of 'Closed when'"),
        arguments(RUNBOOK, "**Means** Nearly", "**Means** เกือบ", "Thai letters in English"),
        arguments(RUNBOOK, "30 minutes ago", "300 minutes ago", "not name the threshold 30"),
        arguments(RUNBOOK, "30 นาที", "ครึ่งชั่วโมง", "not name the threshold 30"),
        arguments(RUNBOOK, "**Do**", "**Do** Wait.\n\n**Else**", "'Do' names nobody"),
        arguments(RUNBOOK, "```sql", "```", "no SQL"),
        arguments(RUNBOOK, "## English", "## English\n" + "x".repeat(4_000), "for a phone"));
  }

  @ParameterizedTest
  @MethodSource("seenByTheReader")
  void theReaderNamesFileAndReason(String file, String good, String bad, String reason) {
    PlantedFiles planted = PlantedFiles.with(directory, file, good, bad);

    assertThat(catchThrowableOfType(DashboardMistakes.class, planted::dashboards).mistakes())
        .anySatisfy(mistake -> assertThat(mistake).contains(reason).contains(".json: "));
  }

  @ParameterizedTest
  @MethodSource({"seenByTheLinter", "seenByTheLinterOfAlerts"})
  void theLinterNamesFileAndReason(String file, String good, String bad, String reason)
      throws IOException {
    PlantedFiles planted = PlantedFiles.with(directory, file, good, bad);

    assertThat(findings(planted))
        .anySatisfy(finding -> assertThat(finding.toString()).contains(reason));
  }

  @Test
  void theLinterNamesARuleWithoutARunbookAndARunbookWithoutARule() throws IOException {
    PlantedFiles planted = PlantedFiles.with(directory, RUNBOOK, "# ", "# ");
    Files.move(directory.resolve(RUNBOOK), directory.resolve("runbooks/circus.md"));

    assertThat(findings(planted))
        .extracting(DashboardFinding::toString)
        .containsExactlyInAnyOrder(
            "incident-rules.yaml: alert sawang-circuit-out: has no runbook: expected runbooks/circuit-out.md",
            "circus.md: runbook: belongs to no alert");
  }

  private static List<DashboardFinding> findings(PlantedFiles planted) throws IOException {
    return Linter.findings(planted.dashboards(), planted.provisioning(), planted.runbooks());
  }
}
