package city.sawang.jobs.metering.log;

import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. */
public final class ByteReader {
  private final byte[] bytes;
  private int position;

  public ByteReader(byte[] bytes) {
    this(bytes, 0);
  }

  public ByteReader(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  public int position() {
    return position;
  }

  /** What was not read yet. */
  public byte[] rest() {
    return Arrays.copyOfRange(bytes, position, bytes.length);
  }

  public long readUnsigned() {
    byte b = bytes[position++];
    if (b >= 0) {
      return b;
    }
    long value = b & 0x7F;
    for (int shift = 7; ; shift += 7) {
      b = bytes[position++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  /** Fills an array. */
  public void readBytes(byte[] target) {
    System.arraycopy(bytes, position, target, 0, target.length);
    position += target.length;
  }

  public long readSigned() {
    long value = readUnsigned();
    return value >>> 1 ^ -(value & 1);
  }

  public long readFixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[position++] & 0xFF);
    }
    return value;
  }
}
