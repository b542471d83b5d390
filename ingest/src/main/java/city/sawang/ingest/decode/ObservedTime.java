package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.OUT_OF_RANGE;
import static city.sawang.schemas.ReasonCode.TIME_IN_FUTURE;
import static city.sawang.schemas.ReasonCode.TIME_TOO_OLD;
import static city.sawang.schemas.ReasonCode.TIME_WITHOUT_ZONE;
import static city.sawang.schemas.ReasonCode.WRONG_TYPE;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The time at which a device measured: ISO 8601 with an offset, or epoch milliseconds. A local time
 * without a zone is refused: seven hours of guessing would bend every night.
 */
public final class ObservedTime {
  /** Devices that boot without a clock report 2000-01-01; nothing of ours is older than this. */
  static final long OLDEST_MILLIS = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

  /** A device's clock may be this much ahead of the bridge's. */
  static final long FUTURE_MILLIS = 5 * 60_000L;

  private static final String EXPECTED = "expected ISO 8601 with an offset, or epoch milliseconds";
  private static final long DAY_MILLIS = 86_400_000L;

  private ObservedTime() {}

  /**
   * @return {@code millis} itself
   * @throws Refusal TIME_TOO_OLD before 2020, TIME_IN_FUTURE more than 5 minutes after receipt
   */
  static long plausible(long millis, long receivedAtMillis) throws Refusal {
    if (millis < OLDEST_MILLIS) {
      throw new Refusal(
          TIME_TOO_OLD,
          "observedAt is "
              + instantText(millis)
              + ", expected 2020-01-01T00:00:00Z or later (epoch times are milliseconds)");
    }
    if (millis > receivedAtMillis + FUTURE_MILLIS) {
      throw Refusal.ofTime(
          TIME_IN_FUTURE,
          "observedAt is "
              + instantText(millis)
              + ", more than 5 minutes after it was received at "
              + Instant.ofEpochMilli(receivedAtMillis),
          millis);
    }
    return millis;
  }

  private static String instantText(long millis) {
    // An Instant of the far future prints a dozen digits; the number says as much.
    return Math.abs(millis) < 253_402_300_800_000L
        ? Instant.ofEpochMilli(millis).toString()
        : millis + " ms";
  }

  /**
   * @return epoch milliseconds; digits beyond the millisecond are cut off
   * @throws Refusal WRONG_TYPE when it is no timestamp, OUT_OF_RANGE when there is no such date or
   *     time, TIME_WITHOUT_ZONE
   */
  public static long parse(String text) throws Refusal {
    Cursor at = new Cursor(text);
    int year = at.digits(4);
    at.expect('-');
    int month = at.digits(2);
    at.expect('-');
    int day = at.digits(2);
    if (at.atEnd()) {
      throw withoutZone(text);
    }
    at.expect('T');
    int hour = at.digits(2);
    at.expect(':');
    int minute = at.digits(2);
    int second = 0;
    int millis = 0;
    if (at.accept(':')) {
      second = at.digits(2);
      if (at.accept('.') || at.accept(',')) {
        millis = at.millis();
      }
    }
    if (at.atEnd()) {
      throw withoutZone(text);
    }
    long offsetMinutes = at.offsetMinutes();
    if (hour > 23 || minute > 59 || second > 59 || Math.abs(offsetMinutes) > 18 * 60) {
      throw new Refusal(OUT_OF_RANGE, "observedAt " + Refusal.quote(text) + " is no time of day");
    }
    try {
      return LocalDate.of(year, month, day).toEpochDay() * DAY_MILLIS
          + ((hour * 60L + minute - offsetMinutes) * 60 + second) * 1000
          + millis;
    } catch (DateTimeException e) {
      throw new Refusal(OUT_OF_RANGE, "observedAt " + Refusal.quote(text) + " is no calendar date");
    }
  }

  private static Refusal withoutZone(String text) {
    return new Refusal(
        TIME_WITHOUT_ZONE, "observedAt " + Refusal.quote(text) + " has no offset; " + EXPECTED);
  }

  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    boolean atEnd() {
      return at == text.length();
    }

    boolean accept(char c) {
      if (at < text.length() && Character.toUpperCase(text.charAt(at)) == c) {
        at++;
        return true;
      }
      return false;
    }

    void expect(char c) throws Refusal {
      if (!accept(c)) {
        throw noTimestamp();
      }
    }

    int digits(int count) throws Refusal {
      int value = 0;
      for (int i = 0; i < count; i++) {
        if (at == text.length() || text.charAt(at) < '0' || text.charAt(at) > '9') {
          throw noTimestamp();
        }
        value = 10 * value + (text.charAt(at++) - '0');
      }
      return value;
    }

    int millis() throws Refusal {
      int value = 0;
      int count = 0;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        if (count++ < 3) {
          value = 10 * value + (text.charAt(at) - '0');
        }
        at++;
      }
      if (count == 0) {
        throw noTimestamp();
      }
      return count == 1 ? 100 * value : count == 2 ? 10 * value : value;
    }

    long offsetMinutes() throws Refusal {
      if (accept('Z')) {
        if (!atEnd()) {
          throw noTimestamp();
        }
        return 0;
      }
      boolean west = accept('-');
      if (!west) {
        expect('+');
      }
      int hours = digits(2);
      int minutes = 0;
      if (!atEnd()) {
        accept(':');
        minutes = digits(2);
      }
      if (!atEnd() || minutes > 59) {
        throw noTimestamp();
      }
      int offset = hours * 60 + minutes;
      return west ? -offset : offset;
    }

    private Refusal noTimestamp() {
      return new Refusal(
          WRONG_TYPE, "observedAt " + Refusal.quote(text) + " is no timestamp; " + EXPECTED);
    }
  }
}
