package city.sawang.jobs.measures;

/**
 * Counts who carries which flag, so that flags add up and can be taken away again as energy can:
 * eight counts of up to 127 in one number. A count below zero stands for flags that were never
 * added, because an earlier version did not know them.
 */
public final class FlagCounts {
  /** How many flags two numbers can count. */
  public static final int MOST_FLAGS = 16;

  private static final int FLAGS_PER_NUMBER = 8;
  private static final int BITS = 8;

  private FlagCounts() {}

  /** The measures of one meter whose flags are {@code bits}. */
  public static Measures with(Measures measures, int bits) {
    return bits == 0
        ? measures
        : measures
            .with(Measure.METER_FLAGS_LOW, counts(bits))
            .with(Measure.METER_FLAGS_HIGH, counts(bits >> FLAGS_PER_NUMBER));
  }

  /** The flags that at least one meter carries, as bits. */
  public static int bits(Measures measures) {
    return bits(measures.get(Measure.METER_FLAGS_LOW))
        | bits(measures.get(Measure.METER_FLAGS_HIGH)) << FLAGS_PER_NUMBER;
  }

  private static long counts(int bits) {
    long counts = 0;
    for (int flag = 0; flag < FLAGS_PER_NUMBER; flag++) {
      counts |= (long) (bits >> flag & 1) << flag * BITS;
    }
    return counts;
  }

  private static int bits(long counts) {
    int bits = 0;
    long rest = counts;
    for (int flag = 0; flag < FLAGS_PER_NUMBER; flag++) {
      byte count = (byte) rest;
      bits |= count > 0 ? 1 << flag : 0;
      // A count below zero has borrowed from the next one.
      rest = (rest - count) >> BITS;
    }
    return bits;
  }
}
