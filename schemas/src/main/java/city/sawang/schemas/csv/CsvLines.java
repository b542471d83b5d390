package city.sawang.schemas.csv;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a CSV text (RFC 4180 with any delimiter) into lines of values. Blanks around values fall away; a value in
 * quotes may hold delimiters, doubled quotes and line breaks. Lines end with LF, CRLF or CR.
 */
public final class CsvLines {
  private static final char QUOTE = '"';
  private static final int END = -1;

  private final String text;
  private final char delimiter;
  private int at;
  private int line = 1;

  private CsvLines(String text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  /**
   * A line of the file.
   *
   * @param number of the line on which it begins, counted from 1
   * @param values without quotes and without blanks around them
   */
  public record CsvLine(int number, List<String> values) {
    /** Whether nothing stands in it, as in the lines of commas below a table. */
    public boolean isBlank() {
      return values.stream().allMatch(String::isEmpty);
    }
  }

  /**
   * What could be read.
   *
   * @param lines up to the first that cannot be read, blank ones left out
   * @param broken where reading ended early; empty when it did not
   */
  public record Split(List<CsvLine> lines, List<Broken> broken) {}

  /**
   * A quote that has no partner, or is followed by text.
   *
   * @param column counted from 0
   */
  public record Broken(int line, int column, String value, String expectation) {}

  /** Splits a whole text. */
  public static Split split(String text, char delimiter) {
    return new CsvLines(text, delimiter).split(Integer.MAX_VALUE);
  }

  /** The values of the first line that is not blank; empty when there is none. */
  static List<String> first(String text, char delimiter) {
    return new CsvLines(text, delimiter)
        .split(1).lines().stream().findFirst().map(CsvLine::values).orElse(List.of());
  }

  private Split split(int most) {
    var lines = new ArrayList<CsvLine>();
    while (peek() != END && lines.size() < most) {
      int begin = line;
      var values = new ArrayList<String>();
      do {
        int valueLine = line;
        try {
          values.add(value());
        } catch (BrokenQuote e) {
          return new Split(
              lines, List.of(new Broken(valueLine, values.size(), e.value, e.expectation)));
        }
      } while (tookDelimiter());
      takeLineBreak();
      var one = new CsvLine(begin, values);
      if (!one.isBlank()) {
        lines.add(one);
      }
    }
    return new Split(lines, List.of());
  }

  private static final class BrokenQuote extends Exception {
    private static final long serialVersionUID = 1;
    private final String value;
    private final String expectation;

    BrokenQuote(String value, String expectation) {
      super(expectation, null, false, false);
      this.value = value;
      this.expectation = expectation;
    }
  }

  private String value() throws BrokenQuote {
    skipBlanks();
    return peek() == QUOTE ? quoted() : plain();
  }

  private String plain() {
    int begin = at;
    while (!atEndOfValue()) {
      at++;
    }
    return Blanks.strip(text.substring(begin, at));
  }

  private String quoted() throws BrokenQuote {
    at++;
    var value = new StringBuilder();
    while (peek() != END) {
      char c = text.charAt(at);
      if (c == QUOTE) {
        at++;
        if (peek() != QUOTE) {
          skipBlanks();
          if (atEndOfValue()) {
            return Blanks.strip(value.toString());
          }
          throw new BrokenQuote(
              value.toString(), "quotes in pairs around a value, and a quote inside it doubled");
        }
      }
      countLine(c);
      value.append(c);
      at++;
    }
    throw new BrokenQuote(
        value.toString(),
        "a closing quote: the one that opens here has none until the end of the file");
  }

  private boolean tookDelimiter() {
    if (peek() != delimiter) {
      return false;
    }
    at++;
    return true;
  }

  private void takeLineBreak() {
    if (peek() == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
      at++;
    }
    if (peek() != END) {
      at++;
      line++;
    }
  }

  private void countLine(char c) {
    boolean beforeLineFeed = c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
    if (c == '\n' || (c == '\r' && !beforeLineFeed)) {
      line++;
    }
  }

  private void skipBlanks() {
    while (!atEndOfValue() && Blanks.isBlank(text.charAt(at))) {
      at++;
    }
  }

  private boolean atEndOfValue() {
    int c = peek();
    return c == END || c == delimiter || c == '\n' || c == '\r';
  }

  /** The next character; {@link #END} behind the last. */
  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }
}
