package city.sawang.local.export.view;

import java.time.LocalDate;
import java.time.OffsetDateTime;

/** Instants and dates as PostgreSQL prints them with DateStyle ISO. */
public final class PostgresTime {
  private static final String INFINITY = "infinity";
  private static final String MINUS_INFINITY = "-infinity";

  /** What DuckDB and others take for the infinite ends of time. */
  private static final long INFINITE_MICROS = Long.MAX_VALUE;

  private static final int DATE_LENGTH = "2026-11-22".length();

  private PostgresTime() {}

  /**
   * {@code 2026-11-22 19:30:00+07} becomes {@code 2026-11-22T19:30:00+07:00}; the infinite ends of
   * time stay as they are.
   */
  public static String iso(String printed) {
    if (printed.endsWith(INFINITY)) {
      return printed;
    }
    StringBuilder iso = new StringBuilder(printed.length() + 3).append(printed);
    int space = printed.indexOf(' ');
    iso.setCharAt(space, 'T');
    int sign = Math.max(printed.lastIndexOf('+'), printed.lastIndexOf('-'));
    if (printed.length() - sign == 3) {
      iso.append(":00");
    }
    return iso.toString();
  }

  /** Microseconds since the epoch. */
  public static long micros(String printed) {
    if (INFINITY.equals(printed)) {
      return INFINITE_MICROS;
    }
    if (MINUS_INFINITY.equals(printed)) {
      return -INFINITE_MICROS;
    }
    if (!printed.endsWith("+00") || printed.charAt(DATE_LENGTH) != ' ') {
      // Another zone, or a year of five digits: rare, and worth the slower way.
      var instant = OffsetDateTime.parse(iso(printed)).toInstant();
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / 1000);
    }
    long seconds =
        days(printed.substring(0, DATE_LENGTH)) * 86_400
            + digits(printed, 11, 13) * 3600
            + digits(printed, 14, 16) * 60
            + digits(printed, 17, 19);
    long micros = 0;
    int end = printed.length() - 3;
    if (end > 20) {
      micros = digits(printed, 20, end);
      for (int i = end - 20; i < 6; i++) {
        micros *= 10;
      }
    }
    return seconds * 1_000_000 + micros;
  }

  /** Days since the epoch. */
  public static long days(String printed) {
    return LocalDate.parse(printed).toEpochDay();
  }

  private static long digits(String text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }
}
