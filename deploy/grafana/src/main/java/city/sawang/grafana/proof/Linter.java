package city.sawang.grafana.proof;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardZone;
import city.sawang.grafana.dashboard.Panel;
import city.sawang.grafana.dashboard.Variable;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks dashboards and provisioning against the rules of README.md, without running a query. */
public final class Linter {
  static final Pattern UID = Pattern.compile("sawang-[a-z0-9-]{2,32}");
  private static final Pattern DASHBOARD_LINK = Pattern.compile("^/d/([^/?]+)[^?]*(?:\\?(.*))?$");

  /** The one page elsewhere: it leads a crew to a place. Nothing but the place goes there. */
  private static final Pattern MAP_LINK =
      Pattern.compile(
          Pattern.quote("https://www.google.com/maps/search/?api=1&query=")
              + "\\$\\{__data\\.fields\\.\\w+(?::percentencode)?}");

  /** Where people take steps on an incident: {@code incident-api}, at the same host. */
  private static final String STEPS_LINK = "/steps/${city:percentencode}/${incident:percentencode}";

  private static final Pattern LINK_VARIABLE = Pattern.compile("(?:^|&)var-(\\w+)=");

  private final List<DashboardFile> dashboards;
  private final ProvisioningFiles provisioning;
  private final Map<String, Dashboard> byUid;
  private final Set<String> sources;
  private final List<DashboardFinding> findings = new ArrayList<>();

  private Linter(List<DashboardFile> dashboards, ProvisioningFiles provisioning) {
    this.dashboards = dashboards;
    this.provisioning = provisioning;
    byUid =
        dashboards.stream()
            .map(DashboardFile::dashboard)
            .collect(Collectors.toMap(Dashboard::uid, Function.identity(), (a, b) -> a));
    sources =
        provisioning.sources().stream()
            .map(ProvisioningFiles.DataSource::uid)
            .collect(Collectors.toSet());
  }

  /** Everything that is wrong; empty when nothing is. */
  public static List<DashboardFinding> findings(
      List<DashboardFile> dashboards, ProvisioningFiles provisioning, Runbooks runbooks) {
    var linter = new Linter(dashboards, provisioning);
    linter.uids();
    dashboards.forEach(linter::dashboard);
    linter.providers();
    linter.findings.addAll(
        AlertLinter.findings(provisioning, new AlertRules(linter.sources, linter.byUid, runbooks)));
    return List.copyOf(linter.findings);
  }

  private void report(String file, String where, String reason) {
    findings.add(new DashboardFinding(file, where, reason));
  }

  private void uids() {
    var seen = new HashSet<String>();
    for (DashboardFile file : dashboards) {
      String uid = file.dashboard().uid();
      if (!UID.matcher(uid).matches()) {
        report(
            file.name(),
            "uid",
            "'%s': expected sawang-<name>, at most 40 characters".formatted(uid));
      }
      if (!seen.add(uid)) {
        report(file.name(), "uid", "'%s' is used twice".formatted(uid));
      }
    }
  }

  private void dashboard(DashboardFile file) {
    Dashboard dashboard = file.dashboard();
    var reasons = new ArrayList<String>();
    PanelRules.bilingual("title", dashboard.title(), reasons);
    PanelRules.bilingual("description", dashboard.description(), reasons);
    if (!DashboardZone.ID.getId().equals(dashboard.timezone())) {
      reasons.add("timezone is %s: expected %s".formatted(dashboard.timezone(), DashboardZone.ID));
    }
    if (dashboard.id() != null || !Boolean.FALSE.equals(dashboard.editable())) {
      reasons.add("expected id null and editable false: the file is the source");
    }
    if (!dashboard.tags().contains(file.audience())) {
      reasons.add("has no tag %s".formatted(file.audience()));
    }
    reasons.addAll(PanelRules.overlaps(dashboard));
    reasons.forEach(reason -> report(file.name(), "dashboard", reason));
    dashboard.links().forEach(link -> link(file, "links", link.title(), link.url()));
    dashboard.templating().list().forEach(variable -> variable(file, variable));
    dashboard.annotations().list().forEach(annotation -> annotation(file, annotation));
    var ids = new HashSet<Integer>();
    for (Panel panel : dashboard.panels()) {
      String where = "panel %d '%s'".formatted(panel.id(), panel.title());
      if (!ids.add(panel.id())) {
        report(file.name(), where, "id %d is used twice".formatted(panel.id()));
      }
      panel(file, panel, where);
    }
  }

  private void panel(DashboardFile file, Panel panel, String where) {
    PanelRules.of(panel).forEach(reason -> report(file.name(), where, reason));
    panel.links().forEach(link -> link(file, where, link.title(), link.url()));
    var refs = new HashSet<String>();
    for (Dashboard.Target target : panel.targets()) {
      if (!refs.add(target.refId())) {
        report(file.name(), where, "refId %s is used twice".formatted(target.refId()));
      }
      source(file, where, target.datasource());
      SqlRules.ofDashboard(target.rawSql(), file.dashboard())
          .forEach(reason -> report(file.name(), where, reason));
    }
    if (panel.kind().queries()) {
      source(file, where, panel.datasource());
    }
    // Links of values stand in the defaults and in overrides: find them wherever they are.
    for (JsonNode node : file.tree().path("panels")) {
      if (node.path("id").asInt() == panel.id()) {
        for (JsonNode links : node.path("fieldConfig").findValues("links")) {
          links.forEach(
              one -> link(file, where, one.path("title").asText(), one.path("url").asText()));
        }
        for (JsonNode property : node.path("fieldConfig").findParents("id")) {
          if ("links".equals(property.path("id").asText())) {
            property
                .path("value")
                .forEach(
                    one -> link(file, where, one.path("title").asText(), one.path("url").asText()));
          }
        }
      }
    }
  }

  private void variable(DashboardFile file, Variable variable) {
    String where = "variable " + variable.name();
    var reasons = new ArrayList<String>();
    PanelRules.bilingual("label", variable.label(), reasons);
    switch (variable.type()) {
      case "query" -> {
        source(file, where, variable.datasource());
        reasons.addAll(SqlRules.ofDashboard(variable.query(), file.dashboard()));
        if (!variable.query().equals(variable.definition())) {
          reasons.add("definition differs from query");
        }
      }
      case "datasource" -> matchesSources(variable, reasons);
      case "custom" -> {
        if (variable.customOptions().isEmpty()) {
          reasons.add("offers nothing");
        }
      }
      default ->
          reasons.add(
              "type is '%s': expected query, custom or datasource".formatted(variable.type()));
    }
    reasons.forEach(reason -> report(file.name(), where, reason));
  }

  private void matchesSources(Variable variable, List<String> reasons) {
    Pattern pattern = Pattern.compile(variable.regex().replaceAll("^/|/$", ""));
    boolean found =
        provisioning.sources().stream()
            .anyMatch(
                source ->
                    source.type().equals(variable.query())
                        && pattern.matcher(source.name()).find());
    if (!found) {
      reasons.add(
          "no provisioned data source is a %s named like %s"
              .formatted(variable.query(), variable.regex()));
    }
  }

  private void annotation(DashboardFile file, Dashboard.Annotation annotation) {
    String where = "annotation " + annotation.name();
    var reasons = new ArrayList<String>();
    PanelRules.bilingual("name", annotation.name(), reasons);
    if (annotation.target() == null || annotation.target().rawSql() == null) {
      reasons.add("has no query");
    } else {
      source(file, where, annotation.datasource());
      reasons.addAll(SqlRules.ofDashboard(annotation.target().rawSql(), file.dashboard()));
    }
    reasons.forEach(reason -> report(file.name(), where, reason));
  }

  private void source(DashboardFile file, String where, Dashboard.DataSourceRef source) {
    if (source == null) {
      report(file.name(), where, "names no data source");
      return;
    }
    boolean chosen =
        source.uid().startsWith("${")
            && file.dashboard()
                .variable(source.uid().substring(2, source.uid().length() - 1))
                .filter(variable -> "datasource".equals(variable.type()))
                .isPresent();
    if (!chosen && !sources.contains(source.uid())) {
      report(file.name(), where, "data source '%s' is not provisioned".formatted(source.uid()));
    }
  }

  private void link(DashboardFile file, String where, String title, String url) {
    var reasons = new ArrayList<String>();
    PanelRules.bilingual("title of a link", title, reasons);
    Matcher target = DASHBOARD_LINK.matcher(url);
    if (MAP_LINK.matcher(url).matches() || STEPS_LINK.equals(url)) {
      // Leads to no dashboard.
    } else if (!target.matches()) {
      reasons.add(
          "link '%s': expected /d/<uid>, a place on the map, or steps on an incident"
              .formatted(url));
    } else if (!byUid.containsKey(target.group(1))) {
      reasons.add("link '%s' leads to no dashboard".formatted(url));
    } else if (target.group(2) != null) {
      Dashboard to = byUid.get(target.group(1));
      Matcher variable = LINK_VARIABLE.matcher(target.group(2));
      while (variable.find()) {
        if (to.variable(variable.group(1)).isEmpty()) {
          reasons.add(
              "link '%s' sets %s, which %s does not have"
                  .formatted(url, variable.group(1), to.uid()));
        }
      }
    }
    reasons.forEach(reason -> report(file.name(), where, reason));
  }

  private void providers() {
    Set<String> provided =
        provisioning.providers().stream()
            .map(provider -> String.valueOf(provider.options().get("path")).replaceAll(".*/", ""))
            .collect(Collectors.toSet());
    for (DashboardFile file : dashboards) {
      if (!provided.contains(file.audience())) {
        report(file.name(), "provisioning", "no provider loads %s".formatted(file.audience()));
      }
    }
  }
}
