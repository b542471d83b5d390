package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import java.time.LocalDate;
import org.apache.flink.util.Collector;

/**
 * Carries one change of a lamp's quarter hour through to everything that is published of it: the
 * row, the sums of its night, and the difference for circuit and city. It lives as long as one
 * element is worked on.
 */
final class LampUpdate {
  private static final long DAY_MILLIS = 86_400_000L;

  private final LampKey lamp;
  private final LampFiguresState state;
  private final IntervalState intervals;
  private final NightState nights;
  private final LampFigures.Context context;
  private final Collector<LampQuarterHourRow> rows;

  LampUpdate(
      LampFiguresState state,
      IntervalState intervals,
      NightState nights,
      LampFigures.Context context,
      Collector<LampQuarterHourRow> rows) {
    this.lamp = context.getCurrentKey();
    this.state = state;
    this.intervals = intervals;
    this.nights = nights;
    this.context = context;
    this.rows = rows;
  }

  void apply(IntervalChange change) throws Exception {
    if (change instanceof IntervalChange.Updated updated) {
      update(updated.before(), updated.after());
    } else if (change instanceof IntervalChange.Appeared appeared) {
      LampQuarterHour after = appeared.after();
      rows.collect(after.row(lamp));
      emit(after, counted(after, addToNight(after), addToMonth(after)));
    } else if (change instanceof IntervalChange.Disappeared disappeared) {
      LampQuarterHour before = disappeared.before();
      rows.collect(LampQuarterHour.retracted(lamp, before.periodStart));
      Measures counted = counted(before, removeFromNight(before), removeFromMonth(before));
      emit(before, Measures.NONE.minus(counted));
    }
  }

  private void update(LampQuarterHour before, LampQuarterHour after) throws Exception {
    rows.collect(after.row(lamp));
    boolean lastOfNight = false;
    boolean firstOfNight = false;
    if (before.nightDay == after.nightDay) {
      replaceInNight(before, after);
    } else {
      lastOfNight = removeFromNight(before);
      firstOfNight = addToNight(after);
    }
    boolean otherMonth = before.month != after.month;
    boolean lastOfMonth = otherMonth && removeFromMonth(before);
    boolean firstOfMonth = otherMonth && addToMonth(after);
    Measures minus = counted(before, lastOfNight, lastOfMonth);
    Measures plus = counted(after, firstOfNight, firstOfMonth);
    if (after.countsWhere(before)) {
      emit(after, plus.minus(minus));
    } else {
      context.output(LampFigures.DELTAS, before.delta(lamp, Measures.NONE.minus(minus)));
      context.output(LampFigures.DELTAS, after.delta(lamp, plus));
    }
  }

  private void emit(LampQuarterHour figure, Measures difference) {
    if (!difference.isZero()) {
      context.output(LampFigures.DELTAS, figure.delta(lamp, difference));
    }
  }

  /**
   * What a quarter hour counts in its roll-ups.
   *
   * @param onlyOneOfNight it brings the lamp into the night, or takes it out
   * @param onlyOneOfMonth as well for the month
   */
  private static Measures counted(
      LampQuarterHour figure, boolean onlyOneOfNight, boolean onlyOneOfMonth) {
    Measures counted = figure.measures;
    counted = onlyOneOfNight ? counted.with(Measure.LAMPS_OF_NIGHT, 1) : counted;
    return onlyOneOfMonth ? counted.with(Measure.LAMPS_OF_MONTH, 1) : counted;
  }

  /** Answers whether it is the lamp's first row in the night. */
  private boolean addToNight(LampQuarterHour after) throws Exception {
    NightTotals night = nights.open(after.nightDay);
    boolean first = night.rows() == 0;
    night.add(after);
    if (first || after.periodStart >= night.last()) {
      night.attributeTo(after, state);
    }
    return first;
  }

  /** Answers whether it was the lamp's last row in the night. */
  private boolean removeFromNight(LampQuarterHour before) throws Exception {
    NightTotals night = nights.open(before.nightDay);
    night.remove(before);
    if (before.periodStart == night.last()) {
      intervals
          .lastOfNight(before.nightDay, before.periodStart)
          .ifPresent(last -> night.attributeTo(last, state));
    }
    return night.rows() == 0;
  }

  private void replaceInNight(LampQuarterHour before, LampQuarterHour after) throws Exception {
    NightTotals night = nights.open(after.nightDay);
    night.remove(before);
    night.add(after);
    if (after.periodStart >= night.last()) {
      night.attributeTo(after, state);
    }
  }

  /** Answers whether it is the lamp's first row in the month. */
  private boolean addToMonth(LampQuarterHour after) {
    return state.changesMonth(after.month, 1);
  }

  /** Answers whether it was the lamp's last row in the month. */
  private boolean removeFromMonth(LampQuarterHour before) {
    return state.changesMonth(before.month, -1);
  }

  /** Emits the row of a night again, which may have become decided. */
  void reEmitNight(int night) throws Exception {
    nights.open(night).reEmit();
  }

  /**
   * Ends the element: nights are written and emitted.
   *
   * @param intervalsWereFreed nights and months go a day after their last quarter hour, in whatever
   *     time zone
   */
  void finish(boolean intervalsWereFreed) throws Exception {
    nights.close(lamp, row -> context.output(LampFigures.NIGHTS, row));
    if (intervalsWereFreed) {
      long over = Math.floorDiv(state.freedBefore, DAY_MILLIS) - 2;
      nights.free(over);
      LocalDate date = LocalDate.ofEpochDay(over + 1);
      state.freeMonths(12 * date.getYear() + date.getMonthValue() - 1);
    }
  }
}
