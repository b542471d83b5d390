package city.sawang.jobs.lamp;

import city.sawang.jobs.coverage.NightFinal;
import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.serial.IntervalChunk;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Puts together what the controllers of a lamp position say about its quarter hours (normally there
 * is one; around a swap there are two), adds them up by lighting night, and tells the roll-ups by
 * how much they change. Every row is a function of what the controllers say last, whatever came
 * before. First input: contributions, real and silent; second: how far the city's clock has closed
 * the lamp's quarter hours.
 *
 * <p>State, per lamp: the parts of its quarter hours ({@link IntervalState} tells for how long), the
 * sums of their nights, and {@link LampFiguresState}.
 */
public final class LampFigures
    extends KeyedCoProcessFunction<LampKey, LampContributions, NightFinal, LampQuarterHourRow> {
  private static final long serialVersionUID = 1L;

  /** Measures of lighting nights, whenever they change. */
  public static final OutputTag<LampNightRow> NIGHTS = new OutputTag<>("lamp-nights") {};

  /** By how much circuits and cities change. */
  public static final OutputTag<MeasureDelta> DIFFERENCES = new OutputTag<>("lamp-differences") {};

  /** What was not put in any more. */
  public static final OutputTag<RestatementDue> RESTATEMENT_DUE =
      new OutputTag<>("lamp-restatement-due") {};

  /** Counters that counted something else than was booked. */
  public static final OutputTag<InvariantViolation> VIOLATIONS =
      new OutputTag<>("lamp-violations") {};

  private static final long DAY_MILLIS = 86_400_000L;

  private final long horizonMillis;
  private final long silenceMillis;
  private transient MapState<Long, byte[]> olderChunks;
  private transient MapState<Integer, byte[]> olderNights;
  private transient ValueState<LampFiguresState> memories;
  private transient Counter freed;
  private transient Counter violated;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   * @param silence for so long behind the newest quarter hour undecided ones are kept
   */
  public LampFigures(Duration horizon, Duration silence) {
    this.horizonMillis = horizon.toMillis();
    this.silenceMillis = silence.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    olderChunks =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("quarters", Long.class, byte[].class));
    olderNights =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("nights", Integer.class, byte[].class));
    memories =
        getRuntimeContext().getState(new ValueStateDescriptor<>("memory", LampFiguresState.class));
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("sawang_jobs");
    freed = metrics.counter("contributions_freed");
    violated = metrics.counter("energy_identity_violations");
  }

  @Override
  public void processElement1(
      LampContributions contributions, Context context, Collector<LampQuarterHourRow> out)
      throws Exception {
    LampFiguresState memory = memory();
    IntervalState book = new IntervalState(context.getCurrentKey(), memory, olderChunks);
    NightState nights = new NightState(memory, olderNights);
    long freedBefore = memory.freedBefore;
    boolean known = memory.newest != Long.MIN_VALUE;
    for (QuarterHourContribution said : contributions.said()) {
      if (known || !said.empty()) {
        known = true;
        take(said, book, nights, memory, context, out);
      }
    }
    nights.close(context.getCurrentKey(), row -> context.output(NIGHTS, row));
    if (memory.freedBefore != freedBefore) {
      forgetPeriods(memory, nights);
    }
    if (known) {
      memories.update(memory);
    }
  }

  private void take(
      QuarterHourContribution said,
      IntervalState book,
      NightState nights,
      LampFiguresState memory,
      Context context,
      Collector<LampQuarterHourRow> out)
      throws Exception {
    if (book.isFreed(said.periodStart())) {
      freed.inc();
      book.leaveOut(said);
      context.output(
          RESTATEMENT_DUE,
          new RestatementDue(
              said.cityId(),
              said.lampId(),
              IntervalChunk.startOf(said.periodStart()),
              RestatementDue.FREED));
    } else {
      IntervalState.Change change = book.replace(said);
      if (change.isVisible()) {
        publish(change.before(), change.after(), book, nights, memory, context, out);
      }
    }
    InvariantViolation violation = book.note(said);
    if (violation != null) {
      violated.inc();
      context.output(VIOLATIONS, violation);
    }
    if (!said.empty() && said.periodStart() > memory.newest) {
      advance(said, book, nights, memory);
    }
  }

  @Override
  public void processElement2(NightFinal closed, Context context, Collector<LampQuarterHourRow> out)
      throws Exception {
    LampFiguresState memory = memory();
    if (closed.before() <= memory.closedBefore) {
      return;
    }
    IntervalState book = new IntervalState(context.getCurrentKey(), memory, olderChunks);
    NightState nights = new NightState(memory, olderNights);
    List<LampQuarterHour> figures = book.figures(memory.closedBefore, closed.before());
    boolean ends = memory.newestNight >= memory.closedNight && memory.newestNight < closed.night();
    memory.closedBefore = closed.before();
    memory.closedNight = closed.night();
    for (LampQuarterHour figure : figures) {
      if (!figure.decided) {
        publish(figure, figure.closed(), book, nights, memory, context, out);
      }
    }
    if (ends) {
      nights.open(memory.newestNight).tellAgain();
    }
    nights.close(context.getCurrentKey(), row -> context.output(NIGHTS, row));
    memories.update(memory);
  }

  private LampFiguresState memory() throws Exception {
    LampFiguresState known = memories.value();
    return known == null ? LampFiguresState.ofNewLamp() : known;
  }

  /** The lamp's own clock goes on: a night may be over, and old quarter hours are let go. */
  private void advance(
      QuarterHourContribution said, IntervalState book, NightState nights, LampFiguresState memory)
      throws Exception {
    long before = memory.newest;
    int nightBefore = memory.newestNight;
    memory.newest = said.periodStart();
    memory.newestNight = Math.max(nightBefore, said.nightDay());
    if (nightBefore != memory.newestNight && nightBefore != Integer.MIN_VALUE) {
      nights.open(nightBefore).tellAgain();
    }
    if (before != Long.MIN_VALUE
        && IntervalChunk.startOf(before) != IntervalChunk.startOf(memory.newest)) {
      book.free(horizonMillis, silenceMillis);
    }
  }

  /** A night or month is forgotten a day after its last quarter hour was, in whatever time zone. */
  private static void forgetPeriods(LampFiguresState memory, NightState nights) throws Exception {
    long over = Math.floorDiv(memory.freedBefore, DAY_MILLIS) - 2;
    nights.forget(over);
    LocalDate date = LocalDate.ofEpochDay(over + 1);
    memory.forgetMonths(12 * date.getYear() + date.getMonthValue() - 1);
  }

  private void publish(
      LampQuarterHour before,
      LampQuarterHour after,
      IntervalState book,
      NightState nights,
      LampFiguresState memory,
      Context context,
      Collector<LampQuarterHourRow> out)
      throws Exception {
    LampKey lamp = context.getCurrentKey();
    out.collect(after == null ? LampQuarterHour.gone(lamp, before.periodStart) : after.row(lamp));
    Measures minus = before == null ? Measures.NONE : before.sums;
    Measures plus = after == null ? Measures.NONE : after.sums;
    if (before != null && after != null && before.nightDay == after.nightDay) {
      changeNight(after.nightDay, before, after, book, nights, memory);
    } else {
      if (before != null && changeNight(before.nightDay, before, null, book, nights, memory)) {
        minus = minus.with(Measure.LAMPS_OF_NIGHT, 1);
      }
      if (after != null && changeNight(after.nightDay, null, after, book, nights, memory)) {
        plus = plus.with(Measure.LAMPS_OF_NIGHT, 1);
      }
    }
    if (before == null || after == null || before.month != after.month) {
      if (before != null && memory.changesMonth(before.month, -1)) {
        minus = minus.with(Measure.LAMPS_OF_MONTH, 1);
      }
      if (after != null && memory.changesMonth(after.month, 1)) {
        plus = plus.with(Measure.LAMPS_OF_MONTH, 1);
      }
    }
    tellDifference(before, minus, after, plus, context);
  }

  /** Answers whether the lamp now has its first row in the night, or has lost its last one. */
  private boolean changeNight(
      int day,
      LampQuarterHour before,
      LampQuarterHour after,
      IntervalState book,
      NightState nights,
      LampFiguresState memory)
      throws Exception {
    NightTotals night = nights.open(day);
    boolean first = night.rows() == 0;
    if (before != null) {
      night.remove(before);
    }
    if (after != null) {
      night.add(after);
      if (first || after.periodStart >= night.last()) {
        night.belongsTo(after, memory);
      }
    } else if (before.periodStart == night.last()) {
      LampQuarterHour last = book.lastOfNight(day, before.periodStart);
      if (last != null) {
        night.belongsTo(last, memory);
      }
    }
    return first || night.rows() == 0;
  }

  /** One signed difference; two when the quarter hour now belongs to something else. */
  private void tellDifference(
      LampQuarterHour before,
      Measures minus,
      LampQuarterHour after,
      Measures plus,
      Context context) {
    LampKey lamp = context.getCurrentKey();
    boolean moved =
        before != null
            && after != null
            && !(Objects.equals(before.feederId, after.feederId)
                && before.nightDay == after.nightDay
                && before.month == after.month);
    if (moved) {
      context.output(DIFFERENCES, before.difference(lamp, Measures.NONE.minus(minus)));
      context.output(DIFFERENCES, after.difference(lamp, plus));
    } else {
      Measures difference = plus.minus(minus);
      if (!difference.isZero()) {
        context.output(DIFFERENCES, (after == null ? before : after).difference(lamp, difference));
      }
    }
  }
}
