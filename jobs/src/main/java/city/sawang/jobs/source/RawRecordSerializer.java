package city.sawang.jobs.source;

import city.sawang.jobs.serial.ImmutableSerializer;
import city.sawang.jobs.serial.Utf8Text;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Writes a record of Kafka field by field, without reflection: every reading is sent by it. It is
 * for the way between two operators of one version, never for state.
 */
final class RawRecordSerializer extends ImmutableSerializer<RawRecord> {
  static final RawRecordSerializer INSTANCE = new RawRecordSerializer();

  private static final long serialVersionUID = 1L;
  private static final int TOMBSTONE = -1;

  @Override
  public void serialize(RawRecord record, DataOutputView out) throws IOException {
    StringValue.writeString(record.key(), out);
    byte[] value = record.value();
    out.writeInt(value == null ? TOMBSTONE : value.length);
    if (value != null) {
      out.write(value);
    }
    out.writeLong(record.timestampMillis());
    Utf8Text.write(record.topic(), out);
    out.writeInt(record.partition());
    out.writeLong(record.offset());
  }

  @Override
  public RawRecord deserialize(DataInputView in) throws IOException {
    String key = StringValue.readString(in);
    int length = in.readInt();
    byte[] value = length == TOMBSTONE ? null : new byte[length];
    if (value != null) {
      in.readFully(value);
    }
    return new RawRecord(key, value, in.readLong(), Utf8Text.read(in), in.readInt(), in.readLong());
  }

  @Override
  public TypeSerializerSnapshot<RawRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RawRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
