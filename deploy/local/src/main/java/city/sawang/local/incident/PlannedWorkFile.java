package city.sawang.local.incident;

import city.sawang.local.InvalidInput;
import city.sawang.schemas.Identifiers;
import city.sawang.schemas.csv.CsvDialect;
import city.sawang.schemas.csv.CsvLines;
import city.sawang.schemas.csv.CsvLines.CsvLine;
import city.sawang.schemas.csv.FileText;
import city.sawang.schemas.text.InputFile;
import city.sawang.schemas.text.NearMatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads planned works from a CSV file with the columns city_id, scope, subject_id, from, until, why,
 * who, as spreadsheets write it. Every mistake is named with its line.
 */
final class PlannedWorkFile {
  private static final int MOST_BYTES = 1 << 20;
  private static final int LAST_YEAR = 2200;
  private static final int BUDDHIST_ERA = 543;
  private static final List<String> COLUMNS =
      List.of("city_id", "scope", "subject_id", "from", "until", "why", "who");
  private static final List<String> SCOPES = List.of("LAMP", "FEEDER", "CITY");

  private final Path file;
  private final List<String> mistakes = new ArrayList<>();
  private final List<PlannedWork> works = new ArrayList<>();

  private PlannedWorkFile(Path file) {
    this.file = file;
  }

  /**
   * The works that could be read.
   *
   * @param mistakes each with file and line; with any of them nothing is to be stored
   */
  record Contents(List<PlannedWork> works, List<String> mistakes) {}

  /**
   * @throws InvalidInput when the file is none that can be read
   */
  static Contents read(Path file) {
    var reader = new PlannedWorkFile(file);
    reader.read(text(file));
    return new Contents(reader.works, reader.mistakes);
  }

  /** What stands in front of a mistake. */
  static String at(Path file, int line) {
    return "%s line %d: ".formatted(file.getFileName(), line);
  }

  private static String text(Path file) {
    try {
      FileText.Contents contents = FileText.decode(InputFile.read(file, MOST_BYTES));
      if (contents instanceof FileText.Contents.Text text) {
        return text.text();
      }
      FileText.Contents.Refused refused = (FileText.Contents.Refused) contents;
      throw new InvalidInput(at(file, refused.line()) + "expected " + refused.expectation());
    } catch (FileSystemException e) {
      throw new InvalidInput("%s: expected %s".formatted(file, InputFile.expectation(e)));
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  private void read(String text) {
    CsvDialect dialect = CsvDialect.of(text, COLUMNS);
    CsvLines.Split split = CsvLines.split(text, dialect.delimiter());
    List<CsvLine> lines = split.lines().subList(dialect.declared() ? 1 : 0, split.lines().size());
    if (lines.isEmpty()) {
      mistake(1, "expected a header line with " + String.join(", ", COLUMNS));
    } else {
      List<String> header = header(lines.get(0));
      if (mistakes.isEmpty()) {
        lines.stream().skip(1).forEach(line -> row(header, line));
      }
    }
    split
        .broken()
        .forEach(
            broken ->
                mistake(
                    broken.line(),
                    "'%s': expected %s".formatted(broken.value(), broken.expectation())));
  }

  private List<String> header(CsvLine line) {
    List<String> header = line.values().stream().map(CsvDialect::columnName).toList();
    for (String name : header) {
      if (!name.isEmpty() && !COLUMNS.contains(name)) {
        mistake(
            line.number(),
            "column '%s': expected %s".formatted(name, NearMatch.oneOf(name, COLUMNS)));
      }
    }
    for (String name : COLUMNS) {
      long times = header.stream().filter(name::equals).count();
      if (times != 1) {
        mistake(
            line.number(),
            "column '%s' stands there %d times: expected once".formatted(name, times));
      }
    }
    return header;
  }

  private void row(List<String> header, CsvLine line) {
    Map<String, String> cells = new HashMap<>();
    for (int i = 0; i < line.values().size(); i++) {
      String value = line.values().get(i);
      if (i >= header.size() && !value.isEmpty()) {
        mistake(
            line.number(),
            "%d values: expected %d, as many as the header has columns"
                .formatted(line.values().size(), header.size()));
        return;
      }
      if (i < header.size() && !value.isEmpty()) {
        cells.put(header.get(i), value);
      }
    }
    int before = mistakes.size();
    String city = cityId(line, cells);
    String scope = scope(line, cells);
    String subject = "CITY".equals(scope) ? city : required(line, cells, "subject_id");
    Instant from = instant(line, cells, "from");
    Instant until = instant(line, cells, "until");
    String why = required(line, cells, "why");
    String who = required(line, cells, "who");
    if (from != null && until != null && !until.isAfter(from)) {
      mistake(line.number(), "until '%s': expected later than from".formatted(cells.get("until")));
    }
    if (mistakes.size() == before) {
      var work = new PlannedWork(line.number(), city, scope, subject, from, until, why, who);
      works.stream()
          .filter(other -> same(other, work))
          .findFirst()
          .ifPresent(
              other ->
                  mistake(
                      line.number(),
                      "the same subject and from as line %d: expected every work once"
                          .formatted(other.line())));
      works.add(work);
    }
  }

  private static boolean same(PlannedWork one, PlannedWork other) {
    return one.cityId().equals(other.cityId())
        && one.scope().equals(other.scope())
        && Identifiers.same(one.subjectId(), other.subjectId())
        && one.from().equals(other.from());
  }

  private String scope(CsvLine line, Map<String, String> cells) {
    String written = required(line, cells, "scope");
    if (written == null) {
      return null;
    }
    String scope = written.toUpperCase(Locale.ROOT);
    if (!SCOPES.contains(scope)) {
      mistake(
          line.number(), "scope '%s': expected %s".formatted(written, String.join(", ", SCOPES)));
      return null;
    }
    return scope;
  }

  /** As the registry spells it, or null. */
  private String cityId(CsvLine line, Map<String, String> cells) {
    String written = required(line, cells, "city_id");
    return written == null ? null : Identifiers.comparable(written);
  }

  private String required(CsvLine line, Map<String, String> cells, String column) {
    String value = cells.get(column);
    if (value == null) {
      mistake(line.number(), column + " is empty: expected a value");
    }
    return value;
  }

  private Instant instant(CsvLine line, Map<String, String> cells, String column) {
    String text = required(line, cells, column);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime at = OffsetDateTime.parse(text.replace(' ', 'T'));
      if (at.getYear() <= LAST_YEAR) {
        return at.toInstant();
      }
      mistake(
          line.number(),
          "%s '%s': expected a year of the Common Era, perhaps %d"
              .formatted(column, text, at.getYear() - BUDDHIST_ERA));
    } catch (DateTimeException e) {
      mistake(
          line.number(),
          "%s '%s': expected an instant with its offset, e.g. 2026-11-22T08:00+07:00"
              .formatted(column, text));
    }
    return null;
  }

  private void mistake(int line, String what) {
    mistakes.add(at(file, line) + what);
  }
}
