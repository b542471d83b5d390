package city.sawang.jobs.lamp;

import city.sawang.jobs.coverage.NightFinal;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.serial.IntervalChunk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
 * Combines what the controllers of a lamp position contribute to its quarter hours (normally there
 * is one; around a meter change-out there are two), adds them up by lighting night, and emits by how
 * much the roll-ups change. Every row is a function of the latest contributions, whatever came
 * before. First input: contributions, from readings and filled in; second: how far the lamp's
 * quarter hours are final.
 *
 * <p>State, per lamp: the contributions to its quarter hours ({@link IntervalState} says for how
 * long), the sums of their nights, and {@link LampFiguresState}.
 */
public final class LampFigures
    extends KeyedCoProcessFunction<LampKey, LampContributions, NightFinal, LampQuarterHourRow> {
  private static final long serialVersionUID = 1L;

  /** Sums of lighting nights, whenever they change. */
  public static final OutputTag<LampNightRow> NIGHTS = new OutputTag<>("lamp-nights") {};

  /** By how much circuits and cities change. */
  public static final OutputTag<MeasureDelta> DELTAS = new OutputTag<>("lamp-deltas") {};

  /** What was not applied any more. */
  public static final OutputTag<RestatementDue> RESTATEMENT_DUE =
      new OutputTag<>("lamp-restatement-due") {};

  /** Registers that counted something else than was booked. */
  public static final OutputTag<InvariantViolation> VIOLATIONS =
      new OutputTag<>("lamp-violations") {};

  private final long horizonMillis;
  private final long silenceMillis;
  private transient MapState<Long, byte[]> olderChunks;
  private transient MapState<Integer, byte[]> olderNights;
  private transient ValueState<LampFiguresState> states;
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
    states =
        getRuntimeContext().getState(new ValueStateDescriptor<>("lamp", LampFiguresState.class));
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("sawang_jobs");
    freed = metrics.counter("contributions_freed");
    violated = metrics.counter("energy_identity_violations");
  }

  @Override
  public void processElement1(
      LampContributions lamp, Context context, Collector<LampQuarterHourRow> out) throws Exception {
    LampFiguresState state = state();
    IntervalState intervals = new IntervalState(context.getCurrentKey(), state, olderChunks);
    LampUpdate update =
        new LampUpdate(state, intervals, new NightState(state, olderNights), context, out);
    long freedBefore = state.freedBefore;
    boolean known = state.newest != Long.MIN_VALUE;
    for (IntervalContribution contribution : lamp.contributions()) {
      if (known || contribution instanceof IntervalFigures) {
        known = true;
        accept(contribution, intervals, update, state, context);
      }
    }
    update.finish(state.freedBefore != freedBefore);
    if (known) {
      states.update(state);
    }
  }

  private void accept(
      IntervalContribution contribution,
      IntervalState intervals,
      LampUpdate update,
      LampFiguresState state,
      Context context)
      throws Exception {
    if (intervals.isFreed(contribution.periodStart())) {
      freed.inc();
      intervals.leaveOut(contribution);
      context.output(
          RESTATEMENT_DUE,
          new RestatementDue(
              contribution.cityId(),
              contribution.lampId(),
              IntervalChunk.startOf(contribution.periodStart()),
              RestatementDue.FREED));
    } else {
      update.apply(intervals.replace(contribution));
    }
    Optional<InvariantViolation> violation = intervals.note(contribution);
    if (violation.isPresent()) {
      violated.inc();
      context.output(VIOLATIONS, violation.get());
    }
    if (contribution instanceof IntervalFigures figures && figures.periodStart() > state.newest) {
      advance(figures, intervals, update, state);
    }
  }

  @Override
  public void processElement2(NightFinal night, Context context, Collector<LampQuarterHourRow> out)
      throws Exception {
    LampFiguresState state = state();
    if (night.before() <= state.finalBefore) {
      return;
    }
    IntervalState intervals = new IntervalState(context.getCurrentKey(), state, olderChunks);
    LampUpdate update =
        new LampUpdate(state, intervals, new NightState(state, olderNights), context, out);
    List<LampQuarterHour> figures = intervals.figures(state.finalBefore, night.before());
    boolean ends = state.newestNight >= state.firstOpenNight && state.newestNight < night.night();
    state.finalBefore = night.before();
    state.firstOpenNight = night.night();
    for (LampQuarterHour figure : figures) {
      if (!figure.decided) {
        update.apply(new IntervalChange.Updated(figure, figure.decided()));
      }
    }
    if (ends) {
      update.reEmitNight(state.newestNight);
    }
    update.finish(false);
    states.update(state);
  }

  private LampFiguresState state() throws Exception {
    LampFiguresState known = states.value();
    return known == null ? new LampFiguresState() : known;
  }

  /** The lamp has a newer quarter hour: a night may be over, and old quarter hours are freed. */
  private void advance(
      IntervalFigures contribution,
      IntervalState intervals,
      LampUpdate update,
      LampFiguresState state)
      throws Exception {
    long before = state.newest;
    int nightBefore = state.newestNight;
    state.newest = contribution.periodStart();
    state.newestNight = Math.max(nightBefore, contribution.attribution().nightDay());
    if (nightBefore != state.newestNight && nightBefore != Integer.MIN_VALUE) {
      update.reEmitNight(nightBefore);
    }
    if (before != Long.MIN_VALUE
        && IntervalChunk.startOf(before) != IntervalChunk.startOf(state.newest)) {
      intervals.free(horizonMillis, silenceMillis);
    }
  }
}
