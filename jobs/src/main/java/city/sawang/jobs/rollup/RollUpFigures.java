package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.measures.RollUpTarget;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.serial.IntervalChunk;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sums the quarter hours of a circuit or a city, and the lighting nights and months of a city: plain
 * sums over its lamps' quarter hours, so that all three always agree with them.
 *
 * <p>State, per circuit or city: some 40 bytes per quarter hour, night and month, as long behind its
 * newest quarter hour as roll-ups are kept; 100 days of a city are some 400 kB. A change of an older
 * one is noted and not added.
 */
public final class RollUpFigures
    extends KeyedProcessFunction<RollUpKey, MeasureDelta, RollUpQuarterHourRow> {
  private static final long serialVersionUID = 1L;

  /** Sums of lighting nights of cities. */
  public static final OutputTag<CityPeriodRow> NIGHTS = new OutputTag<>("city-nights") {};

  /** Sums of calendar months of cities. */
  public static final OutputTag<CityPeriodRow> MONTHS = new OutputTag<>("city-months") {};

  /** What was not added any more. */
  public static final OutputTag<RestatementDue> RESTATEMENT_DUE =
      new OutputTag<>("rollup-restatement-due") {};

  private static final long DAY_MILLIS = 86_400_000L;
  private static final int MONTHS_PER_YEAR = 12;

  private final long retentionMillis;
  private final boolean withPeriods;
  private transient IntervalTotals intervals;
  private transient PeriodTotals nights;
  private transient PeriodTotals months;
  private transient ValueState<RollUpState> progress;

  private RollUpFigures(Duration retention, boolean withPeriods) {
    this.retentionMillis = retention.toMillis();
    this.withPeriods = withPeriods;
  }

  /**
   * Quarter hours of circuits. A lamp that moves to another circuit in the middle of a night takes
   * nothing along, so circuits have no nights and months.
   *
   * @param retention how long behind the newest quarter hour the sums are kept
   */
  public static RollUpFigures ofFeeders(Duration retention) {
    return new RollUpFigures(retention, false);
  }

  /**
   * Quarter hours, nights and months of cities.
   *
   * @param retention how long behind the newest quarter hour the sums are kept
   */
  public static RollUpFigures ofCities(Duration retention) {
    return new RollUpFigures(retention, true);
  }

  @Override
  public void open(OpenContext context) {
    intervals =
        new IntervalTotals(
            getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("quarters", Long.class, byte[].class)));
    if (withPeriods) {
      nights = periods("nights");
      months = periods("months");
    }
    progress =
        getRuntimeContext().getState(new ValueStateDescriptor<>("progress", RollUpState.class));
  }

  private PeriodTotals periods(String name) {
    return new PeriodTotals(
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>(name, Integer.class, byte[].class)));
  }

  @Override
  public void processElement(
      MeasureDelta delta, Context context, Collector<RollUpQuarterHourRow> out) throws Exception {
    RollUpState known = progress.value();
    RollUpState before = known == null ? RollUpState.NONE : known;
    RollUpKey key = context.getCurrentKey();
    RollUpTarget target = delta.target();
    if (target.periodStart() < before.freedBefore()) {
      context.output(
          RESTATEMENT_DUE,
          new RestatementDue(
              key.cityId(), key.feederId(), target.periodStart(), RestatementDue.FREED));
      return;
    }
    RollUpState after = before.with(target);
    out.collect(
        new RollUpQuarterHourRow(
            key, target.periodStart(), intervals.add(target.periodStart(), delta.measures())));
    if (withPeriods) {
      addToPeriods(delta, before, after, context);
    }
    progress.update(free(before, after));
  }

  private void addToPeriods(
      MeasureDelta delta, RollUpState before, RollUpState after, Context context) throws Exception {
    int night = delta.target().nightDay();
    int month = delta.target().month();
    nights.add(night, delta.measures());
    months.add(month, delta.measures());
    emitNight(night, after, context);
    emitMonth(month, after, context);
    // What was the newest period is over now, which may make it decided.
    if (before.night() < after.night()) {
      emitNight(before.night(), after, context);
    }
    if (before.month() < after.month()) {
      emitMonth(before.month(), after, context);
    }
  }

  private void emitNight(int night, RollUpState state, Context context) throws Exception {
    Optional<Measures> known = nights.get(night);
    if (known.isPresent()) {
      Measures sums = known.get();
      boolean decided = state.night() > night && sums.get(Measure.UNDECIDED) == 0;
      context.output(
          NIGHTS,
          new CityPeriodRow(
              context.getCurrentKey().cityId(),
              night,
              sums,
              sums.get(Measure.LAMPS_OF_NIGHT),
              decided));
    }
  }

  private void emitMonth(int month, RollUpState state, Context context) throws Exception {
    Optional<Measures> known = months.get(month);
    if (known.isPresent()) {
      Measures sums = known.get();
      boolean decided = state.month() > month && sums.get(Measure.UNDECIDED) == 0;
      LocalDate first =
          LocalDate.of(Math.floorDiv(month, MONTHS_PER_YEAR), month % MONTHS_PER_YEAR + 1, 1);
      context.output(
          MONTHS,
          new CityPeriodRow(
              context.getCurrentKey().cityId(),
              (int) first.toEpochDay(),
              sums,
              sums.get(Measure.LAMPS_OF_MONTH),
              decided));
    }
  }

  /** A night or month goes a day after its last quarter hour went, in whatever time zone. */
  private RollUpState free(RollUpState before, RollUpState after) throws Exception {
    long oldest = IntervalChunk.startOf(after.newest() - retentionMillis);
    if (oldest <= before.freedBefore()) {
      return after;
    }
    intervals.free(oldest);
    if (withPeriods) {
      long over = Math.floorDiv(oldest, DAY_MILLIS) - 2;
      nights.free(over);
      LocalDate date = LocalDate.ofEpochDay(over + 1);
      months.free(MONTHS_PER_YEAR * date.getYear() + date.getMonthValue() - 2L);
    }
    return after.freedBefore(oldest);
  }
}
