package city.sawang.schemas.registry;

import city.sawang.schemas.text.NearMatch;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a CSV file with a header line (RFC 4180, comma, double quotes) into located cells. */
final class CsvTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

  private final RegistryMistakes mistakes;
  private final String file;
  private final List<String> header = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  private CsvTable(RegistryMistakes mistakes, String file) {
    this.mistakes = mistakes;
    this.file = file;
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
    var table = new CsvTable(mistakes, file);
    table.parse(text, required, optional);
    return table.rows;
  }

  private void parse(String text, List<String> required, List<String> optional) {
    try (CSVParser parser = FORMAT.parse(new StringReader(text))) {
      try {
        for (CSVRecord line : parser) {
          int number = Math.toIntExact(parser.getCurrentLineNumber());
          if (!header.isEmpty()) {
            row(number, line);
          } else if (!header(number, line, required, optional)) {
            return;
          }
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        mistakes.add(
            file,
            Math.toIntExact(parser.getCurrentLineNumber()),
            "",
            "",
            "comma-separated values with quotes in pairs, and a quote inside a value doubled");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
    if (header.isEmpty()) {
      mistakes.add(file, 1, "", "", "a header line with " + String.join(", ", required));
    }
  }

  private boolean header(int number, CSVRecord line, List<String> required, List<String> optional) {
    int before = mistakes.count();
    var known = new ArrayList<>(required);
    known.addAll(optional);
    for (String name : line) {
      if (!known.contains(name)) {
        mistakes.add(file, number, name, name, "a known column: " + NearMatch.oneOf(name, known));
      } else if (header.contains(name)) {
        mistakes.add(file, number, name, name, "every column once");
      }
      header.add(name);
    }
    for (String name : required) {
      if (!header.contains(name)) {
        mistakes.add(file, number, name, "", "this column in the header line");
      }
    }
    return mistakes.count() == before;
  }

  private void row(int number, CSVRecord line) {
    if (line.size() != header.size()) {
      mistakes.add(
          file,
          number,
          "",
          line.size() + " values",
          header.size() + " values, as many as the header has columns");
      return;
    }
    var values = new HashMap<String, String>();
    for (int i = 0; i < header.size(); i++) {
      if (!line.get(i).isEmpty()) {
        values.put(header.get(i), line.get(i));
      }
    }
    rows.add(new Row(mistakes, file, number, values));
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
