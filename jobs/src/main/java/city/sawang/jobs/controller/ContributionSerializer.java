package city.sawang.jobs.controller;

import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.serial.ImmutableSerializer;
import city.sawang.jobs.serial.Utf8Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes contributions field by field, in the order of the record, without reflection: some of them
 * travel for every reading. It is for the way between two operators of one version, never for
 * state: nothing in the bytes tells which fields they hold. Names that are those of the contribution
 * before are not written again.
 */
final class ContributionSerializer extends ImmutableSerializer<LampContributions> {
  static final ContributionSerializer INSTANCE = new ContributionSerializer();

  private static final long serialVersionUID = 1L;

  @Override
  public void serialize(LampContributions lamp, DataOutputView out) throws IOException {
    Utf8Text.write(lamp.cityId(), out);
    Utf8Text.write(lamp.lampId(), out);
    out.writeInt(lamp.said().size());
    QuarterHourContribution before = null;
    for (QuarterHourContribution c : lamp.said()) {
      boolean same =
          before != null
              && Objects.equals(before.deploymentId(), c.deploymentId())
              && Objects.equals(before.feederId(), c.feederId())
              && Objects.equals(before.controllerId(), c.controllerId());
      out.writeBoolean(same);
      if (!same) {
        Utf8Text.write(c.deploymentId(), out);
        Utf8Text.write(c.feederId(), out);
        Utf8Text.write(c.controllerId(), out);
      }
      write(c, out);
      before = c;
    }
  }

  private static void write(QuarterHourContribution c, DataOutputView out) throws IOException {
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
  public LampContributions deserialize(DataInputView in) throws IOException {
    String cityId = Utf8Text.read(in);
    String lampId = Utf8Text.read(in);
    int size = in.readInt();
    List<QuarterHourContribution> said = new ArrayList<>(size);
    String deploymentId = null;
    String feederId = null;
    String controllerId = null;
    for (int i = 0; i < size; i++) {
      if (!in.readBoolean()) {
        deploymentId = Utf8Text.read(in);
        feederId = Utf8Text.read(in);
        controllerId = Utf8Text.read(in);
      }
      said.add(read(cityId, lampId, deploymentId, feederId, controllerId, in));
    }
    return new LampContributions(cityId, lampId, said);
  }

  private static QuarterHourContribution read(
      String cityId,
      String lampId,
      String deploymentId,
      String feederId,
      String controllerId,
      DataInputView in)
      throws IOException {
    // Java evaluates arguments from left to right: in the order in which they were written.
    return new QuarterHourContribution(
        cityId,
        lampId,
        deploymentId,
        feederId,
        controllerId,
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
  public TypeSerializerSnapshot<LampContributions> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LampContributions> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
