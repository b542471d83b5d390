package city.sawang.schemas.registry;

import city.sawang.schemas.Identifiers;
import city.sawang.schemas.text.DateReadings;
import city.sawang.schemas.text.NearMatch;
import city.sawang.schemas.text.NumberReadings;
import city.sawang.schemas.text.SpreadsheetTraces;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A value of a registry file with the place where it stands. The reading methods answer null when the value is
 * absent or wrong; a wrong one has then been reported.
 */
final class LocatedValue {
  /** Ids of cities: a directory name and a level of an MQTT topic. */
  private static final Pattern CITY = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /** A spreadsheet's arithmetic writes up to 17 digits: 100.78459899999999. */
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}(\\.\\d{1,17})?");

  private static final Map<String, Boolean> TRUTH =
      Map.of(
          "true", true, "yes", true, "y", true, "1", true, "false", false, "no", false, "n", false,
          "0", false);
  private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2100, 1, 1);

  private final RegistryMistakes mistakes;
  private final String file;
  private final int line;
  private final String column;
  private final String text;

  /**
   * @param text what stands there; null: nothing
   */
  LocatedValue(RegistryMistakes mistakes, String file, int line, String column, String text) {
    this.mistakes = mistakes;
    this.file = file;
    this.line = line;
    this.column = column;
    this.text = text;
  }

  String file() {
    return file;
  }

  int line() {
    return line;
  }

  String column() {
    return column;
  }

  /** What stands there, as it is written; null: nothing. */
  String text() {
    return text;
  }

  boolean isAbsent() {
    return text == null;
  }

  void refuse(String expectation) {
    mistakes.add(this, expectation + (isAbsent() ? "" : SpreadsheetTraces.damage(text)));
  }

  void warn(String expectation) {
    mistakes.warn(this, expectation);
  }

  /** The id of a deployment, feeder or lamp. */
  String nameIdentifier() {
    return identifier(Identifiers::nameObjection);
  }

  /** The id of a controller or meter. */
  String deviceIdentifier() {
    return identifier(Identifiers::deviceObjection);
  }

  String cityIdentifier() {
    String id = nameIdentifier();
    if (id != null && !CITY.matcher(id).matches()) {
      refuse("lower-case letters, digits and single hyphens, e.g. chiang-mai");
      return null;
    }
    return id;
  }

  /** Text for people; Thai is welcome, control characters are not. */
  String words(int longest) {
    String words =
        read(
            "1 to " + longest + " characters of text without line breaks",
            value -> {
              require(value.codePointCount(0, value.length()) <= longest);
              require(value.codePoints().noneMatch(Character::isISOControl));
              return value;
            });
    if (words != null) {
      warnOfFormula();
      if (Identifiers.isTakenForSomethingElse(words)) {
        warn(
            "a text that no reader of CSV files takes for a missing value or a number, as they take Nan and N/A; what is"
                + " not known stays empty");
      }
    }
    return words;
  }

  /**
   * @param lowest inclusive
   * @param highest inclusive
   */
  BigDecimal decimal(String unit, String lowest, String highest) {
    return decimal(unit, lowest, highest, "");
  }

  /**
   * @param lowest inclusive
   * @param highest inclusive
   * @param hint added to the expectation
   */
  BigDecimal decimal(String unit, String lowest, String highest, String hint) {
    BigDecimal least = new BigDecimal(lowest);
    BigDecimal most = new BigDecimal(highest);
    return read(
        "a number from "
            + lowest
            + " to "
            + highest
            + (unit.isEmpty() ? "" : " " + unit)
            + hint
            + (isAbsent() ? "" : NumberReadings.suggestion(text, least, most)),
        value -> {
          require(DECIMAL.matcher(value).matches());
          BigDecimal number = new BigDecimal(value);
          require(number.compareTo(least) >= 0 && number.compareTo(most) <= 0);
          return number;
        });
  }

  /** The number that stands here, whatever its size and without reporting anything. */
  Optional<BigDecimal> number() {
    return Optional.ofNullable(text)
        .filter(value -> DECIMAL.matcher(value).matches())
        .map(BigDecimal::new);
  }

  Integer integer(String unit, int lowest, int highest) {
    BigDecimal least = BigDecimal.valueOf(lowest);
    BigDecimal most = BigDecimal.valueOf(highest);
    BigDecimal number =
        read(
            "a whole number from "
                + lowest
                + " to "
                + highest
                + (unit.isEmpty() ? "" : " " + unit)
                + (isAbsent() ? "" : NumberReadings.suggestion(text, least, most)),
            value -> {
              require(DECIMAL.matcher(value).matches());
              BigDecimal whole = new BigDecimal(value).stripTrailingZeros();
              require(whole.scale() <= 0);
              require(whole.compareTo(least) >= 0 && whole.compareTo(most) <= 0);
              return whole;
            });
    return number == null ? null : Integer.valueOf(number.intValueExact());
  }

  Boolean bool() {
    return read(
        "true or false (yes, no, 1, 0 and capitals are read as well)",
        value -> {
          Boolean truth = TRUTH.get(value.toLowerCase(Locale.ROOT));
          require(truth != null);
          return truth;
        });
  }

  <E extends Enum<E>> E oneOf(Class<E> type) {
    var names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    return isAbsent()
        ? null
        : read(
            NearMatch.oneOf(text, names),
            value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT)));
  }

  LocalDate date() {
    return isAbsent() ? null : read(dateExpectation(), LocatedValue::plausibleDate);
  }

  /**
   * Refuses the date that stands here when it is earlier than another one.
   *
   * @param date what stands here; null: nothing, or no date
   * @param column where the other date stands
   * @param earliest the other date, or null
   */
  void requireNotBefore(LocalDate date, String column, LocalDate earliest) {
    if (date != null && earliest != null && date.isBefore(earliest)) {
      refuse("a date not before " + column + ", " + earliest);
    }
  }

  /** An instant with its offset, or a date: then its first moment in the city. */
  Instant instant(ZoneId zone) {
    if (isAbsent()) {
      return null;
    }
    return text.indexOf('T') < 0 && text.indexOf(':') < 0
        ? read(dateExpectation(), value -> plausibleDate(value).atStartOfDay(zone).toInstant())
        : read(
            "a date, or date and time with offset such as 2026-11-22T19:30:00+07:00"
                + DateReadings.suggestion(text),
            value -> {
              OffsetDateTime time = OffsetDateTime.parse(value);
              plausibleDate(time.toLocalDate().toString());
              return time.toInstant();
            });
  }

  ZoneId zone() {
    return read("a time zone by its IANA name, e.g. Asia/Bangkok", LocatedValue::namedZone);
  }

  LampSchedule schedule() {
    if (isAbsent()) {
      return null;
    }
    try {
      return LampSchedule.parse(text);
    } catch (IllegalArgumentException e) {
      refuse(
          "a schedule such as 'dusk-to-dawn 100%; 23:00 60%; 05:00 100%'; part " + e.getMessage());
      return null;
    }
  }

  private String identifier(Function<String, Optional<String>> objectionOf) {
    if (isAbsent()) {
      return null;
    }
    Optional<String> expected = objectionOf.apply(text);
    if (expected.isPresent()) {
      refuse(expected.get() + SpreadsheetTraces.lostZeros(text));
      return null;
    }
    warnOfFormula();
    SpreadsheetTraces.suspicion(text).ifPresent(this::warn);
    return text;
  }

  private <T> T read(String expectation, Function<String, T> reader) {
    if (isAbsent()) {
      return null;
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      refuse(expectation);
      return null;
    }
  }

  private String dateExpectation() {
    return "a date such as 2022-06-30 between 1990 and 2100" + DateReadings.suggestion(text);
  }

  private void warnOfFormula() {
    if (SpreadsheetTraces.isFormula(text)) {
      warn(
          "a text that does not begin with "
              + text.charAt(0)
              + ", which a spreadsheet takes for a formula; exports with --excel put a ' before it");
    }
  }

  private static LocalDate plausibleDate(String value) {
    LocalDate date = LocalDate.parse(value);
    require(!date.isBefore(EARLIEST) && date.isBefore(LATEST));
    return date;
  }

  private static ZoneId namedZone(String value) {
    // Offsets such as +07:00 are zones to Java; a city has a name for its time.
    require(ZoneId.getAvailableZoneIds().contains(value));
    return ZoneId.of(value);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException();
    }
  }
}
