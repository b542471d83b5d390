package city.sawang.jobs.startpoint;

import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes splits with the log they count in, and reads those that Kafka's own serializer wrote before
 * there was one.
 */
final class BoundSplitSerializer implements SimpleVersionedSerializer<KafkaPartitionSplit> {
  /** Above every version that Kafka's own serializer will ever have; each has its own beyond it. */
  static final int OURS = 1_000;

  private final SimpleVersionedSerializer<KafkaPartitionSplit> kafka;

  BoundSplitSerializer(SimpleVersionedSerializer<KafkaPartitionSplit> kafka) {
    this.kafka = kafka;
  }

  @Override
  public int getVersion() {
    return OURS + kafka.getVersion();
  }

  @Override
  public byte[] serialize(KafkaPartitionSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    LogBytes.write(out, BoundSplit.logOf(split), kafka.serialize(split));
    return out.getCopyOfBuffer();
  }

  @Override
  public KafkaPartitionSplit deserialize(int version, byte[] bytes) throws IOException {
    if (version < OURS) {
      return kafka.deserialize(version, bytes);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    LogBytes read = LogBytes.read(in);
    KafkaPartitionSplit split = kafka.deserialize(version - OURS, read.rest());
    return read.log().isPresent() ? new BoundSplit(split, read.log().get()) : split;
  }
}
