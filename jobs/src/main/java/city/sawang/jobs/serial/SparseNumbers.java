package city.sawang.jobs.serial;

import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;

/**
 * A row of numbers, most of them small or zero, as bytes: a mask that tells which are not zero, then
 * these, each with as many bytes as it needs. SparseNumbers that a later version adds at the end are read
 * as zero from what an earlier one wrote.
 */
public final class SparseNumbers {
  private SparseNumbers() {}

  /** Appends at most 64 numbers. */
  public static void write(ByteWriter out, long[] numbers) {
    long mask = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != 0) {
        mask |= 1L << i;
      }
    }
    out.writeUnsigned(mask);
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      out.writeSigned(numbers[Long.numberOfTrailingZeros(rest)]);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static long[] read(ByteReader in, int count) {
    long[] numbers = new long[count];
    for (long rest = in.readUnsigned(); rest != 0; rest &= rest - 1) {
      numbers[Long.numberOfTrailingZeros(rest)] = in.readSigned();
    }
    return numbers;
  }

  /** One row of numbers alone. */
  public static byte[] encode(long[] numbers) {
    ByteWriter out = new ByteWriter(2 * numbers.length);
    write(out, numbers);
    return out.toByteArray();
  }

  /** The numbers of {@link #encode}; all zero for null. */
  public static long[] decode(byte[] bytes, int count) {
    return bytes == null ? new long[count] : read(new ByteReader(bytes), count);
  }
}
