package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.serial.IntervalChunk;
import city.sawang.jobs.serial.SparseNumbers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The quarter hours, lighting nights and months of a city: plain sums over its lamps' quarter hours,
 * so that all three always agree with them.
 *
 * <p>State, per city: some 40 bytes per quarter hour, night and month, as long behind its newest
 * quarter hour as roll-ups are kept; 100 days are some 400 kB. A difference for an older one is
 * noted and not added.
 */
public final class CityFigures
    extends KeyedProcessFunction<String, MeasureDelta, CityQuarterHourRow> {
  private static final long serialVersionUID = 1L;

  /** Measures of lighting nights. */
  public static final OutputTag<CityPeriodRow> NIGHTS = new OutputTag<>("city-nights") {};

  /** Measures of calendar months. */
  public static final OutputTag<CityPeriodRow> MONTHS = new OutputTag<>("city-months") {};

  /** What was not added any more. */
  public static final OutputTag<RestatementDue> RESTATEMENT_DUE =
      new OutputTag<>("rollup-restatement-due") {};

  private static final long DAY_MILLIS = 86_400_000L;
  private static final int MONTHS_PER_YEAR = 12;

  private final long keptMillis;
  private transient MapState<Long, byte[]> chunks;
  private transient MapState<Integer, byte[]> nights;
  private transient MapState<Integer, byte[]> months;
  private transient ValueState<RollUpState> memories;

  /**
   * @param kept how long behind the newest quarter hour the sums are kept
   */
  public CityFigures(Duration kept) {
    this.keptMillis = kept.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    chunks =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("quarters", Long.class, byte[].class));
    nights =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("nights", Integer.class, byte[].class));
    months =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("months", Integer.class, byte[].class));
    memories =
        getRuntimeContext().getState(new ValueStateDescriptor<>("memory", RollUpState.class));
  }

  @Override
  public void processElement(
      MeasureDelta difference, Context context, Collector<CityQuarterHourRow> out)
      throws Exception {
    RollUpState known = memories.value();
    RollUpState before = known == null ? RollUpState.NONE : known;
    String city = context.getCurrentKey();
    long period = difference.periodStart();
    if (period < before.freedBefore()) {
      context.output(RESTATEMENT_DUE, new RestatementDue(city, "", period, RestatementDue.FREED));
      return;
    }
    RollUpState after = before.with(difference);
    IntervalTotals quarters = new IntervalTotals(chunks);
    out.collect(new CityQuarterHourRow(city, period, quarters.add(difference)));
    add(nights, difference.nightDay(), difference.sums());
    add(months, difference.month(), difference.sums());
    tellNight(difference.nightDay(), after, context);
    tellMonth(difference.month(), after, context);
    if (before.night() < after.night()) {
      tellNight(before.night(), after, context);
    }
    if (before.month() < after.month()) {
      tellMonth(before.month(), after, context);
    }
    memories.update(free(quarters, before, after));
  }

  private static void add(MapState<Integer, byte[]> periods, int period, Measures difference)
      throws Exception {
    Measures sums =
        new Measures(SparseNumbers.decode(periods.get(period), Measure.COUNT)).plus(difference);
    periods.put(period, SparseNumbers.encode(sums.values()));
  }

  private void tellNight(int night, RollUpState memory, Context context) throws Exception {
    byte[] known = nights.get(night);
    if (known != null) {
      Measures sums = new Measures(SparseNumbers.decode(known, Measure.COUNT));
      boolean decided = memory.night() > night && sums.get(Measure.UNDECIDED) == 0;
      context.output(
          NIGHTS,
          new CityPeriodRow(
              context.getCurrentKey(), night, sums, sums.get(Measure.LAMPS_OF_NIGHT), decided));
    }
  }

  private void tellMonth(int month, RollUpState memory, Context context) throws Exception {
    byte[] known = months.get(month);
    if (known != null) {
      Measures sums = new Measures(SparseNumbers.decode(known, Measure.COUNT));
      boolean decided = memory.month() > month && sums.get(Measure.UNDECIDED) == 0;
      LocalDate first =
          LocalDate.of(Math.floorDiv(month, MONTHS_PER_YEAR), month % MONTHS_PER_YEAR + 1, 1);
      context.output(
          MONTHS,
          new CityPeriodRow(
              context.getCurrentKey(),
              (int) first.toEpochDay(),
              sums,
              sums.get(Measure.LAMPS_OF_MONTH),
              decided));
    }
  }

  /** A night or month goes a day after its last quarter hour went, in whatever time zone. */
  private RollUpState free(IntervalTotals quarters, RollUpState before, RollUpState after)
      throws Exception {
    long oldest = IntervalChunk.startOf(after.newest() - keptMillis);
    if (oldest <= before.freedBefore()) {
      return after;
    }
    quarters.free(oldest);
    long over = Math.floorDiv(oldest, DAY_MILLIS) - 2;
    remove(nights, over);
    LocalDate date = LocalDate.ofEpochDay(over + 1);
    remove(months, MONTHS_PER_YEAR * date.getYear() + date.getMonthValue() - 2L);
    return after.freedBefore(oldest);
  }

  private static void remove(MapState<Integer, byte[]> periods, long upTo) throws Exception {
    List<Integer> old = new ArrayList<>();
    for (int period : periods.keys()) {
      if (period <= upTo) {
        old.add(period);
      }
    }
    for (int period : old) {
      periods.remove(period);
    }
  }
}
