package city.sawang.schemas.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the dates that somebody may have meant who did not write ISO 8601: in every order of day, month and year, of the
 * Common and of the Buddhist era, with names of months, or as the day number of a spreadsheet. It only ever suggests:
 * 01/05/2567 is two dates, and who wrote it must say which.
 */
public final class DateReadings {
  private static final int BUDDHIST_ERA = 543;
  private static final int FIRST_YEAR = 1990;
  private static final int LAST_YEAR = 2099;

  /** A year of two digits is of the recent past or the near future. */
  private static final int LAST_SHORT_YEAR = 2050;

  private static final int MOST_SUGGESTIONS = 4;
  private static final LocalDate DAY_ZERO = LocalDate.of(1899, 12, 30);

  private static final Pattern TIME_OF_DAY =
      Pattern.compile("[Tt ]\\s*\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?\\s*(Z|[+-]\\d{2}:?\\d{2})?$");
  private static final Pattern DAY_NUMBER = Pattern.compile("\\d{5,6}(\\.\\d{1,15})?");
  private static final Pattern EIGHT_DIGITS = Pattern.compile("\\d{8}");
  private static final Pattern THREE_NUMBERS =
      Pattern.compile("(\\d{1,4})[-/., ]+(\\d{1,4})[-/., ]+(\\d{1,4})");
  private static final Pattern ERA =
      Pattern.compile("พ\\.?ศ\\.?|ค\\.?ศ\\.?|\\bB\\.?E\\.?|\\bA\\.?D\\.?");

  /** A month by name becomes its number with this mark, so that it is no day. */
  private static final String MONTH_MARK = "m";

  private static final Pattern MONTH_IN_THE_MIDDLE =
      Pattern.compile("(\\d{1,2})[-/., ]*m(\\d{1,2})[-/., ]*(\\d{4}|\\d{2})");
  private static final Pattern MONTH_AHEAD =
      Pattern.compile("m(\\d{1,2})[-/., ]*(\\d{1,2})[-/., ]+(\\d{4}|\\d{2})");

  private static final List<String> MONTHS =
      List.of(
          "มกราคม|ม.ค.|มค.|january|jan",
          "กุมภาพันธ์|ก.พ.|กพ.|february|feb",
          "มีนาคม|มี.ค.|มีค.|march|mar",
          "เมษายน|เม.ย.|เมย.|april|apr",
          "พฤษภาคม|พ.ค.|พค.|may",
          "มิถุนายน|มิ.ย.|มิย.|june|jun",
          "กรกฎาคม|ก.ค.|กค.|july|jul",
          "สิงหาคม|ส.ค.|สค.|august|aug",
          "กันยายน|ก.ย.|กย.|september|sept|sep",
          "ตุลาคม|ต.ค.|ตค.|october|oct",
          "พฤศจิกายน|พ.ย.|พย.|november|nov",
          "ธันวาคม|ธ.ค.|ธค.|december|dec");

  private final Map<LocalDate, String> found = new TreeMap<>();

  private DateReadings() {}

  /** The dates that a text may mean; empty when it means none, or is one. */
  public static List<LocalDate> of(String text) {
    return List.copyOf(read(text).keySet());
  }

  /** {@code "; it would be 2024-05-01 (day first, 2567 of the Buddhist era)"}, or nothing. */
  public static String suggestion(String text) {
    String readings =
        read(text).entrySet().stream()
            .limit(MOST_SUGGESTIONS)
            .map(reading -> reading.getKey() + " (" + reading.getValue() + ")")
            .collect(Collectors.joining(", or "));
    return readings.isEmpty() ? "" : "; it would be " + readings;
  }

  private static Map<LocalDate, String> read(String text) {
    var readings = new DateReadings();
    String plain = TIME_OF_DAY.matcher(AsciiDigits.of(text).strip()).replaceFirst("").strip();
    readings.dayNumber(plain);
    readings.eightDigits(plain);
    readings.named(plain);
    readings.numbers(ERA.matcher(plain).replaceAll("").strip());
    return readings.found;
  }

  private void dayNumber(String text) {
    if (!DAY_NUMBER.matcher(text).matches()) {
      return;
    }
    LocalDate day = DAY_ZERO.plusDays((long) Double.parseDouble(text));
    if (day.getYear() > LAST_YEAR) {
      day = day.minusYears(BUDDHIST_ERA);
    }
    if (inRange(day)) {
      found.putIfAbsent(day, "a spreadsheet's day number");
    }
  }

  private void eightDigits(String text) {
    if (EIGHT_DIGITS.matcher(text).matches()) {
      int first = number(text.substring(0, 4));
      int last = number(text.substring(4));
      add("year first", text.substring(0, 4), last / 100, last % 100);
      add("day first", text.substring(4), first % 100, first / 100);
      add("month first", text.substring(4), first / 100, first % 100);
    }
  }

  private void numbers(String text) {
    Matcher matcher = THREE_NUMBERS.matcher(text);
    if (!matcher.matches()) {
      return;
    }
    String first = matcher.group(1);
    String last = matcher.group(3);
    int a = number(first);
    int b = number(matcher.group(2));
    int c = number(last);
    if (isYear(first) && last.length() <= 2) {
      add("year first", first, b, c);
      if (found.isEmpty()) {
        add("year first, then the day", first, c, b);
      }
    }
    if (isYear(last) && first.length() <= 2) {
      add("day first", last, b, a);
      add("month first", last, a, b);
    }
  }

  private void named(String text) {
    String numbered = text.toLowerCase(Locale.ROOT);
    for (int month = 0; month < MONTHS.size(); month++) {
      for (String name : MONTHS.get(month).split("\\|")) {
        numbered = numbered.replace(name, MONTH_MARK + (month + 1) + " ");
      }
    }
    numbered =
        ERA.matcher(numbered.toUpperCase(Locale.ROOT)).replaceAll("").toLowerCase(Locale.ROOT);
    Matcher middle = MONTH_IN_THE_MIDDLE.matcher(numbered.strip());
    Matcher ahead = MONTH_AHEAD.matcher(numbered.strip());
    if (middle.matches()) {
      add("", middle.group(3), number(middle.group(2)), number(middle.group(1)));
    } else if (ahead.matches()) {
      add("", ahead.group(3), number(ahead.group(1)), number(ahead.group(2)));
    }
  }

  /** Every year that the digits may mean, with the day and month where such a day exists. */
  private void add(String order, String digits, int month, int day) {
    int year = number(digits);
    if (digits.length() > 2) {
      add(order, "", year, month, day, LAST_YEAR);
      add(order, era(year), year - BUDDHIST_ERA, month, day, LAST_YEAR);
    } else {
      int buddhist = 2500 + year;
      add(order, era(buddhist), buddhist - BUDDHIST_ERA, month, day, LAST_SHORT_YEAR);
      add(order, "year " + (2000 + year), 2000 + year, month, day, LAST_SHORT_YEAR);
      add(order, "year " + (1900 + year), 1900 + year, month, day, LAST_SHORT_YEAR);
    }
  }

  private void add(String order, String era, int year, int month, int day, int lastYear) {
    if (year < FIRST_YEAR || year > lastYear) {
      return;
    }
    try {
      String how =
          Arrays.asList(order, era).stream()
              .filter(one -> !one.isEmpty())
              .collect(Collectors.joining(", "));
      found.merge(
          LocalDate.of(year, month, day), how.isEmpty() ? "by ISO 8601" : how, (old, same) -> old);
    } catch (DateTimeException noSuchDay) {
      // Not this order, then.
    }
  }

  private static String era(int buddhistYear) {
    return "year " + buddhistYear + " of the Buddhist era";
  }

  private static boolean isYear(String digits) {
    return digits.length() == 4 || digits.length() == 2;
  }

  private static boolean inRange(LocalDate day) {
    return day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR;
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }
}
