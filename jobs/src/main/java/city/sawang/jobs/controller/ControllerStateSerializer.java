package city.sawang.jobs.controller;

import city.sawang.jobs.metering.ControllerSummary;
import city.sawang.jobs.metering.CounterStands;
import city.sawang.jobs.serial.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a {@link ControllerState} field by field. The first byte is the version of the layout that
 * follows: whoever adds a field after a release raises it, and still reads the released versions.
 */
final class ControllerStateSerializer extends ImmutableSerializer<ControllerState> {
  static final ControllerStateSerializer INSTANCE = new ControllerStateSerializer();

  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final int ABSENT = -1;

  @Override
  public void serialize(ControllerState state, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    ControllerSummary summary = state.summary();
    out.writeBoolean(summary != null);
    if (summary != null) {
      out.writeLong(summary.newestObservedAt());
      out.writeLong(summary.newestCounterAt());
      writeLongs(summary.chunkStarts(), out);
      out.writeLong(summary.frozenBefore());
      out.writeLong(summary.topBootId());
      out.writeLong(summary.topSeq());
      out.writeLong(summary.floorBootId());
      out.writeLong(summary.floorSeq());
    }
    CounterStands stands = state.stands();
    out.writeInt(stands.lampIds().length);
    for (int i = 0; i < stands.lampIds().length; i++) {
      out.writeUTF(stands.lampIds()[i]);
      out.writeLong(stands.mwh()[i]);
      out.writeBoolean(stands.anew()[i]);
    }
    out.writeLong(state.chunkStart());
    byte[] chunk = state.chunk();
    out.writeInt(chunk == null ? ABSENT : chunk.length);
    if (chunk != null) {
      out.write(chunk);
    }
  }

  private static void writeLongs(long[] values, DataOutputView out) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  @Override
  public ControllerState deserialize(DataInputView in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "state of a controller of version " + version + ", expected at most " + VERSION);
    }
    ControllerSummary summary = in.readBoolean() ? readSummary(in) : null;
    int lamps = in.readInt();
    CounterStands stands =
        lamps == 0
            ? CounterStands.NONE
            : new CounterStands(new String[lamps], new long[lamps], new boolean[lamps]);
    for (int i = 0; i < lamps; i++) {
      stands.lampIds()[i] = in.readUTF();
      stands.mwh()[i] = in.readLong();
      stands.anew()[i] = in.readBoolean();
    }
    long chunkStart = in.readLong();
    int length = in.readInt();
    byte[] chunk = length == ABSENT ? null : new byte[length];
    if (chunk != null) {
      in.readFully(chunk);
    }
    return new ControllerState(summary, stands, chunkStart, chunk, null);
  }

  private static ControllerSummary readSummary(DataInputView in) throws IOException {
    // Java evaluates arguments from left to right: in the order in which they were written.
    return new ControllerSummary(
        in.readLong(),
        in.readLong(),
        readLongs(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static long[] readLongs(DataInputView in) throws IOException {
    long[] values = new long[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  @Override
  public TypeSerializerSnapshot<ControllerState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name, which every savepoint holds. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ControllerState> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
