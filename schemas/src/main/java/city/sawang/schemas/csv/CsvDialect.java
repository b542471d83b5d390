package city.sawang.schemas.csv;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out how a spreadsheet wrote a table: with commas, with semicolons where the comma is the decimal sign, or with
 * tabs. The header line decides, by the names that are expected in it.
 *
 * @param declared whether the first line is {@code sep=;}, which Excel understands
 */
public record CsvDialect(char delimiter, boolean declared) {
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t');

  /**
   * @param names of columns, one of which the header line should have
   */
  public static CsvDialect of(String text, Collection<String> names) {
    Optional<CsvDialect> declared = firstLineDeclares(text);
    if (declared.isPresent()) {
      return declared.get();
    }
    char best = ',';
    long most = 0;
    for (char delimiter : DELIMITERS) {
      long found = namesFound(text, delimiter, names);
      if (found > most) {
        most = found;
        best = delimiter;
      }
    }
    return new CsvDialect(best, false);
  }

  /** A column's name as it is written in the documentation: {@code Lamp ID} is lamp_id. */
  public static String columnName(String header) {
    var name = new StringBuilder();
    for (char c : Blanks.strip(header).toLowerCase(Locale.ROOT).toCharArray()) {
      name.append(Blanks.isBlank(c) || c == '-' ? '_' : c);
    }
    return name.toString();
  }

  /** What to call the delimiter in a sentence. */
  public String delimiterName() {
    return switch (delimiter) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      default -> "tabs";
    };
  }

  private static Optional<CsvDialect> firstLineDeclares(String text) {
    String prefix = "sep=";
    if (!text.regionMatches(true, 0, prefix, 0, prefix.length())
        || text.length() <= prefix.length()) {
      return Optional.empty();
    }
    char delimiter = text.charAt(prefix.length());
    int end = prefix.length() + 1;
    boolean alone = end == text.length() || text.charAt(end) == '\n' || text.charAt(end) == '\r';
    return alone && DELIMITERS.contains(delimiter)
        ? Optional.of(new CsvDialect(delimiter, true))
        : Optional.empty();
  }

  private static long namesFound(String text, char delimiter, Collection<String> names) {
    return CsvLines.first(text, delimiter).stream()
        .filter(value -> names.contains(columnName(value)))
        .count();
  }
}
