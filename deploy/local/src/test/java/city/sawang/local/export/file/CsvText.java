package city.sawang.local.export.file;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV as pandas does without options: quotes or not, a field says the same; what is in its list of missing values
 * is missing; a column that looks like numbers or truth values becomes such a column.
 */
final class CsvText {
  /** The default of {@code na_values} in pandas 2. */
  static final List<String> PANDAS_MISSING =
      List.of(
          "",
          " ",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");

  private CsvText() {}

  static List<List<String>> lines(String text) {
    var lines = new ArrayList<List<String>>();
    var line = new ArrayList<String>();
    var field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && (c == ',' || c == '\r')) {
        line.add(field.toString());
        field.setLength(0);
        if (c == '\r') {
          lines.add(List.copyOf(line));
          line.clear();
          i++;
        }
      } else {
        field.append(c);
      }
    }
    return lines;
  }

  /** The dtype that pandas gives a column of these fields. */
  static String guess(List<String> fields) {
    List<String> values = fields.stream().filter(field -> !PANDAS_MISSING.contains(field)).toList();
    boolean missing = values.size() < fields.size();
    if (values.isEmpty()) {
      return "nothing";
    }
    if (values.stream().allMatch(value -> value.matches("\\s*[+-]?\\d+\\s*"))) {
      return missing ? "float64" : "int64";
    }
    if (values.stream().allMatch(CsvText::isFloat)) {
      return "float64";
    }
    if (values.stream().allMatch(value -> value.matches("(?i)true|false"))) {
      return missing ? "object" : "bool";
    }
    return "object";
  }

  private static boolean isFloat(String value) {
    return value.matches(
        "\\s*[+-]?(\\d+(\\.\\d*)?([eE][+-]?\\d+)?|\\.\\d+([eE][+-]?\\d+)?|inf|Inf|INF|infinity|Infinity)\\s*");
  }
}
