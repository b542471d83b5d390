package city.sawang.grafana.proof;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.FieldConfig;
import city.sawang.grafana.dashboard.Panel;
import city.sawang.grafana.dashboard.Variable;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import city.sawang.grafana.query.DashboardQueries;
import city.sawang.grafana.query.DashboardTimeRange;
import city.sawang.grafana.query.Frame;
import city.sawang.grafana.query.FrameField;
import city.sawang.grafana.query.FrameValue;
import city.sawang.grafana.query.QueryRunner;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs every query of every dashboard and alert as the login of its data source, as Grafana would,
 * and checks the columns and rows that it answers.
 */
public final class QueryProof {
  private final Function<String, QueryRunner> logins;
  private final boolean timescale;
  private final List<DashboardFinding> findings = new ArrayList<>();
  private final Map<String, Integer> rows = new HashMap<>();
  private final Map<String, Set<Double>> shares = new TreeMap<>();
  private int executed;
  private final Map<String, Duration> longest = new TreeMap<>();

  /**
   * @param rows by {@code uid/panel id}: how many rows all its queries gave over all periods
   * @param executed how many queries were run, those of variables counted once a dashboard
   * @param shares by {@code uid/panel id column}: every value that a panel would show in per cent
   * @param longest by file and panel, variable or alert: how long it took at most, over all periods
   */
  public record Report(
      List<DashboardFinding> findings,
      Map<String, Integer> rows,
      int executed,
      Map<String, Set<Double>> shares,
      Map<String, Duration> longest) {}

  private QueryProof(Function<String, QueryRunner> logins, boolean timescale) {
    this.logins = logins;
    this.timescale = timescale;
  }

  /**
   * @param logins a runner for the uid of a data source; a uid such as {@code ${source}} asks for the
   *     first choice of that variable
   * @param chosen values of variables, by name; others take their first option
   */
  public static Report run(
      List<DashboardFile> dashboards,
      ProvisioningFiles provisioning,
      Function<String, QueryRunner> logins,
      boolean timescale,
      List<DashboardTimeRange> ranges,
      Map<String, List<String>> chosen) {
    var proof = new QueryProof(logins, timescale);
    for (DashboardFile file : dashboards) {
      for (DashboardTimeRange range : ranges) {
        proof.dashboard(file, new DashboardQueries.View(range, chosen));
      }
    }
    for (ProvisioningFiles.AlertFile file : provisioning.alertFiles()) {
      file.rules().forEach(rule -> proof.alert(file.name(), rule));
    }
    return new Report(
        List.copyOf(proof.findings),
        Map.copyOf(proof.rows),
        proof.executed,
        Map.copyOf(proof.shares),
        Map.copyOf(proof.longest));
  }

  private void dashboard(DashboardFile file, DashboardQueries.View view) {
    Dashboard dashboard = file.dashboard();
    for (Variable variable : dashboard.templating().list()) {
      if ("query".equals(variable.type())) {
        attempt(
            file.name(),
            "variable " + variable.name(),
            () -> queries(variable.datasource()).variables(dashboard, view));
      }
    }
    for (Dashboard.Annotation annotation : dashboard.annotations().list()) {
      attempt(
          file.name(),
          "annotation " + annotation.name(),
          () ->
              queries(annotation.datasource())
                  .annotation(dashboard, annotation, view)
                  .ifPresent(frame -> annotationColumns(file, annotation, frame)));
    }
    for (Panel panel : dashboard.panels()) {
      if (panel.kind().queries()) {
        String where = "panel %d '%s'".formatted(panel.id(), panel.title());
        attempt(file.name(), where, () -> panel(file, panel, where, view));
      }
    }
  }

  private void panel(DashboardFile file, Panel panel, String where, DashboardQueries.View view)
      throws SQLException {
    List<DashboardQueries.Answer> answers =
        queries(panel.datasource()).panel(file.dashboard(), panel, view);
    int sum = answers.stream().mapToInt(answer -> answer.frame().rows()).sum();
    rows.merge(file.dashboard().uid() + "/" + panel.id(), sum, Integer::sum);
    Set<String> columns =
        answers.stream()
            .flatMap(answer -> answer.frame().columns().stream())
            .map(FrameField::name)
            .collect(Collectors.toSet());
    var named = new HashSet<String>();
    for (FieldConfig.FieldOverride override : panel.fieldConfig().overrides()) {
      String column = override.matcher().options();
      boolean fromData = panel.targets().stream().anyMatch(t -> t.rawSql().contains(" AS metric"));
      if ("byName".equals(override.matcher().id()) && !columns.contains(column) && !fromData) {
        report(file, where, "override names column %s, which no query gives".formatted(column));
      }
      boolean shown =
          override.properties().stream()
              .anyMatch(p -> "displayName".equals(p.id()) || "custom.hidden".equals(p.id()));
      if (shown) {
        named.add(column);
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      String sql = panel.targets().get(i).rawSql();
      names(file, panel, where, answers.get(i).frame(), named, sql.contains(" AS metric"));
      place(file, panel, where, answers.get(i).frame());
      shares(file, panel, answers.get(i).frame());
    }
    if (answers.stream().anyMatch(answer -> answer.frame().truncated())) {
      report(
          file, where, "gives more rows than a panel can hold: expected a LIMIT or wider buckets");
    }
  }

  /** Values of columns whose unit is a part of a whole. */
  private void shares(DashboardFile file, Panel panel, Frame frame) {
    for (FrameField column : frame.columns()) {
      String unit = panel.fieldConfig().defaults().unit();
      for (FieldConfig.FieldOverride override : panel.fieldConfig().overrides()) {
        if (column.name().equals(override.matcher().options())) {
          unit =
              override.properties().stream()
                  .filter(property -> "unit".equals(property.id()))
                  .map(property -> property.value().asText())
                  .findFirst()
                  .orElse(unit);
        }
      }
      if (column.kind() == FrameField.Kind.NUMBER && unit != null && unit.startsWith("percent")) {
        for (FrameValue value : column.values()) {
          if (value instanceof FrameValue.Decimal decimal) {
            shares
                .computeIfAbsent(
                    "%s/%d %s".formatted(file.dashboard().uid(), panel.id(), column.name()),
                    key -> new HashSet<>())
                .add(decimal.number().doubleValue());
          }
        }
      }
    }
  }

  private void names(
      DashboardFile file,
      Panel panel,
      String where,
      Frame frame,
      Set<String> named,
      boolean fromData) {
    boolean headed =
        switch (panel.kind()) {
          case TABLE, TIMESERIES, STATE_TIMELINE, GEOMAP -> true;
          default -> false;
        };
    if (!headed || fromData || panel.fieldConfig().defaults().displayName() != null) {
      return;
    }
    for (FrameField column : frame.columns()) {
      boolean axis =
          column.name().equals("time")
              || panel.kind() == Panel.Type.GEOMAP
                  && (column.name().equals("latitude") || column.name().equals("longitude"));
      if (!axis && !named.contains(column.name()) && !Bilingual.is(column.name())) {
        report(file, where, "column %s has no name in two languages".formatted(column.name()));
      }
    }
  }

  private void place(DashboardFile file, Panel panel, String where, Frame frame) {
    if (panel.kind() != Panel.Type.GEOMAP) {
      return;
    }
    for (String name : List.of("latitude", "longitude")) {
      if (frame.column(name).filter(c -> c.kind() == FrameField.Kind.NUMBER).isEmpty()) {
        report(file, where, "a map needs numbers in a column " + name);
      }
    }
  }

  private void annotationColumns(DashboardFile file, Dashboard.Annotation annotation, Frame frame) {
    boolean timed =
        frame.column("time").filter(column -> column.kind() == FrameField.Kind.TIME).isPresent();
    if (!timed || frame.column("text").isEmpty()) {
      report(file, "annotation " + annotation.name(), "expected columns time and text");
    }
  }

  private void alert(String file, ProvisioningFiles.Rule rule) {
    String where = "alert " + rule.uid();
    for (ProvisioningFiles.Query query : rule.data()) {
      if (!query.expression()) {
        attempt(file, where, () -> alertQuery(file, where, rule, query));
      }
    }
  }

  private void alertQuery(
      String file, String where, ProvisioningFiles.Rule rule, ProvisioningFiles.Query query)
      throws SQLException {
    Frame frame = logins.apply(query.datasourceUid()).run(query.model().rawSql());
    AlertColumns.reasons(rule, frame)
        .forEach(reason -> findings.add(new DashboardFinding(file, where, reason)));
    rows.merge("alert/" + rule.uid(), frame.rows(), Integer::sum);
  }

  private DashboardQueries queries(Dashboard.DataSourceRef source) {
    return new DashboardQueries(logins.apply(source.uid()), timescale);
  }

  private void report(DashboardFile file, String where, String reason) {
    var finding = new DashboardFinding(file.name(), where, reason);
    // Every period finds it again.
    if (!findings.contains(finding)) {
      findings.add(finding);
    }
  }

  /** Something that asks the database. */
  private interface Attempt {
    void run() throws SQLException;
  }

  private void attempt(String file, String where, Attempt attempt) {
    long before = System.nanoTime();
    executed++;
    try {
      attempt.run();
    } catch (SQLException | IllegalArgumentException e) {
      var finding =
          new DashboardFinding(
              file, where, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      if (!findings.contains(finding)) {
        findings.add(finding);
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    longest.merge(file + ": " + where, took, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }
}
