package city.sawang.jobs.incident;

import city.sawang.jobs.incident.fold.ReadingCodec;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Six hours of a controller's readings, behind the detector as it was before the first of them: where
 * a reading comes late, the fold begins again there.
 *
 * <p>Layout: version, length of the detector, the detector, the readings one by one up to the end,
 * so that a reading in order is put behind without decoding the others.
 *
 * @param detector the detector's bytes; empty when nothing was before
 * @param readings in the order of the log
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
record IncidentChunk(byte[] detector, List<LampReading> readings) {
  private static final int VERSION = 2;

  static IncidentChunk parse(long start, byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException(
          "chunk of incidents of version " + version + ", expected " + VERSION);
    }
    int length = (int) in.readUnsigned();
    int begin = in.position();
    byte[] detector = Arrays.copyOfRange(bytes, begin, begin + length);
    in = new ByteReader(bytes, begin + length);
    List<LampReading> readings = new ArrayList<>();
    while (in.position() < bytes.length) {
      readings.add(ReadingCodec.read(start, in));
    }
    return new IncidentChunk(detector, readings);
  }

  byte[] bytes(long start) {
    ByteWriter out = new ByteWriter(detector.length + 32 * (readings.size() + 1));
    out.writeUnsigned(VERSION);
    out.writeUnsigned(detector.length);
    out.write(detector, 0, detector.length);
    readings.forEach(reading -> ReadingCodec.write(reading, start, out));
    return out.toByteArray();
  }

  /** The bytes of a chunk with one more reading behind the others. */
  static byte[] append(byte[] chunk, long start, LampReading reading) {
    ByteWriter out = new ByteWriter(64);
    ReadingCodec.write(reading, start, out);
    byte[] longer = Arrays.copyOf(chunk, chunk.length + out.size());
    out.copyTo(longer, chunk.length);
    return longer;
  }

  /** Puts a reading where it belongs; false when it is there already. */
  boolean insert(LampReading reading) {
    int place = 0;
    while (place < readings.size() && LampReading.ORDER.compare(readings.get(place), reading) < 0) {
      place++;
    }
    if (place < readings.size() && LampReading.ORDER.compare(readings.get(place), reading) == 0) {
      return false;
    }
    readings.add(place, reading);
    return true;
  }
}
