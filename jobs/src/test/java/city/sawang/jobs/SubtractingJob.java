package city.sawang.jobs;

import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.Reading;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What a job would cost that only subtracts counters in the order in which they come: one row per
 * quarter hour and lamp, no lateness, no faults, no roll-ups, no archive. A measure for what the
 * readings job does beyond that; its figures are wrong as soon as anything is late.
 */
final class SubtractingJob {
  private SubtractingJob() {}

  /** Energy of one quarter hour. */
  public record Quarter(String key, long periodStart, long milliwattHours, int readings) {}

  static void define(DataStream<RawRecord> records, Sink<Quarter> quarters) {
    records
        .keyBy(RawRecord::key)
        .process(new Subtract())
        .name("subtract")
        .uid("subtract")
        .sinkTo(quarters)
        .name("quarters")
        .uid("quarters");
  }

  private static final class Subtract extends KeyedProcessFunction<String, RawRecord, Quarter> {
    private static final long serialVersionUID = 1L;

    private transient AvroMessages messages;
    private transient ValueState<Quarter> quarter;
    private transient ValueState<Long> counter;

    @Override
    public void open(OpenContext context) {
      messages = new AvroMessages();
      quarter = getRuntimeContext().getState(new ValueStateDescriptor<>("quarter", Quarter.class));
      counter = getRuntimeContext().getState(new ValueStateDescriptor<>("counter", Long.class));
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Quarter> out)
        throws Exception {
      if (!(messages.decode(record.value()) instanceof Reading reading)) {
        return;
      }
      Long before = counter.value();
      long now = reading.getEnergyTotalMilliwattHours();
      long used = before == null ? 0 : now - before;
      long start = MeteringInterval.quarterOf(reading.getObservedAt());
      Quarter open = quarter.value();
      Quarter next =
          open == null || open.periodStart != start
              ? new Quarter(context.getCurrentKey(), start, used, 1)
              : new Quarter(open.key, start, open.milliwattHours + used, open.readings + 1);
      counter.update(now);
      quarter.update(next);
      // Each reading may be the last: the row is emitted at once, as the readings job emits it.
      out.collect(next);
    }
  }
}
