package city.sawang.grafana.proof;

import static city.sawang.grafana.proof.PlantedFiles.INCIDENT_RULES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.SeededDatabase;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules over incidents on planted ones, as their login: each alerts of what it is for, and not of
 * the same that is too short, explained by an outage, planned, shelved, verified or called repaired.
 */
class AlertsIT {
  private static SeededDatabase database;

  @TempDir Path directory;

  @BeforeAll
  static void plant() throws IOException, SQLException {
    database = SeededDatabase.empty();
    try (InputStream in = SeededDatabase.class.getResourceAsStream("alerts.sql")) {
      database.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void eachRuleAlertsOfWhatItIsFor() throws IOException, SQLException {
    assertThat(firing(ProvisioningFiles.read(CommittedFiles.provisioning())))
        .containsOnly(
            entry("sawang-lamp-dark", List.of("lamp-dark")),
            entry("sawang-circuit-out", List.of("circuit-out")),
            entry("sawang-gateway-out", List.of("gateway-out")),
            entry("sawang-lamp-silent", List.of("lamp-silent")),
            entry("sawang-day-burner-again", List.of("day-burner-again", "day-burner-at-dusk")),
            entry("sawang-unacknowledged", List.of("unacknowledged")),
            entry("sawang-crew-overdue", List.of("crew-overdue")),
            entry("sawang-distributor-overdue", List.of("distributor-overdue")),
            entry("sawang-repair-unverified", List.of("repair-unverified")),
            entry("sawang-city-link-down", List.of("city-link-down")),
            entry("sawang-not-watched", List.of("chiang-mai", "satun")),
            entry("sawang-notifications-stuck", List.of("crew-line", "old-program")));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("circuit-out", " AND turn <> 'NOBODY'", "", "circuit-out-planned"),
        arguments("unacknowledged", " AND turn <> 'NOBODY'", "", "unacknowledged-planned"),
        arguments("unacknowledged", "parent_id IS NULL AND ", "", "unacknowledged-child"),
        arguments("unacknowledged", " AND shelved_until IS NULL", "", "unacknowledged-shelved"),
        arguments("unacknowledged", "params: [30]", "params: [20]", "unacknowledged-short"),
        arguments("day-burner-again", "verified_at IS NULL AND ", "", "day-burner-again-verified"),
        arguments("lamp-dark", "DISTINCT ON (city_id, subject_id) ", "", "lamp-dark-second"),
        arguments("not-watched", "= 'NOT_WATCHED'", "<> 'WATCHED'", "hat-yai"),
        arguments("notifications-stuck", "8 days", "10 days", "gone"));
  }

  /** Checks the check: a rule with a mistake alerts of what it must not. */
  @ParameterizedTest
  @MethodSource("mistakes")
  void aBrokenRuleIsSeen(String rule, String good, String bad, String wrongly)
      throws IOException, SQLException {
    PlantedFiles planted = PlantedFiles.with(directory, INCIDENT_RULES, good, bad);

    assertThat(firing(planted.provisioning()).get("sawang-" + rule)).contains(wrongly);
  }

  /** What a runbook offers at night can be asked, by who may read every public view. */
  @Test
  void theSqlOfEveryRunbookAnswers() throws IOException, SQLException {
    try (Connection auditor = database.as(SeededDatabase.AUDITOR).getConnection();
        Statement statement = auditor.createStatement()) {
      for (Map.Entry<String, String> page :
          Runbooks.read(CommittedFiles.runbooks()).pages().entrySet()) {
        for (String sql : RunbookRules.sql(page.getValue())) {
          assertThat(statement.execute(sql)).as(page.getKey()).isTrue();
        }
      }
    }
  }

  private static Map<String, List<String>> firing(ProvisioningFiles provisioning)
      throws SQLException {
    List<ProvisioningFiles.Rule> rules =
        provisioning.alertFiles().stream()
            .filter(file -> INCIDENT_RULES.endsWith("/" + file.name()))
            .flatMap(file -> file.rules().stream())
            .toList();
    Map<String, List<String>> firing = FiringAlerts.of(rules, database::runner);
    firing.replaceAll((uid, names) -> names.stream().sorted().toList());
    return firing;
  }
}
