package city.sawang.jobs.quarterhour;

import city.sawang.jobs.metering.QuarterHourContribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts together what the controllers of a lamp position say about a quarter hour (normally there is
 * one; around a swap there are two) and tells the row when it changed.
 *
 * <p>State, per lamp: the parts and the revision of every quarter hour not older than the horizon
 * plus {@link #MARGIN} behind the lamp's newest quarter hour. Older ones are freed when the lamp's
 * newest quarter hour enters another UTC day. The clock is the lamp's own: a city that was offline
 * for a month has its state until its own readings have gone on. A quarter hour that still changes
 * after it was freed (a reading that divides a gap of many days) begins with revision 1 again; the
 * table keeps the higher revision.
 */
public final class LampQuarterHours
    extends KeyedProcessFunction<LampKey, QuarterHourContribution, LampQuarterHourRow> {
  private static final long serialVersionUID = 1L;

  /** A late reading may change the quarter hours before it, back to its neighbour. */
  static final Duration MARGIN = Duration.ofDays(2);

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final long keptMillis;
  private transient MapState<Long, QuarterHourState> quarters;
  private transient ValueState<Long> newest;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   */
  public LampQuarterHours(Duration horizon) {
    this.keptMillis = horizon.plus(MARGIN).toMillis();
  }

  @Override
  public void open(OpenContext context) {
    quarters =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("quarters", Long.class, QuarterHourState.class));
    newest = getRuntimeContext().getState(new ValueStateDescriptor<>("newest", Long.class));
  }

  @Override
  public void processElement(
      QuarterHourContribution changed, Context context, Collector<LampQuarterHourRow> out)
      throws Exception {
    long periodStart = changed.periodStart();
    LampKey lamp = context.getCurrentKey();
    QuarterHourState known = quarters.get(periodStart);
    QuarterHourState before = known == null ? QuarterHourState.NOTHING : known;
    QuarterHourState after = before.with(changed);
    int revision = before.revision();
    if (row(lamp, periodStart, before).equals(row(lamp, periodStart, after))) {
      if (known != null) {
        quarters.put(periodStart, after);
      }
      return;
    }
    QuarterHourState next = after.withRevision(revision + 1);
    quarters.put(periodStart, next);
    out.collect(row(lamp, periodStart, next));
    advance(periodStart);
  }

  private static LampQuarterHourRow row(LampKey lamp, long periodStart, QuarterHourState state) {
    return LampQuarterHourRow.of(lamp, periodStart, state.parts(), state.revision());
  }

  private void advance(long periodStart) throws Exception {
    Long before = newest.value();
    if (before != null && before >= periodStart) {
      return;
    }
    newest.update(periodStart);
    if (before == null
        || Math.floorDiv(before, DAY_MILLIS) == Math.floorDiv(periodStart, DAY_MILLIS)) {
      return;
    }
    List<Long> old = new ArrayList<>();
    for (Long kept : quarters.keys()) {
      if (kept < periodStart - keptMillis) {
        old.add(kept);
      }
    }
    for (Long freed : old) {
      quarters.remove(freed);
    }
  }
}
