package city.sawang.grafana.query;

import java.util.List;

/**
 * One column of an answer.
 *
 * @param values one for each row, null where nothing is known: epoch milliseconds (Long) for {@link
 *     Kind#TIME}, BigDecimal for {@link Kind#NUMBER}, Boolean, String
 */
public record Column(String name, Kind kind, List<Object> values) {
  /** As a panel treats it. */
  public enum Kind {
    TIME,
    NUMBER,
    BOOLEAN,
    STRING
  }
}
