package city.sawang.jobs.ledger;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up the ledger events of a city and hour and emits the sums at most once a second. Each row holds
 * whole events only, so at every moment nothing in it is unexplained.
 *
 * <p>State: the sums, nine numbers per city and hour in which something was received. An hour may
 * get events long after it ended (a backlog in Kafka, a redrive that keeps its received_at), so it
 * is freed {@value #KEPT_DAYS} days after its last event and not before.
 */
public final class HourlyLedger
    extends KeyedProcessFunction<LedgerHour.Key, LedgerHour, LedgerHour> {
  private static final long serialVersionUID = 1L;

  /** Rows of a city and hour are at least so far apart. */
  static final long EMIT_MILLIS = 1_000;

  static final int KEPT_DAYS = 400;

  private transient ValueState<LedgerHour> sums;

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<LedgerHour> descriptor =
        new ValueStateDescriptor<>("sums", LedgerHour.class);
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(Duration.ofDays(KEPT_DAYS)).build());
    sums = getRuntimeContext().getState(descriptor);
  }

  @Override
  public void processElement(LedgerHour event, Context context, Collector<LedgerHour> out)
      throws Exception {
    LedgerHour before = sums.value();
    sums.update(before == null ? event : before.plus(event));
    // Aligned, so that all events of a second ask for the same timer, which exists once.
    long now = context.timerService().currentProcessingTime();
    context
        .timerService()
        .registerProcessingTimeTimer(Math.floorDiv(now, EMIT_MILLIS) * EMIT_MILLIS + EMIT_MILLIS);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<LedgerHour> out)
      throws Exception {
    LedgerHour row = sums.value();
    if (row != null) {
      out.collect(row);
    }
  }
}
