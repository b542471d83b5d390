package city.sawang.grafana.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A dashboard in Grafana's classic JSON, reduced to what this project uses. The reader refuses every
 * other member: what stands in a file is what is drawn.
 *
 * @param id always null in a provisioned dashboard
 * @param refresh how often it reloads itself, e.g. {@code 1m}; empty: never
 */
public record Dashboard(
    Integer id,
    String uid,
    String title,
    String description,
    List<String> tags,
    String timezone,
    Boolean editable,
    Integer graphTooltip,
    Integer schemaVersion,
    Integer version,
    String refresh,
    String weekStart,
    Time time,
    JsonNode timepicker,
    Templating templating,
    Annotations annotations,
    List<Link> links,
    List<Panel> panels) {

  /** The period at first sight, as in {@code now-24h}. */
  public record Time(String from, String to) {}

  /** Wrapper of Grafana's. */
  public record Templating(List<Variable> list) {
    public Templating {
      list = Lists.orEmpty(list);
    }
  }

  /** Wrapper of Grafana's. */
  public record Annotations(List<Annotation> list) {
    public Annotations {
      list = Lists.orEmpty(list);
    }
  }

  /** Marks in the time series of the dashboard: rows with {@code time}, {@code text}, {@code tags}. */
  public record Annotation(
      String name,
      DataSourceRef datasource,
      Boolean enable,
      Boolean hide,
      String iconColor,
      Target target) {}

  /**
   * A link to another dashboard, beside the title or in a value.
   *
   * @param url {@code /d/<uid>?…} for a dashboard of this project
   */
  public record Link(
      String title,
      String type,
      String url,
      String icon,
      String tooltip,
      List<String> tags,
      Boolean asDropdown,
      Boolean includeVars,
      Boolean keepTime,
      Boolean targetBlank) {}

  /** Which data source answers. */
  public record DataSourceRef(String type, String uid) {}

  /**
   * A query.
   *
   * @param format {@code table} or {@code time_series}
   */
  public record Target(
      String refId,
      DataSourceRef datasource,
      String format,
      Boolean rawQuery,
      String editorMode,
      String rawSql) {
    public boolean timeSeries() {
      return "time_series".equals(format);
    }
  }

  public Dashboard {
    tags = Lists.orEmpty(tags);
    links = Lists.orEmpty(links);
    panels = Lists.orEmpty(panels);
    templating = templating == null ? new Templating(List.of()) : templating;
    annotations = annotations == null ? new Annotations(List.of()) : annotations;
  }

  Dashboard withPanels(List<Panel> others) {
    return new Dashboard(
        id,
        uid,
        title,
        description,
        tags,
        timezone,
        editable,
        graphTooltip,
        schemaVersion,
        version,
        refresh,
        weekStart,
        time,
        timepicker,
        templating,
        annotations,
        links,
        others);
  }

  public Optional<Panel> panel(int id) {
    return panels.stream().filter(panel -> panel.id() != null && panel.id() == id).findFirst();
  }

  public Optional<Variable> variable(String name) {
    return templating.list().stream().filter(one -> name.equals(one.name())).findFirst();
  }
}
