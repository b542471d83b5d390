package city.sawang.grafana.dashboard;

import city.sawang.grafana.dashboard.Dashboard.DataSourceRef;
import city.sawang.grafana.dashboard.Dashboard.Link;
import city.sawang.grafana.dashboard.Dashboard.Target;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One panel.
 *
 * @param interval least {@code $__interval}, e.g. {@code 15m}
 */
public record Panel(
    Integer id,
    String type,
    String title,
    String description,
    Boolean transparent,
    DataSourceRef datasource,
    GridPos gridPos,
    FieldConfig fieldConfig,
    JsonNode options,
    List<Link> links,
    List<Target> targets,
    String interval,
    Integer maxDataPoints,
    Boolean collapsed,
    List<JsonNode> panels) {

  /** Columns of 24, rows of 30 pixels in Grafana. */
  public record GridPos(int x, int y, int w, int h) {}

  /** What the browser page can draw; anything else is refused when the file is read. */
  public enum Type {
    TIMESERIES("timeseries"),
    STAT("stat"),
    TABLE("table"),
    BARGAUGE("bargauge"),
    STATE_TIMELINE("state-timeline"),
    GEOMAP("geomap"),
    TEXT("text"),
    ROW("row");

    private final String id;

    Type(String id) {
      this.id = id;
    }

    /** As in the JSON file. */
    public String id() {
      return id;
    }

    static Optional<Type> of(String id) {
      return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }

    /** A row is a heading and a text has no data. */
    public boolean queries() {
      return this != ROW && this != TEXT;
    }
  }

  public Panel {
    links = Lists.orEmpty(links);
    targets = Lists.orEmpty(targets);
    panels = Lists.orEmpty(panels);
  }

  /**
   * @throws java.util.NoSuchElementException when the reader let an unknown type through
   */
  public Type kind() {
    return Type.of(type).orElseThrow();
  }
}
