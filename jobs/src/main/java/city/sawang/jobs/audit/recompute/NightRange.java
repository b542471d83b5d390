package city.sawang.jobs.audit.recompute;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * The lighting nights that are recomputed, both included; a night runs from local noon to local
 * noon and has the name of its first day.
 *
 * @param first null: from the first reading on
 * @param last null: up to the last reading
 */
public record NightRange(LocalDate first, LocalDate last) {
  /** Everything. */
  public static final NightRange ALL = new NightRange(null, null);

  private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2200, 1, 1);

  public NightRange {
    if (first != null && last != null && last.isBefore(first)) {
      throw new IllegalArgumentException(
          "the period ends with the night of " + last + ", before it begins with that of " + first);
    }
  }

  /**
   * A night ({@code 2026-11-21}), or all nights that touch a month ({@code 2026-11}: the night of
   * 31 October ends in November).
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static NightRange parse(String text) {
    try {
      if (text.length() == "2026-11".length()) {
        YearMonth month = YearMonth.parse(text);
        return new NightRange(
            within(month.atDay(1), text).minusDays(1), within(month.atEndOfMonth(), text));
      }
      LocalDate night = night(text);
      return new NightRange(night, night);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(expected(text), e);
    }
  }

  /**
   * One night.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static LocalDate night(String text) {
    try {
      return within(LocalDate.parse(text), text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(expected(text), e);
    }
  }

  private static LocalDate within(LocalDate date, String text) {
    if (date.isBefore(EARLIEST) || date.isAfter(LATEST)) {
      throw new IllegalArgumentException(expected(text));
    }
    return date;
  }

  private static String expected(String text) {
    return "'" + text + "': expected a night such as 2026-11-21 or a month such as 2026-11";
  }

  /** Every night there is. */
  public boolean isAll() {
    return first == null && last == null;
  }

  /** Where it begins in a time zone, epoch milliseconds; {@link Long#MIN_VALUE} without begin. */
  long begin(ZoneId zone) {
    return first == null ? Long.MIN_VALUE : noon(first, zone);
  }

  /** Where it ends (exclusive), epoch milliseconds; {@link Long#MAX_VALUE} without end. */
  long end(ZoneId zone) {
    return last == null ? Long.MAX_VALUE : noon(last.plusDays(1), zone);
  }

  private static long noon(LocalDate date, ZoneId zone) {
    return date.atTime(LocalTime.NOON).atZone(zone).toInstant().toEpochMilli();
  }

  @Override
  public String toString() {
    if (isAll()) {
      return "all nights";
    }
    return first != null && first.equals(last)
        ? "the night of " + first
        : "the nights "
            + (first == null ? "" : "from " + first)
            + (last == null ? "" : (first == null ? "to " : " to ") + last);
  }
}
