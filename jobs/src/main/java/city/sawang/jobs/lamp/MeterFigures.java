package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.serial.IntervalChunk;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Emits by how much the figures of a circuit's meter change. A meter is no lamp: it has no rows of
 * its own and enters no city, or the city would hold its energy twice.
 *
 * <p>State, per meter: as that of a lamp's quarter hours.
 */
public final class MeterFigures
    extends KeyedProcessFunction<LampKey, LampContributions, MeasureDelta> {
  private static final long serialVersionUID = 1L;

  /** What was not applied any more. */
  public static final OutputTag<RestatementDue> RESTATEMENT_DUE =
      new OutputTag<>("meter-restatement-due") {};

  /** Registers that counted something else than was booked. */
  public static final OutputTag<InvariantViolation> VIOLATIONS =
      new OutputTag<>("meter-violations") {};

  private final long horizonMillis;
  private final long silenceMillis;
  private transient MapState<Long, byte[]> chunks;
  private transient ValueState<LampFiguresState> states;

  /** Parameters as of {@link LampFigures}. */
  public MeterFigures(Duration horizon, Duration silence) {
    this.horizonMillis = horizon.toMillis();
    this.silenceMillis = silence.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    chunks =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("quarters", Long.class, byte[].class));
    states =
        getRuntimeContext().getState(new ValueStateDescriptor<>("meter", LampFiguresState.class));
  }

  @Override
  public void processElement(LampContributions meter, Context context, Collector<MeasureDelta> out)
      throws Exception {
    LampFiguresState known = states.value();
    LampFiguresState state = known == null ? new LampFiguresState() : known;
    IntervalState intervals = new IntervalState(context.getCurrentKey(), state, chunks);
    for (IntervalContribution contribution : meter.contributions()) {
      accept(contribution, intervals, state, context, out);
    }
    states.update(state);
  }

  private void accept(
      IntervalContribution contribution,
      IntervalState intervals,
      LampFiguresState state,
      Context context,
      Collector<MeasureDelta> out)
      throws Exception {
    LampKey meter = context.getCurrentKey();
    if (intervals.isFreed(contribution.periodStart())) {
      intervals.leaveOut(contribution);
      context.output(
          RESTATEMENT_DUE,
          new RestatementDue(
              meter.cityId(),
              circuit(contribution),
              IntervalChunk.startOf(contribution.periodStart()),
              RestatementDue.FREED));
    } else {
      emit(intervals.replace(contribution), meter, out);
    }
    Optional<InvariantViolation> violation = intervals.note(contribution);
    if (violation.isPresent()) {
      context.output(VIOLATIONS, violation.get());
    }
    if (contribution instanceof IntervalFigures figures && figures.periodStart() > state.newest) {
      long before = state.newest;
      state.newest = contribution.periodStart();
      if (IntervalChunk.startOf(before) != IntervalChunk.startOf(state.newest)) {
        intervals.free(horizonMillis, silenceMillis);
      }
    }
  }

  /** The circuit of a meter, or the meter itself where that is not known. */
  private static String circuit(IntervalContribution c) {
    return c instanceof IntervalFigures figures && figures.attribution().feederId() != null
        ? figures.attribution().feederId()
        : c.lampId();
  }

  private static void emit(IntervalChange change, LampKey meter, Collector<MeasureDelta> out) {
    if (change instanceof IntervalChange.Updated updated) {
      LampQuarterHour before = updated.before();
      LampQuarterHour after = updated.after();
      if (Objects.equals(before.attribution.feederId(), after.attribution.feederId())) {
        Measures difference = after.meterMeasures().minus(before.meterMeasures());
        if (!difference.isZero()) {
          out.collect(after.delta(meter, difference));
        }
        return;
      }
      out.collect(before.delta(meter, Measures.NONE.minus(before.meterMeasures())));
      out.collect(after.delta(meter, after.meterMeasures()));
    } else if (change instanceof IntervalChange.Appeared appeared) {
      LampQuarterHour after = appeared.after();
      out.collect(after.delta(meter, after.meterMeasures()));
    } else if (change instanceof IntervalChange.Disappeared disappeared) {
      LampQuarterHour before = disappeared.before();
      out.collect(before.delta(meter, Measures.NONE.minus(before.meterMeasures())));
    }
  }
}
