package city.sawang.local.export.file;

import city.sawang.schemas.text.SpreadsheetTraces;
import java.util.regex.Pattern;

/**
 * Writes values so that a spreadsheet shows them as they are. What it would take for a formula, a number or a date gets
 * an apostrophe in front, which it shows; so does a text that begins with one: take away the first and the value is
 * back.
 */
final class ExcelCells {
  static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char SHIELD = '\'';

  /** A spreadsheet keeps so many digits of a number. */
  private static final int DIGITS_KEPT = 15;

  private static final int SECONDS_LENGTH = "2026-11-22 19:30:00".length();

  private static final Pattern TAKEN_FOR_ANOTHER =
      Pattern.compile(
          "\\s*(\\(?[$€£¥฿]?[0-9][0-9.,\\s]*([eE][+-]?[0-9]+)?\\s*[%)]?" // number, money, per cent
              + "|[0-9]{1,4}\\s*[-/.:]\\s*[0-9]{1,4}(\\s*[-/.:]\\s*[0-9.]+)?.*" // date, time,
              // fraction
              + "|[0-9]{1,4}[-/ ]?[A-Za-z]{3,9}([-/ ]?[0-9]{1,4})?|[A-Za-z]{3,9}[-/ ][0-9]{1,4}" // 1-Mar, Mar-01
              + "|[.,][0-9]+|true|false)\\s*",
          Pattern.CASE_INSENSITIVE);

  private ExcelCells() {}

  static String text(String value) {
    boolean shielded =
        SpreadsheetTraces.isFormula(value)
            || (!value.isEmpty() && value.charAt(0) == SHIELD)
            || TAKEN_FOR_ANOTHER.matcher(value).matches();
    return shielded ? SHIELD + value : value;
  }

  /** A number; one of more digits than a spreadsheet keeps is written as text. */
  static String number(String value) {
    long digits = value.chars().filter(c -> c >= '0' && c <= '9').count();
    return digits > DIGITS_KEPT ? SHIELD + value : value;
  }

  /** {@code 2026-11-22 19:30:00}: the local time, whole seconds, which a spreadsheet knows as a time. */
  static String instant(String printed) {
    return printed.length() > SECONDS_LENGTH && printed.charAt(10) == ' '
        ? printed.substring(0, SECONDS_LENGTH)
        : SHIELD + printed;
  }
}
