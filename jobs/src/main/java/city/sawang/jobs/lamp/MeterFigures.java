package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.serial.IntervalChunk;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Tells a circuit by how much the figures of its meter change. A meter is no lamp: it has no rows of
 * its own and enters no city, or the city would hold its energy twice.
 *
 * <p>State, per meter: as that of a lamp's quarter hours.
 */
public final class MeterFigures
    extends KeyedProcessFunction<LampKey, LampContributions, MeasureDelta> {
  private static final long serialVersionUID = 1L;

  private final long horizonMillis;
  private final long silenceMillis;
  private transient MapState<Long, byte[]> chunks;
  private transient ValueState<LampFiguresState> memories;

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
    memories =
        getRuntimeContext().getState(new ValueStateDescriptor<>("memory", LampFiguresState.class));
  }

  @Override
  public void processElement(
      LampContributions contributions, Context context, Collector<MeasureDelta> out)
      throws Exception {
    LampFiguresState known = memories.value();
    LampFiguresState memory = known == null ? LampFiguresState.ofNewLamp() : known;
    IntervalState book = new IntervalState(context.getCurrentKey(), memory, chunks);
    for (QuarterHourContribution said : contributions.said()) {
      take(said, book, memory, context, out);
    }
    memories.update(memory);
  }

  private void take(
      QuarterHourContribution said,
      IntervalState book,
      LampFiguresState memory,
      Context context,
      Collector<MeasureDelta> out)
      throws Exception {
    LampKey meter = context.getCurrentKey();
    if (book.isFreed(said.periodStart())) {
      book.leaveOut(said);
      context.output(
          LampFigures.RESTATEMENT_DUE,
          new RestatementDue(
              meter.cityId(),
              said.feederId() == null ? meter.lampId() : said.feederId(),
              IntervalChunk.startOf(said.periodStart()),
              RestatementDue.FREED));
    } else {
      tell(book.replace(said), meter, out);
    }
    InvariantViolation violation = book.note(said);
    if (violation != null) {
      context.output(LampFigures.VIOLATIONS, violation);
    }
    if (!said.empty() && said.periodStart() > memory.newest) {
      long before = memory.newest;
      memory.newest = said.periodStart();
      if (IntervalChunk.startOf(before) != IntervalChunk.startOf(memory.newest)) {
        book.free(horizonMillis, silenceMillis);
      }
    }
  }

  private static void tell(
      IntervalState.Change change, LampKey meter, Collector<MeasureDelta> out) {
    if (!change.isVisible()) {
      return;
    }
    LampQuarterHour before = change.before();
    LampQuarterHour after = change.after();
    Measures minus = before == null ? Measures.NONE : before.meterSums();
    Measures plus = after == null ? Measures.NONE : after.meterSums();
    if (before != null && after != null && Objects.equals(before.feederId, after.feederId)) {
      Measures difference = plus.minus(minus);
      if (!difference.isZero()) {
        out.collect(after.difference(meter, difference));
      }
      return;
    }
    if (before != null) {
      out.collect(before.difference(meter, Measures.NONE.minus(minus)));
    }
    if (after != null) {
      out.collect(after.difference(meter, plus));
    }
  }
}
