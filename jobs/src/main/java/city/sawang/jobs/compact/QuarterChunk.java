package city.sawang.jobs.compact;

import city.sawang.jobs.metering.ByteReader;
import city.sawang.jobs.metering.ByteWriter;
import java.util.Arrays;
import org.apache.flink.util.function.BiConsumerWithException;

/**
 * Six hours of quarter hours as one array of bytes: one state entry instead of 24, and what one
 * quarter hour holds can be replaced without looking into the others. A quarter hour that holds
 * the same bytes as the one before costs a single byte, so the long silence of a lamp is cheap.
 */
public final class QuarterChunk {
  public static final long MILLIS = 6 * 3_600_000L;

  private static final long QUARTER_MILLIS = 900_000L;
  private static final int QUARTERS = 24;
  private static final int SAME = 0x20;
  private static final int ABSENT = -1;

  private final byte[] bytes;
  private final int[] from = new int[QUARTERS];
  private final int[] to = new int[QUARTERS];

  private QuarterChunk(byte[] bytes) {
    this.bytes = bytes;
    Arrays.fill(from, ABSENT);
    int before = 0;
    for (int position = 0; bytes != null && position < bytes.length; ) {
      int header = bytes[position++];
      int index = header & (SAME - 1);
      if ((header & SAME) == 0) {
        ByteReader length = new ByteReader(bytes, position);
        int size = (int) length.readUnsigned();
        from[index] = length.position();
        to[index] = from[index] + size;
        position = to[index];
      } else {
        from[index] = from[before];
        to[index] = to[before];
      }
      before = index;
    }
  }

  /** Start of the chunk in which a quarter hour lies. */
  public static long startOf(long periodStart) {
    return Math.floorDiv(periodStart, MILLIS) * MILLIS;
  }

  /**
   * What a quarter hour holds; null when nothing.
   *
   * @param chunk null: an empty one
   */
  public static byte[] get(byte[] chunk, long periodStart) {
    return chunk == null ? null : new QuarterChunk(chunk).slot(index(periodStart));
  }

  /**
   * The chunk with another content of one quarter hour; null when nothing is left in it.
   *
   * @param content null: nothing
   */
  public static byte[] with(byte[] chunk, long periodStart, byte[] content) {
    QuarterChunk old = new QuarterChunk(chunk);
    int index = index(periodStart);
    ByteWriter out = new ByteWriter((chunk == null ? 0 : chunk.length) + 64);
    byte[] before = null;
    int beforeFrom = 0;
    int beforeTo = ABSENT;
    for (int i = 0; i < QUARTERS; i++) {
      byte[] source = i == index ? content : old.bytes;
      if (i == index ? content == null : old.from[i] == ABSENT) {
        continue;
      }
      int start = i == index ? 0 : old.from[i];
      int end = i == index ? content.length : old.to[i];
      if (before != null && Arrays.equals(before, beforeFrom, beforeTo, source, start, end)) {
        out.writeUnsigned(i | SAME);
      } else {
        out.writeUnsigned(i);
        out.writeUnsigned(end - start);
        out.write(source, start, end);
      }
      before = source;
      beforeFrom = start;
      beforeTo = end;
    }
    return out.size() == 0 ? null : out.toByteArray();
  }

  /** Visits the quarter hours that hold something, in order. */
  public static <E extends Exception> void forEach(
      byte[] chunk, long chunkStart, BiConsumerWithException<Long, byte[], E> visit) throws E {
    QuarterChunk parsed = new QuarterChunk(chunk);
    for (int i = 0; i < QUARTERS; i++) {
      if (parsed.from[i] != ABSENT) {
        visit.accept(chunkStart + i * QUARTER_MILLIS, parsed.slot(i));
      }
    }
  }

  private byte[] slot(int index) {
    return from[index] == ABSENT ? null : Arrays.copyOfRange(bytes, from[index], to[index]);
  }

  private static int index(long periodStart) {
    return (int) (Math.floorMod(periodStart, MILLIS) / QUARTER_MILLIS);
  }
}
