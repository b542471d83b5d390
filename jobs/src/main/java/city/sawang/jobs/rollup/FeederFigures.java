package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.serial.IntervalChunk;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The quarter hours of a circuit: sums over its lamps, and what its meters say.
 *
 * <p>State, per circuit: some 40 bytes per quarter hour, as long behind its newest one as roll-ups
 * are kept. A difference for an older one is noted and not added.
 */
public final class FeederFigures
    extends KeyedProcessFunction<FeederKey, MeasureDelta, FeederQuarterHourRow> {
  private static final long serialVersionUID = 1L;

  private final long keptMillis;
  private transient MapState<Long, byte[]> chunks;
  private transient ValueState<RollUpState> memories;

  /**
   * @param kept how long behind the newest quarter hour the sums are kept
   */
  public FeederFigures(Duration kept) {
    this.keptMillis = kept.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    chunks =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("quarters", Long.class, byte[].class));
    memories =
        getRuntimeContext().getState(new ValueStateDescriptor<>("memory", RollUpState.class));
  }

  @Override
  public void processElement(
      MeasureDelta difference, Context context, Collector<FeederQuarterHourRow> out)
      throws Exception {
    RollUpState known = memories.value();
    RollUpState before = known == null ? RollUpState.NONE : known;
    FeederKey feeder = context.getCurrentKey();
    long period = difference.periodStart();
    if (period < before.freedBefore()) {
      context.output(
          CityFigures.RESTATEMENT_DUE,
          new RestatementDue(feeder.cityId(), feeder.feederId(), period, RestatementDue.FREED));
      return;
    }
    IntervalTotals quarters = new IntervalTotals(chunks);
    out.collect(
        new FeederQuarterHourRow(
            feeder.cityId(), feeder.feederId(), period, quarters.add(difference)));
    RollUpState after = before.with(difference);
    long oldest = IntervalChunk.startOf(after.newest() - keptMillis);
    if (oldest > before.freedBefore()) {
      quarters.free(oldest);
      after = after.freedBefore(oldest);
    }
    memories.update(after);
  }
}
