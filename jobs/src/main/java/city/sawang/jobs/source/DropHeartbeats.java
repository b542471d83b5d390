package city.sawang.jobs.source;

import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Heartbeat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.SchemaNormalization;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Passes on what may be a reading of the controller in its key; heartbeats have done their work in
 * the watermark and end here. What cannot be a reading leaves by {@link #DAMAGED}.
 */
public final class DropHeartbeats extends ProcessFunction<RawRecord, RawRecord> {
  private static final long serialVersionUID = 1L;

  /** Records that are none of the records of their topic. */
  public static final OutputTag<QuarantineRow> DAMAGED = new OutputTag<>("damaged-reading") {};

  private static final int FINGERPRINT_OFFSET = 2;
  private static final int HEADER_BYTES = 10;
  private static final long HEARTBEAT =
      SchemaNormalization.parsingFingerprint64(Heartbeat.getClassSchema());

  private transient AvroMessages messages;

  @Override
  public void open(OpenContext context) {
    messages = new AvroMessages();
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<RawRecord> out) {
    byte[] value = record.value();
    if (value != null && value.length >= HEADER_BYTES && fingerprint(value) == HEARTBEAT) {
      return;
    }
    if (value != null && ControllerKey.isValid(record.key())) {
      out.collect(record);
      return;
    }
    String problem = problemOf(record);
    if (problem != null) {
      context.output(
          DAMAGED,
          QuarantineRow.damaged(
              Topics.READINGS,
              record.timestampMillis(),
              record.topicPartitionOffset() + ": " + problem,
              value));
    }
  }

  private String problemOf(RawRecord record) {
    if (record.value() == null) {
      return "no value, expected a reading";
    }
    try {
      // The fingerprint of a heartbeat from a bridge of another version differs.
      return messages.decode(record.value()) instanceof Heartbeat
          ? null
          : "key " + record.key() + ", expected city/controller";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static long fingerprint(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT_OFFSET);
  }
}
