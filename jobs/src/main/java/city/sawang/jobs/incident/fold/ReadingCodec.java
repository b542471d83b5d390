package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Readings and evidence as bytes. What is absent costs a bit. */
public final class ReadingCodec {
  private static final Quantity[] QUANTITIES = Quantity.values();
  private static final int HISTORICAL = 1;
  private static final int ARRIVAL = 2;
  private static final int NUMBERED = 4;
  private static final int BOOTED = 8;

  private ReadingCodec() {}

  /**
   * @param start instants are written as differences to it
   */
  public static void write(LampReading reading, long start, ByteWriter out) {
    LampReading.Stamp stamp = reading.stamp();
    boolean numbered = stamp.seq() != MeterReading.ABSENT;
    boolean booted = stamp.bootId() != MeterReading.ABSENT;
    out.writeUnsigned(
        (stamp.historical() ? HISTORICAL : 0)
            | (stamp.arrival() ? ARRIVAL : 0)
            | (numbered ? NUMBERED : 0)
            | (booted ? BOOTED : 0));
    out.writeSigned(stamp.observedAt() - start);
    out.writeSigned(stamp.receivedAt() - stamp.observedAt());
    if (booted) {
      out.writeSigned(stamp.bootId());
    }
    if (numbered) {
      out.writeSigned(stamp.seq());
    }
    out.writeFixed(stamp.digest());
    out.writeUnsigned(reading.said());
    for (long rest = reading.said(); rest != 0; rest &= rest - 1) {
      out.writeSigned(reading.get(QUANTITIES[Long.numberOfTrailingZeros(rest)]));
    }
  }

  /** Reads what {@link #write} wrote. */
  public static LampReading read(long start, ByteReader in) {
    long bits = in.readUnsigned();
    long observedAt = start + in.readSigned();
    long receivedAt = observedAt + in.readSigned();
    long bootId = (bits & BOOTED) != 0 ? in.readSigned() : MeterReading.ABSENT;
    long seq = (bits & NUMBERED) != 0 ? in.readSigned() : MeterReading.ABSENT;
    LampReading.Stamp stamp =
        new LampReading.Stamp(
            observedAt,
            receivedAt,
            bootId,
            seq,
            in.readFixed(),
            (bits & HISTORICAL) != 0,
            (bits & ARRIVAL) != 0);
    LampReading.Values values = new LampReading.Values();
    for (long rest = in.readUnsigned(); rest != 0; rest &= rest - 1) {
      values.put(QUANTITIES[Long.numberOfTrailingZeros(rest)], in.readSigned());
    }
    return new LampReading(stamp, values);
  }

  static void write(List<Evidence> evidence, ByteWriter out) {
    out.writeUnsigned(evidence.size());
    for (Evidence e : evidence) {
      out.writeSigned(e.observedAt());
      writeValues(e.values(), out);
      out.writeUnsigned(e.expectedLit() ? 1 : 0);
      out.writeSigned(e.expectedDimBp());
      out.writeSigned(e.expectedMw());
    }
  }

  static List<Evidence> readEvidence(ByteReader in) {
    int size = (int) in.readUnsigned();
    List<Evidence> evidence = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      evidence.add(
          new Evidence(
              in.readSigned(),
              readValues(in),
              in.readUnsigned() == 1,
              (int) in.readSigned(),
              in.readSigned()));
    }
    return evidence;
  }

  static void write(String text, ByteWriter out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeUnsigned(bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  static String readText(ByteReader in) {
    byte[] bytes = new byte[(int) in.readUnsigned()];
    in.readBytes(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void writeValues(Map<Quantity, Long> values, ByteWriter out) {
    long said = 0;
    for (Quantity quantity : values.keySet()) {
      said |= 1L << quantity.ordinal();
    }
    out.writeUnsigned(said);
    for (Quantity quantity : QUANTITIES) {
      if (values.containsKey(quantity)) {
        out.writeSigned(values.get(quantity));
      }
    }
  }

  private static Map<Quantity, Long> readValues(ByteReader in) {
    long said = in.readUnsigned();
    Map<Quantity, Long> values = new EnumMap<>(Quantity.class);
    for (Quantity quantity : QUANTITIES) {
      if ((said & 1L << quantity.ordinal()) != 0) {
        values.put(quantity, in.readSigned());
      }
    }
    return values;
  }
}
