package city.sawang.jobs.startpoint;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes the enumerator's state with its log, and reads that of Kafka's own serializer too. */
final class BoundEnumeratorStateSerializer
    implements SimpleVersionedSerializer<BoundEnumeratorState> {
  private static final int OURS = BoundSplitSerializer.OURS;

  private final SimpleVersionedSerializer<KafkaSourceEnumState> kafka;

  BoundEnumeratorStateSerializer(SimpleVersionedSerializer<KafkaSourceEnumState> kafka) {
    this.kafka = kafka;
  }

  @Override
  public int getVersion() {
    return OURS + kafka.getVersion();
  }

  @Override
  public byte[] serialize(BoundEnumeratorState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    LogBytes.write(out, state.log(), kafka.serialize(state.kafka()));
    return out.getCopyOfBuffer();
  }

  @Override
  public BoundEnumeratorState deserialize(int version, byte[] bytes) throws IOException {
    if (version < OURS) {
      return new BoundEnumeratorState(Optional.empty(), kafka.deserialize(version, bytes));
    }
    LogBytes read = LogBytes.read(new DataInputDeserializer(bytes));
    return new BoundEnumeratorState(read.log(), kafka.deserialize(version - OURS, read.rest()));
  }

  /** The log in such bytes, when they are of ours. */
  static Optional<LogIdentity> logOf(int version, byte[] bytes) throws IOException {
    return version < OURS
        ? Optional.empty()
        : LogBytes.read(new DataInputDeserializer(bytes)).log();
  }
}
