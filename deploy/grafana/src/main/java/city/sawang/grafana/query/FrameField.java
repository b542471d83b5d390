package city.sawang.grafana.query;

import java.util.List;

/**
 * One column of the answer to a query, which Grafana calls a field of a data frame.
 *
 * @param values one for each row: missing, or of the kind of the column
 */
public record FrameField(String name, Kind kind, List<FrameValue> values) {
  /** How a panel treats the column. */
  public enum Kind {
    TIME,
    NUMBER,
    BOOLEAN,
    STRING
  }

  public FrameField {
    values = List.copyOf(values);
  }
}
