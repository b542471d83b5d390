package city.sawang.jobs.source;

import city.sawang.jobs.serial.ImmutableSerializer;
import city.sawang.jobs.serial.Text;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Writes a record of Kafka field by field, without reflection: every reading travels by it. It is
 * for the way between two operators of one version, never for state.
 */
final class KafkaBytesSerializer extends ImmutableSerializer<KafkaBytes> {
  static final KafkaBytesSerializer INSTANCE = new KafkaBytesSerializer();

  private static final long serialVersionUID = 1L;
  private static final int TOMBSTONE = -1;

  @Override
  public void serialize(KafkaBytes record, DataOutputView out) throws IOException {
    StringValue.writeString(record.key(), out);
    byte[] value = record.value();
    out.writeInt(value == null ? TOMBSTONE : value.length);
    if (value != null) {
      out.write(value);
    }
    out.writeLong(record.timestampMillis());
    Text.write(record.topic(), out);
    out.writeInt(record.partition());
    out.writeLong(record.offset());
  }

  @Override
  public KafkaBytes deserialize(DataInputView in) throws IOException {
    String key = StringValue.readString(in);
    int length = in.readInt();
    byte[] value = length == TOMBSTONE ? null : new byte[length];
    if (value != null) {
      in.readFully(value);
    }
    return new KafkaBytes(key, value, in.readLong(), Text.read(in), in.readInt(), in.readLong());
  }

  @Override
  public TypeSerializerSnapshot<KafkaBytes> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KafkaBytes> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
