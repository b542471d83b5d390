package city.sawang.ingest.decode;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Decimal text to scaled integer, exactly and never through a double: {@code 41.7} at scale 3 is
 * 41700. Digits beyond the scale are rounded half-even.
 */
final class ScaledDecimal {
  /** The number is beyond the largest double: other readers would make Infinity of it. */
  static final long NOT_FINITE = Long.MIN_VALUE;

  /** Results saturate here, so that a range check sees them as too large. */
  static final long MAX = Long.MAX_VALUE;

  private static final int MAX_FAST_DIGITS = 18;
  private static final int LARGEST_EXPONENT = 100_000;
  private static final long[] POWER_OF_TEN = new long[19];

  static {
    POWER_OF_TEN[0] = 1;
    for (int i = 1; i < POWER_OF_TEN.length; i++) {
      POWER_OF_TEN[i] = 10 * POWER_OF_TEN[i - 1];
    }
  }

  private ScaledDecimal() {}

  /**
   * @param text characters of a JSON number; the caller has checked the grammar
   * @param scale decimal places of the result
   * @param factor what one unit of the text counts in units of the result, before scaling
   * @return the scaled value, ±{@link #MAX} when it does not fit, {@link #NOT_FINITE}
   */
  static long parse(char[] text, int offset, int length, int scale, int factor) {
    int end = offset + length;
    int i = offset;
    boolean negative = text[i] == '-';
    if (negative) {
      i++;
    }
    long mantissa = 0;
    int digits = 0;
    int fraction = 0;
    boolean inFraction = false;
    int exponent = 0;
    for (; i < end; i++) {
      char c = text[i];
      if (c == '.') {
        inFraction = true;
      } else if (c == 'e' || c == 'E') {
        exponent = exponent(text, i + 1, end);
        break;
      } else {
        if (digits > 0 || c != '0') {
          digits++;
        }
        if (digits <= MAX_FAST_DIGITS) {
          mantissa = 10 * mantissa + (c - '0');
        }
        if (inFraction) {
          fraction++;
        }
      }
    }
    if (digits == 0) {
      return 0;
    }
    int magnitude = digits + exponent - fraction;
    if (magnitude > 308
        && Double.isInfinite(Double.parseDouble(new String(text, offset, length)))) {
      return NOT_FINITE;
    }
    if (magnitude > MAX_FAST_DIGITS + 1) {
      return negative ? -MAX : MAX;
    }
    if (magnitude + scale < -MAX_FAST_DIGITS) {
      return 0;
    }
    if (digits > MAX_FAST_DIGITS || mantissa > Long.MAX_VALUE / factor) {
      return exactly(new BigDecimal(text, offset, length), scale, factor);
    }
    long value = shift(mantissa * factor, scale + exponent - fraction);
    return negative ? -value : value;
  }

  /** As {@link #parse}, for a number that is no longer text. */
  static long exactly(BigDecimal value, int scale, int factor) {
    if (value.signum() == 0) {
      return 0;
    }
    long magnitude = (long) value.precision() - value.scale();
    if (magnitude > 310) {
      return NOT_FINITE;
    }
    if (magnitude > MAX_FAST_DIGITS + 1) {
      return value.signum() < 0 ? -MAX : MAX;
    }
    if (magnitude + scale < -MAX_FAST_DIGITS) {
      return 0;
    }
    BigDecimal scaled =
        value
            .multiply(BigDecimal.valueOf(factor))
            .movePointRight(scale)
            .setScale(0, RoundingMode.HALF_EVEN);
    if (scaled.abs().compareTo(BigDecimal.valueOf(MAX)) > 0) {
      return value.signum() < 0 ? -MAX : MAX;
    }
    return scaled.longValueExact();
  }

  private static int exponent(char[] text, int from, int end) {
    int i = from;
    boolean negative = text[i] == '-';
    if (negative || text[i] == '+') {
      i++;
    }
    int value = 0;
    for (; i < end; i++) {
      value = Math.min(LARGEST_EXPONENT, 10 * value + (text[i] - '0'));
    }
    return negative ? -value : value;
  }

  private static long shift(long value, int places) {
    if (places >= 0) {
      if (places > MAX_FAST_DIGITS || value > MAX / POWER_OF_TEN[places]) {
        return MAX;
      }
      return value * POWER_OF_TEN[places];
    }
    if (-places > MAX_FAST_DIGITS) {
      // At most 19 digits are left of the point of a number below one half.
      return -places == MAX_FAST_DIGITS + 1 && value > 5 * POWER_OF_TEN[MAX_FAST_DIGITS] ? 1 : 0;
    }
    long divisor = POWER_OF_TEN[-places];
    long quotient = value / divisor;
    long remainder = value - quotient * divisor;
    long half = divisor / 2;
    boolean up = remainder > half || (remainder == half && (quotient & 1) == 1);
    return up ? quotient + 1 : quotient;
  }
}
