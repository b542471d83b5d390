package city.sawang.jobs.metering.log;

import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.List;

/**
 * A few readings as bytes. Each is written as the difference to the one before it, fields that did
 * not change cost one bit, and numbers are variable-length: some twenty bytes a reading, eight of
 * them its digest.
 */
final class BlockCodec {
  private static final int STATUS = 1;
  private static final int SEQ = 1 << 1;
  private static final int ENERGY = 1 << 2;
  private static final int POWER = 1 << 3;
  private static final int VOLTAGE = 1 << 4;
  private static final int CURRENT = 1 << 5;
  private static final int FACTOR = 1 << 6;
  private static final int DIM_ACTUAL = 1 << 7;
  private static final int DIM_COMMAND = 1 << 8;
  private static final int STATES = 1 << 9;
  private static final int BOOT = 1 << 10;
  private static final int COUNTER = 1 << 11;
  private static final int RESOLUTION = 1 << 12;

  private BlockCodec() {}

  /**
   * @param base instant that the first reading is written against
   */
  static void encode(ByteWriter out, long base, List<LogEntry> entries) {
    out.writeUnsigned(entries.size());
    MeterReading before = null;
    RegisterStatus statusBefore = RegisterStatus.NORMAL;
    long step = 0;
    for (LogEntry entry : entries) {
      MeterReading r = entry.reading();
      long delta = r.observedAt() - (before == null ? base : before.observedAt());
      out.writeSigned(delta - step);
      step = before == null ? 0 : delta;
      out.writeSigned(arrival(r) - arrival(before));
      out.writeFixed(r.digest());
      writeFields(out, r, before, entry.status(), statusBefore);
      before = r;
      statusBefore = entry.status();
    }
  }

  private static void writeFields(
      ByteWriter out,
      MeterReading r,
      MeterReading b,
      RegisterStatus status,
      RegisterStatus before) {
    int mask = 0;
    mask |= status != before ? STATUS : 0;
    mask |= r.seq() != expectedSeq(b) ? SEQ : 0;
    mask |= r.energyMwh() != energy(b) ? ENERGY : 0;
    mask |= r.powerMw() != power(b) ? POWER : 0;
    mask |= r.voltageMv() != voltage(b) ? VOLTAGE : 0;
    mask |= r.currentMa() != current(b) ? CURRENT : 0;
    mask |= r.powerFactorBp() != factor(b) ? FACTOR : 0;
    mask |= r.dimActualBp() != dimActual(b) ? DIM_ACTUAL : 0;
    mask |= r.dimCommandBp() != dimCommand(b) ? DIM_COMMAND : 0;
    mask |= states(r) != states(b) ? STATES : 0;
    mask |= r.bootId() != boot(b) ? BOOT : 0;
    mask |= r.counterBits() != bits(b) || r.counterUnitMwh() != unit(b) ? COUNTER : 0;
    mask |= r.resolutionMwh() != resolution(b) ? RESOLUTION : 0;
    out.writeUnsigned(mask);
    if ((mask & STATUS) != 0) {
      out.writeUnsigned(status.ordinal());
    }
    writeDelta(out, mask & SEQ, r.seq(), expectedSeq(b));
    writeDelta(out, mask & ENERGY, r.energyMwh(), energy(b));
    writeDelta(out, mask & POWER, r.powerMw(), power(b));
    writeDelta(out, mask & VOLTAGE, r.voltageMv(), voltage(b));
    writeDelta(out, mask & CURRENT, r.currentMa(), current(b));
    writeDelta(out, mask & FACTOR, r.powerFactorBp(), factor(b));
    writeDelta(out, mask & DIM_ACTUAL, r.dimActualBp(), dimActual(b));
    writeDelta(out, mask & DIM_COMMAND, r.dimCommandBp(), dimCommand(b));
    writeDelta(out, mask & STATES, states(r), states(b));
    writeDelta(out, mask & BOOT, r.bootId(), boot(b));
    writeDelta(out, mask & COUNTER, r.counterBits(), bits(b));
    writeDelta(out, mask & COUNTER, r.counterUnitMwh(), unit(b));
    writeDelta(out, mask & RESOLUTION, r.resolutionMwh(), resolution(b));
  }

  private static void writeDelta(ByteWriter out, int present, long value, long before) {
    if (present != 0) {
      // Wraps around for absent values, and back when read.
      out.writeSigned(value - before);
    }
  }

  static List<LogEntry> decode(ByteReader in, long base) {
    int count = (int) in.readUnsigned();
    List<LogEntry> entries = new ArrayList<>(count + 1);
    MeterReading.Builder reading = new MeterReading.Builder();
    MeterReading b = null;
    RegisterStatus status = RegisterStatus.NORMAL;
    long step = 0;
    for (int i = 0; i < count; i++) {
      long delta = step + in.readSigned();
      long at = (b == null ? base : b.observedAt()) + delta;
      step = b == null ? 0 : delta;
      long received = at + arrival(b) + in.readSigned();
      long digest = in.readFixed();
      int mask = (int) in.readUnsigned();
      if ((mask & STATUS) != 0) {
        status = RegisterStatus.of((int) in.readUnsigned());
      }
      long seq = readDelta(in, mask & SEQ, expectedSeq(b));
      long energy = readDelta(in, mask & ENERGY, energy(b));
      long power = readDelta(in, mask & POWER, power(b));
      long voltage = readDelta(in, mask & VOLTAGE, voltage(b));
      long current = readDelta(in, mask & CURRENT, current(b));
      int factor = (int) readDelta(in, mask & FACTOR, factor(b));
      int dimActual = (int) readDelta(in, mask & DIM_ACTUAL, dimActual(b));
      int dimCommand = (int) readDelta(in, mask & DIM_COMMAND, dimCommand(b));
      int states = (int) readDelta(in, mask & STATES, states(b));
      long boot = readDelta(in, mask & BOOT, boot(b));
      int bits = (int) readDelta(in, mask & COUNTER, bits(b));
      long unit = readDelta(in, mask & COUNTER, unit(b));
      long resolution = readDelta(in, mask & RESOLUTION, resolution(b));
      b =
          reading
              .observed(at, received)
              .identity(boot, seq, digest)
              .register(energy, bits, unit)
              .power(power, factor)
              .supply(voltage, current)
              .dim(dimCommand, dimActual)
              .switches((byte) ((states & 3) - 1), (byte) ((states >> 2 & 3) - 1))
              .modes((byte) ((states >> 4 & 3) - 1), (byte) ((states >> 6 & 3) - 1))
              .historical((states >> 8 & 1) == 1)
              .arrival((states >> 9 & 1) == 1)
              .resolution(resolution)
              .build();
      entries.add(new LogEntry(b, status));
    }
    return entries;
  }

  private static long readDelta(ByteReader in, int present, long before) {
    return present == 0 ? before : before + in.readSigned();
  }

  private static int states(MeterReading r) {
    return r == null
        ? 0
        : (r.lampOn() + 1)
            | (r.relayOn() + 1) << 2
            | (r.overrideActive() + 1) << 4
            | (r.maintenanceMode() + 1) << 6
            | (r.historical() ? 1 : 0) << 8
            | (r.arrival() ? 1 : 0) << 9;
  }

  private static long arrival(MeterReading r) {
    return r == null ? 0 : r.receivedAt() - r.observedAt();
  }

  private static long expectedSeq(MeterReading b) {
    return b == null || b.seq() == MeterReading.ABSENT ? MeterReading.ABSENT : b.seq() + 1;
  }

  private static long energy(MeterReading b) {
    return b == null ? MeterReading.ABSENT : b.energyMwh();
  }

  private static long power(MeterReading b) {
    return b == null ? MeterReading.ABSENT : b.powerMw();
  }

  private static long voltage(MeterReading b) {
    return b == null ? MeterReading.ABSENT : b.voltageMv();
  }

  private static long current(MeterReading b) {
    return b == null ? MeterReading.ABSENT : b.currentMa();
  }

  private static int factor(MeterReading b) {
    return b == null ? MeterReading.ABSENT_INT : b.powerFactorBp();
  }

  private static int dimActual(MeterReading b) {
    return b == null ? MeterReading.ABSENT_INT : b.dimActualBp();
  }

  private static int dimCommand(MeterReading b) {
    return b == null ? MeterReading.ABSENT_INT : b.dimCommandBp();
  }

  private static long boot(MeterReading b) {
    return b == null ? MeterReading.ABSENT : b.bootId();
  }

  private static int bits(MeterReading b) {
    return b == null ? MeterReading.ABSENT_INT : b.counterBits();
  }

  private static long resolution(MeterReading b) {
    return b == null ? MeterReading.ABSENT : b.resolutionMwh();
  }

  private static long unit(MeterReading b) {
    return b == null ? MeterReading.ABSENT : b.counterUnitMwh();
  }
}
