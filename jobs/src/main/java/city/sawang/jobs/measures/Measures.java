package city.sawang.jobs.measures;

import java.util.Arrays;

/**
 * One number per {@link Measure}; mWh and seconds. Values are never changed after they were made.
 *
 * @param values in the order of {@link Measure}; treat as read-only
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes long[] compactly; compared below.
public record Measures(long[] values) {
  /** Nothing at all. */
  public static final Measures NONE = new Measures(new long[Measure.COUNT]);

  public long get(Measure measure) {
    return values[measure.ordinal()];
  }

  /** Both together. */
  public Measures plus(Measures other) {
    long[] both = values.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] += other.values[i];
    }
    return new Measures(both);
  }

  /** What has to be added to {@code other} to become this. */
  public Measures minus(Measures other) {
    long[] difference = values.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= other.values[i];
    }
    return new Measures(difference);
  }

  /** These measures with another value for one of them. */
  public Measures with(Measure measure, long value) {
    long[] changed = values.clone();
    changed[measure.ordinal()] = value;
    return new Measures(changed);
  }

  public boolean isZero() {
    for (long value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** Measured + interpolated + estimated, mWh; null when nothing is known. */
  public Long energyMwh() {
    return get(Measure.KNOWN) == 0
        ? null
        : get(Measure.MEASURED_MWH) + get(Measure.INTERPOLATED_MWH) + get(Measure.ESTIMATED_MWH);
  }

  /** Measured + interpolated + estimated of the circuit's meters, mWh; null when nothing is known. */
  public Long meterEnergyMwh() {
    return get(Measure.METER_KNOWN) == 0
        ? null
        : get(Measure.METER_MEASURED_MWH)
            + get(Measure.METER_INTERPOLATED_MWH)
            + get(Measure.METER_ESTIMATED_MWH);
  }

  /** Seconds of the night in which nobody knows whether there was the light that was wanted. */
  public long unknownSeconds() {
    return get(Measure.DARK_PERIOD_S)
        - get(Measure.LIT_DARK_S)
        - get(Measure.DARK_S)
        - get(Measure.SCHEDULED_OFF_S);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Measures sums && Arrays.equals(values, sums.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Measures[");
    for (Measure sum : Measure.values()) {
      if (get(sum) != 0) {
        text.append(text.length() > 5 ? ", " : "").append(sum).append('=').append(get(sum));
      }
    }
    return text.append(']').toString();
  }
}
