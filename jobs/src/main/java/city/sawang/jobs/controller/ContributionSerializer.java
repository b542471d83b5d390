package city.sawang.jobs.controller;

import city.sawang.jobs.metering.contribution.Averages;
import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalAttribution;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalEnergy;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalKey;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.ReadingCount;
import city.sawang.jobs.serial.ImmutableSerializer;
import city.sawang.jobs.serial.Utf8Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes contributions field by field, without reflection: some of them are exchanged for every
 * reading. It is for the exchange between two operators of one version, never for state: nothing in
 * the bytes tells which fields they hold. What is not known is one bit; the controller of the
 * contribution before is not written again.
 */
final class ContributionSerializer extends ImmutableSerializer<LampContributions> {
  static final ContributionSerializer INSTANCE = new ContributionSerializer();

  private static final long serialVersionUID = 1L;

  /** Bits of the first byte of a contribution. */
  private static final int RETRACTION = 1;

  private static final int EXPECTATION = 2;
  private static final int SAME_CONTROLLER = 4;
  private static final int ENERGY_KNOWN = 8;
  private static final int DECIDED = 16;
  private static final int REBASED = 32;

  @Override
  public void serialize(LampContributions lamp, DataOutputView out) throws IOException {
    Utf8Text.write(lamp.cityId(), out);
    Utf8Text.write(lamp.lampId(), out);
    out.writeInt(lamp.contributions().size());
    String controllerBefore = null;
    for (IntervalContribution c : lamp.contributions()) {
      boolean same = c.controllerId().equals(controllerBefore);
      controllerBefore = c.controllerId();
      out.writeByte(bits(c, same));
      if (!same) {
        Utf8Text.write(c.controllerId(), out);
      }
      out.writeLong(c.periodStart());
      out.writeLong(c.progress().finalBefore());
      out.writeLong(c.progress().countedMwh());
      if (c instanceof IntervalFigures figures) {
        write(figures, out);
      }
    }
  }

  private static int bits(IntervalContribution c, boolean sameController) {
    int bits = sameController ? SAME_CONTROLLER : 0;
    bits |= c.isExpectation() ? EXPECTATION : 0;
    bits |= c.progress().rebased() ? REBASED : 0;
    if (c instanceof IntervalFigures figures) {
      bits |= figures.energy().known() ? ENERGY_KNOWN : 0;
      bits |= figures.decided() ? DECIDED : 0;
    } else {
      bits |= RETRACTION;
    }
    return bits;
  }

  private static void write(IntervalFigures c, DataOutputView out) throws IOException {
    Utf8Text.write(c.attribution().deploymentId(), out);
    Utf8Text.write(c.attribution().feederId(), out);
    out.writeInt(c.attribution().nightDay());
    out.writeInt(c.attribution().month());
    write(c.energy(), out);
    write(c.averages(), out);
    write(c.light(), out);
    out.writeInt(c.readings().expected());
    out.writeInt(c.readings().accepted());
    out.writeInt(c.flags());
  }

  private static void write(IntervalEnergy energy, DataOutputView out) throws IOException {
    out.writeLong(energy.unbookedMwh());
    if (energy.known()) {
      out.writeLong(energy.measuredMwh());
      out.writeLong(energy.interpolatedMwh());
      out.writeLong(energy.estimatedMwh());
      out.writeLong(energy.dayMwh());
      out.writeLong(energy.dayBurnMwh());
      out.writeLong(energy.fromPowerMwh());
    }
  }

  private static void write(Averages averages, DataOutputView out) throws IOException {
    out.writeBoolean(averages.isEmpty());
    if (!averages.isEmpty()) {
      out.writeLong(averages.powerSumMw());
      out.writeInt(averages.powerCount());
      out.writeLong(averages.powerMinMw());
      out.writeLong(averages.powerMaxMw());
      out.writeLong(averages.voltageSumMv());
      out.writeInt(averages.voltageCount());
      out.writeLong(averages.powerFactorSumBp());
      out.writeInt(averages.powerFactorCount());
      out.writeLong(averages.dimSumBp());
      out.writeInt(averages.dimCount());
    }
  }

  private static void write(LightSeconds light, DataOutputView out) throws IOException {
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
    List<IntervalContribution> contributions = new ArrayList<>(size);
    String controllerId = null;
    for (int i = 0; i < size; i++) {
      int bits = in.readByte();
      controllerId = (bits & SAME_CONTROLLER) != 0 ? controllerId : Utf8Text.read(in);
      IntervalKey key = new IntervalKey(cityId, lampId, controllerId, in.readLong());
      ContributionSource source =
          (bits & EXPECTATION) != 0 ? ContributionSource.EXPECTATION : ContributionSource.READINGS;
      ControllerProgress progress =
          new ControllerProgress(in.readLong(), in.readLong(), (bits & REBASED) != 0);
      contributions.add(
          (bits & RETRACTION) != 0
              ? new IntervalRetraction(key, source, progress)
              : readFigures(key, source, progress, bits, in));
    }
    return new LampContributions(cityId, lampId, contributions);
  }

  // Java evaluates arguments from left to right: in the order in which they were written.

  private static IntervalFigures readFigures(
      IntervalKey key,
      ContributionSource source,
      ControllerProgress progress,
      int bits,
      DataInputView in)
      throws IOException {
    return new IntervalFigures(
        key,
        source,
        new IntervalAttribution(Utf8Text.read(in), Utf8Text.read(in), in.readInt(), in.readInt()),
        readEnergy((bits & ENERGY_KNOWN) != 0, in),
        readAverages(in),
        readLight(in),
        new ReadingCount(in.readInt(), in.readInt()),
        in.readInt(),
        (bits & DECIDED) != 0,
        progress);
  }

  private static IntervalEnergy readEnergy(boolean known, DataInputView in) throws IOException {
    long unbooked = in.readLong();
    if (!known) {
      return unbooked == 0
          ? IntervalEnergy.UNKNOWN
          : new IntervalEnergy(false, 0, 0, 0, 0, 0, 0, unbooked);
    }
    return new IntervalEnergy(
        true,
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        unbooked);
  }

  private static Averages readAverages(DataInputView in) throws IOException {
    return in.readBoolean()
        ? Averages.NONE
        : new Averages(
            in.readLong(),
            in.readInt(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readInt(),
            in.readLong(),
            in.readInt(),
            in.readLong(),
            in.readInt());
  }

  private static LightSeconds readLight(DataInputView in) throws IOException {
    return new LightSeconds(
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
