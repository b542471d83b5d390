package city.sawang.jobs.rollup;

import city.sawang.jobs.sink.Column;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One number per {@link Sum}; mWh and seconds. Values are never changed after they were made.
 *
 * @param values in the order of {@link Sum}; treat as read-only
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes long[] compactly; compared below.
public record Sums(long[] values) {
  /** Nothing at all. */
  public static final Sums NONE = new Sums(new long[Sum.COUNT]);

  /** Takes the sums out of a row; serialisable because a sink travels to its task. */
  public interface Of<R> extends Function<R, Sums>, Serializable {}

  public long get(Sum sum) {
    return values[sum.ordinal()];
  }

  /** Both together. */
  public Sums plus(Sums other) {
    long[] both = values.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] += other.values[i];
    }
    return new Sums(both);
  }

  /** What has to be added to {@code other} to become this. */
  public Sums minus(Sums other) {
    long[] difference = values.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= other.values[i];
    }
    return new Sums(difference);
  }

  /** The same with another value for one number. */
  public Sums with(Sum sum, long value) {
    long[] changed = values.clone();
    changed[sum.ordinal()] = value;
    return new Sums(changed);
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
    return get(Sum.KNOWN) == 0
        ? null
        : get(Sum.MEASURED_MWH) + get(Sum.INTERPOLATED_MWH) + get(Sum.ESTIMATED_MWH);
  }

  /** The same of the circuit's meters. */
  public Long meterEnergyMwh() {
    return get(Sum.METER_KNOWN) == 0
        ? null
        : get(Sum.METER_MEASURED_MWH)
            + get(Sum.METER_INTERPOLATED_MWH)
            + get(Sum.METER_ESTIMATED_MWH);
  }

  /** Seconds of the night in which nobody knows whether there was the light that was wanted. */
  public long unknownSeconds() {
    return get(Sum.DARK_PERIOD_S)
        - get(Sum.LIT_DARK_S)
        - get(Sum.DARK_S)
        - get(Sum.SCHEDULED_OFF_S);
  }

  /** The columns {@code energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh}. */
  public static <R> List<Column<R>> energyColumns(Of<R> of) {
    return List.of(
        Column.bigint("energy_mwh", row -> of.apply(row).energyMwh()),
        column("measured_mwh", of, Sum.MEASURED_MWH),
        column("interpolated_mwh", of, Sum.INTERPOLATED_MWH),
        column("estimated_mwh", of, Sum.ESTIMATED_MWH));
  }

  /** The columns of light and day, {@code day_mwh} … {@code day_burn_s}. */
  public static <R> List<Column<R>> lightColumns(Of<R> of) {
    return List.of(
        column("day_mwh", of, Sum.DAY_MWH),
        column("day_burn_mwh", of, Sum.DAY_BURN_MWH),
        column("dark_period_s", of, Sum.DARK_PERIOD_S),
        column("expected_lit_s", of, Sum.EXPECTED_LIT_S),
        column("lit_dark_s", of, Sum.LIT_DARK_S),
        column("dark_s", of, Sum.DARK_S),
        Column.bigint("unknown_s", row -> of.apply(row).unknownSeconds()),
        column("scheduled_off_s", of, Sum.SCHEDULED_OFF_S),
        column("day_burn_s", of, Sum.DAY_BURN_S));
  }

  /** The columns {@code readings_expected, readings_accepted}. */
  public static <R> List<Column<R>> readingColumns(Of<R> of) {
    return List.of(
        column("readings_expected", of, Sum.READINGS_EXPECTED),
        column("readings_accepted", of, Sum.READINGS_ACCEPTED));
  }

  /** A bigint column that shows one number. */
  public static <R> Column<R> column(String name, Of<R> of, Sum sum) {
    return Column.bigint(name, row -> of.apply(row).get(sum));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sums sums && Arrays.equals(values, sums.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Sums[");
    for (Sum sum : Sum.values()) {
      if (get(sum) != 0) {
        text.append(text.length() > 5 ? ", " : "").append(sum).append('=').append(get(sum));
      }
    }
    return text.append(']').toString();
  }
}
