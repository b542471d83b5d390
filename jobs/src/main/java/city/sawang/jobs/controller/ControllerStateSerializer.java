package city.sawang.jobs.controller;

import city.sawang.jobs.metering.MeterState;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.FirstSteps;
import city.sawang.jobs.metering.log.HeldRun;
import city.sawang.jobs.metering.log.RegisterFacts;
import city.sawang.jobs.metering.register.RegisterTotals;
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
  private static final int VERSION = 2;

  /** 0.1.0, without facts about the registers. */
  private static final int VERSION_WITHOUT_FACTS = 1;

  private static final int ABSENT = -1;

  @Override
  public void serialize(ControllerState state, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    ControllerSummary summary = state.meter().summary();
    out.writeBoolean(!summary.isEmpty());
    if (!summary.isEmpty()) {
      out.writeLong(summary.newestObservedAt());
      out.writeLong(summary.newestRegisterAt());
      writeLongs(summary.chunkStarts(), out);
      out.writeLong(summary.frozenBefore());
      out.writeLong(summary.topBootId());
      out.writeLong(summary.topSeq());
      out.writeLong(summary.floorBootId());
      out.writeLong(summary.floorSeq());
      RegisterFacts registers = summary.registers();
      out.writeLong(registers.deviceReceivedAt());
      out.writeLong(registers.arrivalAt());
      writeSteps(registers.firstSteps(), out);
      out.writeBoolean(registers.held().isKnown());
      if (registers.held().isKnown()) {
        out.writeLong(registers.held().since());
        out.writeLong(registers.held().powerMw());
        out.writeLong(registers.held().usedMwh());
        out.writeLong(registers.held().stepMwh());
        out.writeLong(registers.held().smallestMwh());
      }
      out.writeLong(registers.smallestStepMwh());
      out.writeLong(registers.unusualAt());
    }
    RegisterTotals totals = state.meter().totals();
    out.writeInt(totals.lampIds().length);
    for (int i = 0; i < totals.lampIds().length; i++) {
      out.writeUTF(totals.lampIds()[i]);
      out.writeLong(totals.mwh()[i]);
      out.writeBoolean(totals.rebased()[i]);
    }
    out.writeLong(state.chunkStart());
    byte[] chunk = state.chunk();
    out.writeInt(chunk == null ? ABSENT : chunk.length);
    if (chunk != null) {
      out.write(chunk);
    }
  }

  private static void writeSteps(FirstSteps steps, DataOutputView out) throws IOException {
    out.writeByte(steps.count());
    if (steps.count() > 0) {
      out.writeLong(steps.firstAt());
      out.writeLong(steps.firstMwh());
    }
    if (steps.count() > 1) {
      out.writeLong(steps.secondAt());
      out.writeLong(steps.secondMwh());
    }
    if (steps.count() > 2) {
      out.writeLong(steps.thirdAt());
      out.writeLong(steps.thirdMwh());
    }
  }

  private static FirstSteps readSteps(DataInputView in) throws IOException {
    FirstSteps steps = FirstSteps.NONE;
    for (int count = in.readByte(); count > 0; count--) {
      steps = steps.and(in.readLong(), in.readLong());
    }
    return steps;
  }

  private static HeldRun readHeld(DataInputView in) throws IOException {
    return in.readBoolean()
        ? new HeldRun(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong())
        : HeldRun.NONE;
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
    if (version < VERSION_WITHOUT_FACTS || version > VERSION) {
      throw new IOException(
          "state of a controller of version " + version + ", expected at most " + VERSION);
    }
    ControllerSummary summary =
        in.readBoolean() ? readSummary(version, in) : ControllerSummary.EMPTY;
    int lamps = in.readInt();
    RegisterTotals totals =
        lamps == 0
            ? RegisterTotals.NONE
            : new RegisterTotals(new String[lamps], new long[lamps], new boolean[lamps]);
    for (int i = 0; i < lamps; i++) {
      totals.lampIds()[i] = in.readUTF();
      totals.mwh()[i] = in.readLong();
      totals.rebased()[i] = in.readBoolean();
    }
    long chunkStart = in.readLong();
    int length = in.readInt();
    byte[] chunk = length == ABSENT ? null : new byte[length];
    if (chunk != null) {
      in.readFully(chunk);
    }
    return new ControllerState(new MeterState(summary, totals), chunkStart, chunk, null);
  }

  private static ControllerSummary readSummary(int version, DataInputView in) throws IOException {
    long newestObservedAt = in.readLong();
    long newestRegisterAt = in.readLong();
    // Java evaluates arguments from left to right: in the order in which they were written.
    return new ControllerSummary(
        newestObservedAt,
        newestRegisterAt,
        readLongs(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        version == VERSION_WITHOUT_FACTS ? RegisterFacts.unknown(newestRegisterAt) : readFacts(in));
  }

  private static RegisterFacts readFacts(DataInputView in) throws IOException {
    return new RegisterFacts(
        in.readLong(), in.readLong(), readSteps(in), readHeld(in), in.readLong(), in.readLong());
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
