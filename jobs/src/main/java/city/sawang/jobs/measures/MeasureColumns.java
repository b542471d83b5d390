package city.sawang.jobs.measures;

import city.sawang.jobs.sink.SinkColumn;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;

/** The columns in which every table of figures shows its {@link Measures}. */
public final class MeasureColumns {
  private MeasureColumns() {}

  /** Takes the measures out of a row; serialisable because a sink is sent to its task. */
  public interface Of<R> extends Function<R, Measures>, Serializable {}

  /** The columns {@code energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, unbooked_mwh}. */
  public static <R> List<SinkColumn<R>> energy(Of<R> of) {
    return List.of(
        SinkColumn.bigint("energy_mwh", row -> of.apply(row).energyMwh()),
        column("measured_mwh", of, Measure.MEASURED_MWH),
        column("interpolated_mwh", of, Measure.INTERPOLATED_MWH),
        column("estimated_mwh", of, Measure.ESTIMATED_MWH),
        column("unbooked_mwh", of, Measure.UNBOOKED_MWH));
  }

  /** The columns of light and day, {@code day_mwh} … {@code day_burn_s}. */
  public static <R> List<SinkColumn<R>> light(Of<R> of) {
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
  public static <R> List<SinkColumn<R>> readings(Of<R> of) {
    return List.of(
        column("readings_expected", of, Measure.READINGS_EXPECTED),
        column("readings_accepted", of, Measure.READINGS_ACCEPTED));
  }

  /** A bigint column that shows one number. */
  public static <R> SinkColumn<R> column(String name, Of<R> of, Measure measure) {
    return SinkColumn.bigint(name, row -> of.apply(row).get(measure));
  }
}
