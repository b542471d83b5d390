package city.sawang.grafana.query;

import java.util.List;
import java.util.Optional;

/**
 * The rows that answer a query, column by column.
 *
 * @param truncated whether rows beyond the limit were left out
 */
public record Frame(List<FrameField> columns, boolean truncated) {
  public int rows() {
    return columns.isEmpty() ? 0 : columns.get(0).values().size();
  }

  /** The first column of that name. */
  public Optional<FrameField> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
