package city.sawang.jobs.audit.crosscheck;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Describes a row on which two ways to it do not agree.
 *
 * @param table schema and name
 * @param key its primary key, name to value
 * @param columns what differs; the whole row when one side has none
 */
public record RowDifference(String table, Map<String, String> key, List<DifferingValue> columns) {

  /**
   * @param column its name, or {@value #WHOLE_ROW}
   * @param published the value in the table; null is SQL NULL
   * @param expected the value by the second way
   */
  public record DifferingValue(String column, String published, String expected) {
    /** Stands for the column when one side has no such row. */
    public static final String WHOLE_ROW = "(row)";

    public static final String THERE = "there";
    public static final String MISSING = "missing";

    @Override
    public String toString() {
      return column + ": published " + published + ", expected " + expected;
    }
  }

  /** The key as text, {@code city_id=mueang-nan lamp_id=MUEANG-NAN-0001 …}. */
  public String keyText() {
    return key.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  /** What differs as text. */
  public String valueText() {
    return columns.stream().map(DifferingValue::toString).collect(Collectors.joining("; "));
  }
}
