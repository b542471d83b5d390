package city.sawang.grafana.proof;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses alert rules that Grafana could not evaluate, or that lead to no panel. */
final class AlertRules {
  private AlertRules() {}

  static List<String> of(
      ProvisioningFiles.Rule rule, Set<String> sources, Map<String, Dashboard> dashboards) {
    var reasons = new ArrayList<String>();
    PanelRules.bilingual("title", rule.title(), reasons);
    PanelRules.bilingual("summary", rule.annotations().get("summary"), reasons);
    PanelRules.bilingual("description", rule.annotations().get("description"), reasons);
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
      }
    }
    if (!rule.labels().containsKey("audience") || !rule.labels().containsKey("severity")) {
      reasons.add("has no label audience or severity, by which policies choose");
    }
    Dashboard dashboard = dashboards.get(rule.dashboardUid());
    if (dashboard == null || rule.panelId() == null || dashboard.panel(rule.panelId()).isEmpty()) {
      reasons.add(
          "leads to panel %s of %s, which is not there"
              .formatted(rule.panelId(), rule.dashboardUid()));
    }
    return reasons;
  }

  private static void expression(
      ProvisioningFiles.Rule rule, ProvisioningFiles.Query query, List<String> reasons) {
    String of = query.model().expression();
    if (rule.data().stream().noneMatch(other -> other.refId().equals(of))) {
      reasons.add("expression %s reads %s, which is not there".formatted(query.refId(), of));
    }
  }
}
