package city.sawang.grafana.proof;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refuses alert rules that Grafana could not evaluate, that lead to no panel or no runbook, or that
 * alert of what is nobody's turn.
 *
 * @param sources uids of the provisioned data sources
 * @param dashboards by uid
 */
record AlertRules(Set<String> sources, Map<String, Dashboard> dashboards, Runbooks runbooks) {
  private static final String RUNBOOK_URL = "runbook_url";
  private static final Pattern VALUE = Pattern.compile("\\.Values\\.(\\w+)");

  /** Planned works are turn NOBODY. Children, and what is shelved, are not on the work list. */
  private static final Pattern WORK_LIST = Pattern.compile("\\boperations\\.work_list\\b");

  private static final Pattern INCIDENT = Pattern.compile("\\boperations\\.incident\\b");
  private static final Pattern SOMEBODYS = Pattern.compile("\\bturn (?:<> 'NOBODY'|= '\\w+')");

  /** The SQL of all queries of a rule. */
  static String sql(ProvisioningFiles.Rule rule) {
    return rule.data().stream()
        .filter(query -> !query.expression())
        .map(query -> query.model().rawSql())
        .collect(Collectors.joining("\n"));
  }

  List<String> reasons(ProvisioningFiles.Rule rule) {
    var reasons = new ArrayList<String>();
    if (!Linter.UID.matcher(rule.uid()).matches()) {
      reasons.add("uid: expected sawang-<name>, at most 40 characters");
    }
    texts(rule, reasons);
    if (rule.data().stream().noneMatch(query -> query.refId().equals(rule.condition()))) {
      reasons.add("condition %s is none of its queries".formatted(rule.condition()));
    }
    for (ProvisioningFiles.Query query : rule.data()) {
      if (query.expression()) {
        expression(rule, query, reasons);
      } else {
        if (!sources.contains(query.datasourceUid())) {
          reasons.add("data source '%s' is not provisioned".formatted(query.datasourceUid()));
        }
        reasons.addAll(SqlRules.ofAlert(query.model().rawSql()));
        incidents(query.model().rawSql(), reasons);
      }
    }
    states(rule, reasons);
    if (!rule.labels().containsKey("audience") || !rule.labels().containsKey("severity")) {
      reasons.add("has no label audience or severity, by which policies choose");
    }
    Dashboard dashboard = dashboards.get(rule.dashboardUid());
    if (dashboard == null || rule.panelId() == null || dashboard.panel(rule.panelId()).isEmpty()) {
      reasons.add(
          "leads to panel %s of %s, which is not there"
              .formatted(rule.panelId(), rule.dashboardUid()));
    }
    runbook(rule, reasons);
    return reasons;
  }

  private static void texts(ProvisioningFiles.Rule rule, List<String> reasons) {
    PanelRules.bilingual("title", rule.title(), reasons);
    PanelRules.bilingual("summary", rule.annotations().get("summary"), reasons);
    PanelRules.bilingual("description", rule.annotations().get("description"), reasons);
    rule.annotations()
        .forEach(
            (name, text) -> {
              if (!name.equals(RUNBOOK_URL) && text.contains("$")) {
                reasons.add(
                    "annotation %s holds a $, which is an environment variable to some versions of Grafana: expected .Labels or .Values"
                        .formatted(name));
              }
              Matcher value = VALUE.matcher(text);
              while (value.find()) {
                String of = value.group(1);
                if (rule.data().stream().noneMatch(query -> query.refId().equals(of))) {
                  reasons.add("annotation %s shows %s, which is not there".formatted(name, of));
                }
              }
            });
  }

  private static void expression(
      ProvisioningFiles.Rule rule, ProvisioningFiles.Query query, List<String> reasons) {
    String of = query.model().expression();
    if (rule.data().stream().noneMatch(other -> other.refId().equals(of))) {
      reasons.add("expression %s reads %s, which is not there".formatted(query.refId(), of));
    }
    if (AlertThreshold.of(rule).isEmpty()) {
      reasons.add(
          "expression %s: expected a threshold with one evaluator, gt or lt, and one number"
              .formatted(query.refId()));
    }
  }

  private static void incidents(String sql, List<String> reasons) {
    boolean incident = INCIDENT.matcher(sql).find();
    if ((incident || WORK_LIST.matcher(sql).find()) && !SOMEBODYS.matcher(sql).find()) {
      reasons.add("alerts of planned works: expected turn <> 'NOBODY'");
    }
    if (incident && !sql.contains("parent_id IS NULL")) {
      reasons.add("alerts of what an outage explains: expected parent_id IS NULL");
    }
    if (incident && !sql.contains("shelved_until IS NULL")) {
      reasons.add("alerts of what is put aside: expected shelved_until IS NULL");
    }
  }

  private static void states(ProvisioningFiles.Rule rule, List<String> reasons) {
    if (!Set.of("OK", "Alerting").contains(rule.noDataState())) {
      reasons.add("noDataState is %s: expected OK or Alerting".formatted(rule.noDataState()));
    }
    if (!"Error".equals(rule.execErrState())) {
      reasons.add(
          "execErrState is %s: expected Error, for a query that fails is no good news"
              .formatted(rule.execErrState()));
    }
  }

  private void runbook(ProvisioningFiles.Rule rule, List<String> reasons) {
    String name = Runbooks.name(rule.uid());
    String expected = Runbooks.ADDRESS + "/" + name;
    if (!expected.equals(rule.annotations().get(RUNBOOK_URL))) {
      reasons.add(
          "runbook_url is '%s': expected %s"
              .formatted(rule.annotations().get(RUNBOOK_URL), expected));
    }
    String text = runbooks.pages().get(name);
    if (text == null) {
      reasons.add("has no runbook: expected runbooks/" + name);
    } else {
      RunbookRules.reasons(rule, text)
          .forEach(reason -> reasons.add("runbook %s: %s".formatted(name, reason)));
    }
  }
}
