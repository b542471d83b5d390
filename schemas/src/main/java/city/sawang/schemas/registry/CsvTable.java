package city.sawang.schemas.registry;

import city.sawang.schemas.csv.CsvDialect;
import city.sawang.schemas.csv.CsvLines;
import city.sawang.schemas.csv.CsvLines.CsvLine;
import city.sawang.schemas.text.NearMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a CSV file with a header line into located cells, as spreadsheets write it: separated by commas, semicolons or
 * tabs, with blank lines, empty columns at the end and names of columns in any case.
 */
final class CsvTable {
  private final RegistryMistakes mistakes;
  private final String file;
  private final List<String> required;
  private final List<String> known;

  /** By position; empty for a column without a name. */
  private final List<String> header = new ArrayList<>();

  private final List<Row> rows = new ArrayList<>();
  private CsvDialect dialect;

  private CsvTable(
      RegistryMistakes mistakes, String file, List<String> required, List<String> optional) {
    this.mistakes = mistakes;
    this.file = file;
    this.required = required;
    this.known = new ArrayList<>(required);
    known.addAll(optional);
  }

  /**
   * @param required columns without which no row can be read; without one of them the table is
   *     reported and empty
   * @param optional further columns that may stand in the header; others are reported
   */
  static List<Row> read(
      RegistryMistakes mistakes,
      String file,
      String text,
      List<String> required,
      List<String> optional) {
    var table = new CsvTable(mistakes, file, required, optional);
    table.parse(text);
    return table.rows;
  }

  private void parse(String text) {
    dialect = CsvDialect.of(text, known);
    CsvLines.Split split = CsvLines.split(text, dialect.delimiter());
    List<CsvLine> lines =
        dialect.declared() ? split.lines().subList(1, split.lines().size()) : split.lines();
    if (lines.isEmpty() && split.broken().isEmpty()) {
      mistakes.add(file, 1, "", "", "a header line with " + String.join(", ", required));
    }
    if (lines.isEmpty() || header(lines.get(0))) {
      lines.stream().skip(1).forEach(this::row);
      split.broken().forEach(this::broken);
    }
  }

  private void broken(CsvLines.Broken broken) {
    mistakes.add(
        file, broken.line(), columnName(broken.column()), broken.value(), broken.expectation());
  }

  private boolean header(CsvLine line) {
    int before = mistakes.count();
    for (String written : line.values()) {
      String name = CsvDialect.columnName(written);
      if (!name.isEmpty() && !known.contains(name)) {
        mistakes.add(
            file,
            line.number(),
            written,
            written,
            "a known column: " + NearMatch.oneOf(name, known));
      } else if (!name.isEmpty() && header.contains(name)) {
        mistakes.add(file, line.number(), name, written, "every column once");
      }
      header.add(name);
    }
    for (String name : required) {
      if (!header.contains(name)) {
        mistakes.add(file, line.number(), name, "", "this column in the header line");
      }
    }
    return mistakes.count() == before;
  }

  private void row(CsvLine line) {
    List<String> cells = line.values();
    var values = new HashMap<String, String>();
    for (int i = 0; i < cells.size(); i++) {
      String name = i < header.size() ? header.get(i) : "";
      if (!cells.get(i).isEmpty() && name.isEmpty()) {
        unnamed(line, i);
        return;
      }
      if (!cells.get(i).isEmpty()) {
        values.put(name, cells.get(i));
      }
    }
    // Spreadsheets leave out empty columns at the end; a line that ends before a required one was
    // cut.
    if (header.subList(Math.min(cells.size(), header.size()), header.size()).stream()
        .anyMatch(required::contains)) {
      mistakes.add(file, line.number(), "", cells.size() + " values", namedColumns() + separated());
      return;
    }
    rows.add(new Row(mistakes, file, line.number(), values));
  }

  private void unnamed(CsvLine line, int column) {
    if (column < header.size()) {
      mistakes.add(
          file,
          line.number(),
          columnName(column),
          line.values().get(column),
          "a name in the header line above this value");
    } else {
      mistakes.add(
          file,
          line.number(),
          "",
          line.values().size() + " values",
          namedColumns()
              + separated()
              + "; a value that holds the delimiter, as in 18,783, must stand in quotes, and decimals have a point");
    }
  }

  private String namedColumns() {
    return header.size() + " values, as many as the header has columns";
  }

  private String separated() {
    return ", separated by " + dialect.delimiterName() + " like those";
  }

  private String columnName(int column) {
    String name = column < header.size() ? header.get(column) : "";
    return name.isEmpty() ? "column " + (column + 1) : name;
  }

  /** One line below the header. */
  record Row(RegistryMistakes mistakes, String file, int line, Map<String, String> values)
      implements Fields {
    @Override
    public LocatedValue optional(String name) {
      return new LocatedValue(mistakes, file, line, name, values.get(name));
    }
  }
}
