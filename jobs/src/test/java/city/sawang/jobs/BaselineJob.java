package city.sawang.jobs;

import city.sawang.jobs.source.KafkaBytes;
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
 * The least that any job over readings does: the same source, the same key, decode, count per key,
 * discard. What the readings job costs is told as a multiple of this.
 */
final class BaselineJob {
  private BaselineJob() {}

  static void define(DataStream<KafkaBytes> readings, Sink<Long> counted) {
    readings
        .keyBy(KafkaBytes::key)
        .process(new Count())
        .name("count")
        .uid("count")
        .sinkTo(counted)
        .name("discard")
        .uid("discard");
  }

  private static final class Count extends KeyedProcessFunction<String, KafkaBytes, Long> {
    private static final long serialVersionUID = 1L;

    private transient AvroMessages messages;
    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
      messages = new AvroMessages();
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
    }

    @Override
    public void processElement(KafkaBytes record, Context context, Collector<Long> out)
        throws Exception {
      if (messages.decode(record.value()) instanceof Reading) {
        Long before = count.value();
        long after = before == null ? 1 : before + 1;
        count.update(after);
        out.collect(after);
      }
    }
  }
}
