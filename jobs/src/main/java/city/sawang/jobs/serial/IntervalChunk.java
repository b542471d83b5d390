package city.sawang.jobs.serial;

import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.Arrays;
import org.apache.flink.util.function.BiConsumerWithException;

/**
 * Six hours of quarter hours as one array of bytes: one state entry instead of 24, and what one
 * quarter hour holds can be replaced without looking into the others. A quarter hour that holds
 * the same bytes as the one before costs a single byte, so the long silence of a lamp is cheap.
 */
public final class IntervalChunk {
  public static final long MILLIS = 6 * 3_600_000L;

  private static final long QUARTER_MILLIS = 900_000L;
  private static final int QUARTERS = 24;
  private static final int SAME = 0x20;
  private static final int ABSENT = -1;
  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private final int[] headers = new int[QUARTERS];
  private final int[] from = new int[QUARTERS];
  private final int[] to = new int[QUARTERS];
  private final int[] ends = new int[QUARTERS];

  private IntervalChunk(byte[] bytes) {
    this.bytes = bytes;
    Arrays.fill(from, ABSENT);
    int before = 0;
    for (int position = 0; position < bytes.length; ) {
      int header = bytes[position];
      int index = header & (SAME - 1);
      headers[index] = position++;
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
      ends[index] = position;
      before = index;
    }
  }

  /**
   * @param chunk null: an empty one
   */
  public static IntervalChunk of(byte[] chunk) {
    return new IntervalChunk(chunk == null ? NOTHING : chunk);
  }

  /** Start of the chunk in which a quarter hour lies. */
  public static long startOf(long periodStart) {
    return Math.floorDiv(periodStart, MILLIS) * MILLIS;
  }

  /** What a quarter hour holds; null when nothing. */
  public byte[] get(long periodStart) {
    return slot(index(periodStart));
  }

  /**
   * The chunk with another content of one quarter hour; null when nothing is left in it. What lies
   * around it is copied as it is; only the quarter hour after it may say another way that it is the
   * same as the one before.
   *
   * @param content null: nothing
   */
  public byte[] with(long periodStart, byte[] content) {
    int index = index(periodStart);
    int previous = next(index, -1);
    int next = next(index, 1);
    int begin = next == ABSENT ? bytes.length : headers[next];
    ByteWriter out = new ByteWriter(bytes.length + 64);
    out.write(bytes, 0, from[index] == ABSENT ? begin : headers[index]);
    if (content != null) {
      write(out, index, content, 0, content.length, previous);
    }
    if (next != ABSENT) {
      if (content == null) {
        write(out, next, bytes, from[next], to[next], previous);
      } else if (Arrays.equals(content, 0, content.length, bytes, from[next], to[next])) {
        out.writeUnsigned(next | SAME);
      } else {
        write(out, next, bytes, from[next], to[next], ABSENT);
      }
      out.write(bytes, ends[next], bytes.length);
    }
    return out.size() == 0 ? null : out.toByteArray();
  }

  /** Writes what a quarter hour holds, which may be the same as another one holds. */
  private void write(ByteWriter out, int index, byte[] source, int start, int end, int other) {
    if (other != ABSENT && Arrays.equals(bytes, from[other], to[other], source, start, end)) {
      out.writeUnsigned(index | SAME);
    } else {
      out.writeUnsigned(index);
      out.writeUnsigned(end - start);
      out.write(source, start, end);
    }
  }

  private int next(int index, int step) {
    for (int i = index + step; i >= 0 && i < QUARTERS; i += step) {
      if (from[i] != ABSENT) {
        return i;
      }
    }
    return ABSENT;
  }

  /** Visits the quarter hours that hold something, in order. */
  public static <E extends Exception> void forEach(
      byte[] chunk, long chunkStart, BiConsumerWithException<Long, byte[], E> visit) throws E {
    IntervalChunk parsed = of(chunk);
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
