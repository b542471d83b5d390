package city.sawang.jobs;

import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Reading;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The least that any job over readings does: the same source, decode, by key, count, discard. What
 * the readings job costs is given as a multiple of this. There are two of it, because decoding before
 * the exchange costs several times what it does behind it.
 */
final class BaselineJob {
  private BaselineJob() {}

  /** Decoded where they are read, as jobs over Avro usually are: readings are exchanged by key. */
  static void ofReadings(DataStream<RawRecord> records, Sink<Long> counted) {
    records
        .process(new Decode())
        .returns(new AvroTypeInfo<>(Reading.class))
        .name("decode")
        .uid("decode")
        .keyBy(reading -> Topics.key(reading.getCityId(), reading.getControllerId()))
        .process(new CountReadings())
        .name("count")
        .uid("count")
        .sinkTo(counted)
        .name("discard")
        .uid("discard");
  }

  /** Decoded where they are counted, as the readings job does it: bytes are exchanged by key. */
  static void ofBytes(DataStream<RawRecord> records, Sink<Long> counted) {
    records
        .keyBy(RawRecord::key)
        .process(new CountBytes())
        .name("count")
        .uid("count")
        .sinkTo(counted)
        .name("discard")
        .uid("discard");
  }

  private static final class Decode extends ProcessFunction<RawRecord, Reading> {
    private static final long serialVersionUID = 1L;

    private transient AvroMessages messages;

    @Override
    public void open(OpenContext context) {
      messages = new AvroMessages();
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Reading> out) {
      if (messages.decode(record.value()) instanceof Reading reading) {
        out.collect(reading);
      }
    }
  }

  private abstract static class Count<T> extends KeyedProcessFunction<String, T, Long> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
    }

    void countOne(Collector<Long> out) throws Exception {
      Long before = count.value();
      long after = before == null ? 1 : before + 1;
      count.update(after);
      out.collect(after);
    }
  }

  private static final class CountReadings extends Count<Reading> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Reading reading, Context context, Collector<Long> out)
        throws Exception {
      countOne(out);
    }
  }

  private static final class CountBytes extends Count<RawRecord> {
    private static final long serialVersionUID = 1L;

    private transient AvroMessages messages;

    @Override
    public void open(OpenContext context) {
      super.open(context);
      messages = new AvroMessages();
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Long> out)
        throws Exception {
      if (messages.decode(record.value()) instanceof Reading) {
        countOne(out);
      }
    }
  }
}
