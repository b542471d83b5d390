package city.sawang.jobs.lamp;

import city.sawang.jobs.compact.QuarterChunk;
import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.rollup.FigureDifference;
import city.sawang.jobs.rollup.Sums;
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
    extends KeyedProcessFunction<LampKey, LampContributions, FigureDifference> {
  private static final long serialVersionUID = 1L;

  private final long horizonMillis;
  private final long silenceMillis;
  private transient MapState<Long, byte[]> chunks;
  private transient ValueState<LampMemory> memories;

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
    memories = getRuntimeContext().getState(new ValueStateDescriptor<>("memory", LampMemory.class));
  }

  @Override
  public void processElement(
      LampContributions contributions, Context context, Collector<FigureDifference> out)
      throws Exception {
    LampMemory known = memories.value();
    LampMemory memory = known == null ? LampMemory.ofNewLamp() : known;
    PartsBook book = new PartsBook(context.getCurrentKey(), memory, chunks);
    for (QuarterHourContribution said : contributions.said()) {
      take(said, book, memory, context, out);
    }
    memories.update(memory);
  }

  private void take(
      QuarterHourContribution said,
      PartsBook book,
      LampMemory memory,
      Context context,
      Collector<FigureDifference> out)
      throws Exception {
    LampKey meter = context.getCurrentKey();
    if (book.isFreed(said.periodStart())) {
      book.leaveOut(said);
      context.output(
          LampFigures.RESTATEMENT_DUE,
          new RestatementDue(
              meter.cityId(),
              said.feederId() == null ? meter.lampId() : said.feederId(),
              QuarterChunk.startOf(said.periodStart()),
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
      if (QuarterChunk.startOf(before) != QuarterChunk.startOf(memory.newest)) {
        book.free(horizonMillis, silenceMillis);
      }
    }
  }

  private static void tell(
      PartsBook.Change change, LampKey meter, Collector<FigureDifference> out) {
    if (!change.isVisible()) {
      return;
    }
    QuarterFigure before = change.before();
    QuarterFigure after = change.after();
    Sums minus = before == null ? Sums.NONE : before.meterSums();
    Sums plus = after == null ? Sums.NONE : after.meterSums();
    if (before != null && after != null && Objects.equals(before.feederId, after.feederId)) {
      Sums difference = plus.minus(minus);
      if (!difference.isZero()) {
        out.collect(after.difference(meter, difference));
      }
      return;
    }
    if (before != null) {
      out.collect(before.difference(meter, Sums.NONE.minus(minus)));
    }
    if (after != null) {
      out.collect(after.difference(meter, plus));
    }
  }
}
