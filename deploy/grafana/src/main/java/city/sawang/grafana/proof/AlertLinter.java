package city.sawang.grafana.proof;

import city.sawang.grafana.provisioning.ProvisioningFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks what alert rules, their runbooks and their receivers must be to each other. */
final class AlertLinter {
  /** The views in which nothing is wrong for as long as nobody watches. */
  private static final Pattern INCIDENTS =
      Pattern.compile("\\boperations\\.(?:work_list|incident)\\b");

  private final ProvisioningFiles provisioning;
  private final AlertRules rules;
  private final List<DashboardFinding> findings = new ArrayList<>();

  private AlertLinter(ProvisioningFiles provisioning, AlertRules rules) {
    this.provisioning = provisioning;
    this.rules = rules;
  }

  static List<DashboardFinding> findings(ProvisioningFiles provisioning, AlertRules rules) {
    var linter = new AlertLinter(provisioning, rules);
    linter.rules();
    linter.watched();
    linter.runbooks();
    Set<String> contacts =
        provisioning.contactPoints().stream()
            .map(ProvisioningFiles.ContactPoint::name)
            .collect(Collectors.toSet());
    provisioning.policies().forEach(policy -> linter.receivers(policy, contacts));
    return linter.findings;
  }

  private void report(String file, String where, String reason) {
    findings.add(new DashboardFinding(file, where, reason));
  }

  private void rules() {
    var uids = new HashSet<String>();
    for (ProvisioningFiles.AlertFile file : provisioning.alertFiles()) {
      for (ProvisioningFiles.Rule rule : file.rules()) {
        String where = "alert " + rule.uid();
        rules.reasons(rule).forEach(reason -> report(file.name(), where, reason));
        if (!uids.add(rule.uid())) {
          report(file.name(), where, "uid is used twice");
        }
      }
    }
  }

  /** No incident is good news only where a rule of its own says when nobody watches. */
  private void watched() {
    if (provisioning.alertFiles().stream()
        .flatMap(file -> file.rules().stream())
        .anyMatch(AlertLinter::saysThatNobodyWatches)) {
      return;
    }
    for (ProvisioningFiles.AlertFile file : provisioning.alertFiles()) {
      for (ProvisioningFiles.Rule rule : file.rules()) {
        if (INCIDENTS.matcher(AlertRules.sql(rule)).find()) {
          report(
              file.name(),
              "alert " + rule.uid(),
              "is silent where nobody watches: expected a rule that is not paused, asks operations.city_now for NOT_WATCHED, and has noDataState Alerting");
        }
      }
    }
  }

  private static boolean saysThatNobodyWatches(ProvisioningFiles.Rule rule) {
    String sql = AlertRules.sql(rule);
    return sql.contains("operations.city_now")
        && sql.contains("'NOT_WATCHED'")
        && "Alerting".equals(rule.noDataState())
        && !rule.isPaused();
  }

  private void runbooks() {
    Set<String> named =
        provisioning.alertFiles().stream()
            .flatMap(file -> file.rules().stream())
            .map(rule -> Runbooks.name(rule.uid()))
            .collect(Collectors.toSet());
    for (String name : rules.runbooks().pages().keySet()) {
      if (!named.contains(name)) {
        report(name, "runbook", "belongs to no alert");
      }
    }
  }

  private void receivers(ProvisioningFiles.Policy policy, Set<String> contacts) {
    if (!contacts.contains(policy.receiver())) {
      report(
          "policies.yaml",
          "policy",
          "receiver '%s' is no contact point".formatted(policy.receiver()));
    }
    policy.routes().forEach(route -> receivers(route, contacts));
  }
}
