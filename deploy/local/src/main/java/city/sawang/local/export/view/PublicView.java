package city.sawang.local.export.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A public view with everything that its files and their dictionary need.
 *
 * @param schema e.g. {@code energy}
 * @param relation e.g. {@code lamp_night}
 * @param comment what a row is, from the database
 */
public record PublicView(String schema, String relation, String comment, List<ViewColumn> columns) {
  /** The columns that say when, the one that files are cut by first. */
  private static final List<String> TIMES =
      List.of(
          "period_start",
          "night",
          "month",
          "hour",
          "observed_at",
          "opened_at",
          "period",
          "received_at",
          "noted_at",
          "detected_at",
          "created_at");

  /** Columns of which a view may have millions of rows a day. */
  private static final Set<String> DENSE = Set.of("period_start", "observed_at");

  public PublicView {
    columns = List.copyOf(columns);
  }

  /** As people type it: schema and name with a dot. */
  public String name() {
    return schema + "." + relation;
  }

  /** As SQL wants it. */
  public String quoted() {
    return '"' + schema + "\".\"" + relation + '"';
  }

  public boolean hasCity() {
    return column("city_id").isPresent();
  }

  /** The column by which the rows are cut into files; none: the view says how things are now. */
  public Optional<ViewColumn> time() {
    return TIMES.stream().flatMap(name -> column(name).stream()).findFirst();
  }

  /** How the view is cut when nobody says. */
  public Granularity granularity() {
    return time()
        .map(
            column ->
                DENSE.contains(column.name())
                    ? Granularity.DAY
                    : "month".equals(column.name()) ? Granularity.ALL : Granularity.MONTH)
        .orElse(Granularity.ALL);
  }

  /**
   * By what the rows of a file are ordered: the ids from the left, then the time, then everything
   * else, so that the same rows always give the same bytes. Text by code point, because the
   * collation belongs to the server.
   */
  public List<ViewColumn> order() {
    var order = new ArrayList<ViewColumn>();
    columns.stream().filter(column -> column.name().endsWith("_id")).forEach(order::add);
    time().ifPresent(order::add);
    columns.stream()
        .filter(column -> !order.contains(column) && !"json".equals(column.type()))
        .forEach(order::add);
    return order;
  }

  private Optional<ViewColumn> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
