package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentState;
import city.sawang.jobs.incident.IncidentStateCodec;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import city.sawang.jobs.serial.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a {@link WatchState}. The first byte is the version of the layout that follows: whoever adds
 * a field after a release raises it, and still reads the released versions.
 */
final class WatchStateSerializer extends ImmutableSerializer<WatchState> {
  static final WatchStateSerializer INSTANCE = new WatchStateSerializer();

  private static final long serialVersionUID = 1L;

  /** 1 was never released. */
  private static final int VERSION = 2;

  private static final int USUAL_BYTES = 256;
  private static final int ABSENT = -1;

  @Override
  public void serialize(WatchState state, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    ByteWriter incidents = new ByteWriter(USUAL_BYTES);
    IncidentStateCodec.write(state.incidents(), incidents);
    write(incidents.toByteArray(), out);
    out.writeLong(state.timer());
    out.writeLong(state.chunkStart());
    if (state.chunk() == null) {
      out.writeInt(ABSENT);
    } else {
      write(state.chunk(), out);
    }
  }

  @Override
  public WatchState deserialize(DataInputView in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("state of incidents of version " + version + ", expected " + VERSION);
    }
    IncidentState incidents = IncidentStateCodec.read(new ByteReader(readBytes(in)));
    return new WatchState(incidents, in.readLong(), in.readLong(), readBytes(in));
  }

  private static void write(byte[] bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** The bytes, or null where none were written. */
  private static byte[] readBytes(DataInputView in) throws IOException {
    int length = in.readInt();
    if (length == ABSENT) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  @Override
  public TypeSerializerSnapshot<WatchState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<WatchState> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
