package city.sawang.jobs.measures;

import city.sawang.jobs.sink.SinkColumn;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One number per {@link Measure}; mWh and seconds. Values are never changed after they were made.
 *
 * @param values in the order of {@link Measure}; treat as read-only
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes long[] compactly; compared below.
public record Measures(long[] values) {
  /** Nothing at all. */
  public static final Measures NONE = new Measures(new long[Measure.COUNT]);

  /** Takes the sums out of a row; serialisable because a sink travels to its task. */
  public interface Of<R> extends Function<R, Measures>, Serializable {}

  public long get(Measure sum) {
    return values[sum.ordinal()];
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

  /** The same with another value for one number. */
  public Measures with(Measure sum, long value) {
    long[] changed = values.clone();
    changed[sum.ordinal()] = value;
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

  /** The same of the circuit's meters. */
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

  /** The columns {@code energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh}. */
  public static <R> List<SinkColumn<R>> energyColumns(Of<R> of) {
    return List.of(
        SinkColumn.bigint("energy_mwh", row -> of.apply(row).energyMwh()),
        column("measured_mwh", of, Measure.MEASURED_MWH),
        column("interpolated_mwh", of, Measure.INTERPOLATED_MWH),
        column("estimated_mwh", of, Measure.ESTIMATED_MWH));
  }

  /** The columns of light and day, {@code day_mwh} … {@code day_burn_s}. */
  public static <R> List<SinkColumn<R>> lightColumns(Of<R> of) {
    return List.of(
        column("day_mwh", of, Measure.DAY_MWH),
        column("day_burn_mwh", of, Measure.DAY_BURN_MWH),
        column("dark_period_s", of, Measure.DARK_PERIOD_S),
        column("expected_lit_s", of, Measure.EXPECTED_LIT_S),
        column("lit_dark_s", of, Measure.LIT_DARK_S),
        column("dark_s", of, Measure.DARK_S),
        SinkColumn.bigint("unknown_s", row -> of.apply(row).unknownSeconds()),
        column("scheduled_off_s", of, Measure.SCHEDULED_OFF_S),
        column("day_burn_s", of, Measure.DAY_BURN_S));
  }

  /** The columns {@code readings_expected, readings_accepted}. */
  public static <R> List<SinkColumn<R>> readingColumns(Of<R> of) {
    return List.of(
        column("readings_expected", of, Measure.READINGS_EXPECTED),
        column("readings_accepted", of, Measure.READINGS_ACCEPTED));
  }

  /** A bigint column that shows one number. */
  public static <R> SinkColumn<R> column(String name, Of<R> of, Measure sum) {
    return SinkColumn.bigint(name, row -> of.apply(row).get(sum));
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
