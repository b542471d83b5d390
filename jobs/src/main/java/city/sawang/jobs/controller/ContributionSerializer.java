package city.sawang.jobs.controller;

import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Writes a contribution field by field, in the order of the record, without reflection: some of
 * them travel for every reading. It is for the way between two operators of one version, never for
 * state: nothing in the bytes tells which fields they hold.
 */
final class ContributionSerializer extends TypeSerializerSingleton<QuarterHourContribution> {
  static final ContributionSerializer INSTANCE = new ContributionSerializer();

  private static final long serialVersionUID = 1L;
  private static final int VARIABLE_LENGTH = -1;

  @Override
  public void serialize(QuarterHourContribution c, DataOutputView out) throws IOException {
    StringValue.writeString(c.cityId(), out);
    StringValue.writeString(c.lampId(), out);
    StringValue.writeString(c.deploymentId(), out);
    StringValue.writeString(c.feederId(), out);
    StringValue.writeString(c.controllerId(), out);
    out.writeLong(c.periodStart());
    out.writeBoolean(c.empty());
    out.writeBoolean(c.energyKnown());
    out.writeLong(c.measuredMwh());
    out.writeLong(c.interpolatedMwh());
    out.writeLong(c.estimatedMwh());
    out.writeLong(c.powerSumMw());
    out.writeInt(c.powerCount());
    out.writeLong(c.powerMinMw());
    out.writeLong(c.powerMaxMw());
    out.writeLong(c.voltageSumMv());
    out.writeInt(c.voltageCount());
    out.writeLong(c.powerFactorSumBp());
    out.writeInt(c.powerFactorCount());
    out.writeLong(c.dimSumBp());
    out.writeInt(c.dimCount());
    out.writeInt(c.litSeconds());
    out.writeInt(c.readingsExpected());
    out.writeInt(c.readingsAccepted());
    out.writeInt(c.flags());
    out.writeBoolean(c.decided());
    out.writeInt(c.nightDay());
    out.writeInt(c.month());
    out.writeLong(c.dayMwh());
    out.writeLong(c.dayBurnMwh());
    out.writeLong(c.fromPowerMwh());
    writeLight(c.light(), out);
    out.writeBoolean(c.silent());
    out.writeLong(c.finalBefore());
    out.writeLong(c.countedMwh());
    out.writeBoolean(c.countsAnew());
  }

  private static void writeLight(Light light, DataOutputView out) throws IOException {
    out.writeInt(light.darkPeriod());
    out.writeInt(light.expectedLit());
    out.writeInt(light.litDark());
    out.writeInt(light.dark());
    out.writeInt(light.scheduledOff());
    out.writeInt(light.dayBurn());
  }

  @Override
  public QuarterHourContribution deserialize(DataInputView in) throws IOException {
    // Java evaluates arguments from left to right: in the order in which they were written.
    return new QuarterHourContribution(
        StringValue.readString(in),
        StringValue.readString(in),
        StringValue.readString(in),
        StringValue.readString(in),
        StringValue.readString(in),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readLong(),
        in.readInt(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readBoolean(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        readLight(in),
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        in.readBoolean());
  }

  private static Light readLight(DataInputView in) throws IOException {
    return new Light(
        in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
  }

  @Override
  public QuarterHourContribution deserialize(QuarterHourContribution reuse, DataInputView in)
      throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView from, DataOutputView to) throws IOException {
    serialize(deserialize(from), to);
  }

  @Override
  public QuarterHourContribution copy(QuarterHourContribution from) {
    return from;
  }

  @Override
  public QuarterHourContribution copy(QuarterHourContribution from, QuarterHourContribution reuse) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public QuarterHourContribution createInstance() {
    return null;
  }

  @Override
  public int getLength() {
    return VARIABLE_LENGTH;
  }

  @Override
  public TypeSerializerSnapshot<QuarterHourContribution> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<QuarterHourContribution> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
