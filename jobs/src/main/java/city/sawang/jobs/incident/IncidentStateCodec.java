package city.sawang.jobs.incident;

import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import city.sawang.jobs.metering.log.LogChunk;

/**
 * An {@link IncidentState} as bytes. The first byte is the version of the layout: whoever changes it
 * after a release raises it, and still reads the released ones.
 */
public final class IncidentStateCodec {
  private static final int VERSION = 1;

  private IncidentStateCodec() {}

  /** All of it. */
  public static void write(IncidentState state, ByteWriter out) {
    out.writeUnsigned(VERSION);
    write(state.head(), out);
    write(state.published(), out);
    long[] starts = state.chunkStarts();
    out.writeUnsigned(starts.length);
    long before = 0;
    for (long start : starts) {
      out.writeSigned((start - before) / LogChunk.CHUNK_MILLIS);
      before = start;
    }
    out.writeUnsigned(state.truncated() ? 1 : 0);
    out.writeSigned(state.newestAt());
    out.writeSigned(state.clock());
    out.writeSigned(state.nextTimer());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when it is of a version that was never released
   */
  public static IncidentState read(ByteReader in) {
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException(
          "state of incidents of version " + version + ", expected " + VERSION);
    }
    byte[] head = readBytes(in);
    byte[] published = readBytes(in);
    long[] starts = new long[(int) in.readUnsigned()];
    long before = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = before + in.readSigned() * LogChunk.CHUNK_MILLIS;
      before = starts[i];
    }
    return new IncidentState(
        head,
        published,
        starts,
        in.readUnsigned() == 1,
        in.readSigned(),
        in.readSigned(),
        in.readSigned());
  }

  private static void write(byte[] bytes, ByteWriter out) {
    out.writeUnsigned(bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  private static byte[] readBytes(ByteReader in) {
    byte[] bytes = new byte[(int) in.readUnsigned()];
    in.readBytes(bytes);
    return bytes;
  }
}
