package city.sawang.schemas.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises what a spreadsheet made of a value, and what it will make of one. */
public final class SpreadsheetTraces {
  private static final Pattern ROUNDED = Pattern.compile("-?\\d([.,]\\d+)?[eE]\\+\\d{1,3}");
  private static final Pattern ERROR =
      Pattern.compile("#(REF!|N/A|VALUE!|NAME\\?|DIV/0!|NUM!|NULL!|SPILL!|#+)|Err:\\d{3}");
  private static final Pattern SHORT_NUMBER = Pattern.compile("\\d{1,7}");
  private static final Pattern LONG_NUMBER = Pattern.compile("\\d{15}(\\d*)");
  private static final Pattern DAY_OF_YEAR =
      Pattern.compile(
          "(\\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(-\\d{2,4})?"
              + "|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\\d{2})");

  /** The wide forms too: some keyboards write them, and some spreadsheets obey them. */
  private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

  private SpreadsheetTraces() {}

  /** What a spreadsheet did to a value that is wrong, to be added to what was expected; or nothing. */
  public static String damage(String value) {
    if (ROUNDED.matcher(value).matches()) {
      return "; a spreadsheet has rounded a long number to this: its digits are lost, take them from the source and"
          + " format the column as text";
    }
    return ERROR.matcher(value).matches() ? "; this is an error of a spreadsheet's formula" : "";
  }

  /** Why digits are no id, when a spreadsheet may have cut them; or nothing. */
  public static String lostZeros(String id) {
    return SHORT_NUMBER.matcher(id).matches()
        ? "; a spreadsheet drops leading zeros: format the column as text, or begin the id with a letter"
        : "";
  }

  /** Why a sound id may be no longer the one that was typed. */
  public static Optional<String> suspicion(String id) {
    var digits = LONG_NUMBER.matcher(id);
    if (digits.matches() && !digits.group(1).isEmpty() && digits.group(1).matches("0+")) {
      return Optional.of(
          "the digits of the device: a spreadsheet keeps 15 and makes the others 0, compare them with the source");
    }
    return DAY_OF_YEAR.matcher(id.toLowerCase(Locale.ROOT)).matches()
        ? Optional.of(
            "the id as it was typed: a spreadsheet makes dates of ids such as 1-3, compare it with the source")
        : Optional.empty();
  }

  /** Whether a spreadsheet that opens the text in a cell takes it for a formula. */
  public static boolean isFormula(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
  }
}
