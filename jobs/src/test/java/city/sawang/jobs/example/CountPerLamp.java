package city.sawang.jobs.example;

import city.sawang.jobs.controller.AcceptedReading;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The smallest rule over accepted readings: how many a lamp has sent. A fault rule is a file like
 * this one: its row, its key, its stateful function and {@link #on}, the one line that wires it.
 *
 * <p>State, per lamp: one number, for as long as the job lives.
 */
final class CountPerLamp extends KeyedProcessFunction<String, AcceptedReading, CountPerLamp.Count> {
  private static final long serialVersionUID = 1L;

  /** So many readings of this lamp were accepted up to now. */
  public record Count(String cityId, String lampId, long readings) {}

  private transient ValueState<Long> counts;

  /** Wires it: {@code CountPerLamp.on(ReadingsJob.define(…))}. */
  static SingleOutputStreamOperator<Count> on(DataStream<AcceptedReading> accepted) {
    return accepted
        .keyBy(lamp())
        .process(new CountPerLamp())
        .name("count-per-lamp")
        .uid("count-per-lamp");
  }

  static KeySelector<AcceptedReading, String> lamp() {
    return reading -> reading.origin().cityId() + '/' + reading.origin().lampId();
  }

  @Override
  public void open(OpenContext context) {
    counts = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
  }

  @Override
  public void processElement(AcceptedReading reading, Context context, Collector<Count> out)
      throws Exception {
    Long before = counts.value();
    long count = before == null ? 1 : before + 1;
    counts.update(count);
    out.collect(new Count(reading.origin().cityId(), reading.origin().lampId(), count));
  }
}
