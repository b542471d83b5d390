package city.sawang.jobs.metering.input;

import java.math.BigInteger;

/** Integer arithmetic that neither overflows nor rounds silently. */
public final class ExactMath {
  /** mW·ms in one mWh. */
  public static final long MILLIS_PER_HOUR = 3_600_000L;

  private ExactMath() {}

  /**
   * a·b/c rounded down, exact also when the product leaves 64 bits.
   *
   * @param a ≥ 0
   * @param b ≥ 0
   * @param c > 0
   */
  public static long mulDiv(long a, long b, long c) {
    long low = a * b;
    if (Math.multiplyHigh(a, b) == 0 && low >= 0) {
      return low / c;
    }
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .divide(BigInteger.valueOf(c))
        .longValueExact();
  }
}
