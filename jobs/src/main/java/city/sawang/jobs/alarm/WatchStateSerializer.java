package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentState;
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
  private static final int VERSION = 1;

  @Override
  public void serialize(WatchState state, DataOutputView out) throws IOException {
    IncidentState incidents = state.incidents();
    out.writeByte(VERSION);
    write(incidents.head(), out);
    write(incidents.published(), out);
    out.writeInt(incidents.chunkStarts().length);
    for (long start : incidents.chunkStarts()) {
      out.writeLong(start);
    }
    out.writeBoolean(incidents.truncated());
    out.writeLong(incidents.newestAt());
    out.writeLong(incidents.clock());
    out.writeLong(state.timer());
  }

  @Override
  public WatchState deserialize(DataInputView in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("state of incidents of version " + version + ", expected " + VERSION);
    }
    byte[] head = readBytes(in);
    byte[] published = readBytes(in);
    long[] starts = new long[in.readInt()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = in.readLong();
    }
    IncidentState incidents =
        new IncidentState(head, published, starts, in.readBoolean(), in.readLong(), in.readLong());
    return new WatchState(incidents, in.readLong());
  }

  private static void write(byte[] bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
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
