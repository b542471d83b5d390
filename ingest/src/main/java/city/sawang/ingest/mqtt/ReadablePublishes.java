package city.sawang.ingest.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Hands Paho only PUBLISH packets that it can read. Its receiver thread dies of a topic with control
 * characters, of such characters in user properties, and of long correlation data, all of which a
 * broker may deliver; the broker then delivers the same message after every reconnect, and nothing
 * behind it arrives any more.
 *
 * <p>So properties are left out, for nothing here reads them, and a character of the topic that Paho
 * refuses is replaced by its picture (U+2400 …), or by U+FFFD: no identifier has one, so that the
 * decoder refuses the message with its reason, and its bytes go to quarantine. Packet identifier,
 * quality of service and payload stay as they are. Other packets pass unchanged.
 *
 * <p>Used by one thread, like the stream of a socket.
 */
final class ReadablePublishes extends InputStream {
  private static final int PUBLISH = 3;
  private static final int TYPE_SHIFT = 4;
  private static final int QOS_MASK = 0b110;
  private static final int LENGTH_BITS = 7;
  private static final int LENGTH_MASK = 0x7F;
  private static final int LENGTH_CONTINUES = 0x80;
  private static final int LONGEST_LENGTH_SHIFT = 3 * LENGTH_BITS;
  private static final int LONGEST_HEADER = 5;
  private static final int LENGTH_OF_TEXT = 2;
  private static final int PACKET_ID = 2;
  private static final int LONGEST_TEXT = 0xFFFF;

  private static final int FIRST_PRINTABLE = 0x20;
  private static final int DELETE = 0x7F;
  private static final int LAST_CONTROL = 0x9F;
  private static final int PICTURES = 0x2400;
  private static final int PICTURE_OF_DELETE = 0x2421;
  private static final int REPLACEMENT = 0xFFFD;

  private final InputStream packets;

  /** The present packet as Paho shall see it; grows to the largest one. */
  private byte[] buffer = new byte[4096];

  private int next;
  private int end;
  private volatile Thread reader;

  /**
   * @param packets times out between packets and within their bodies only
   */
  ReadablePublishes(InputStream packets) {
    this.packets = packets;
  }

  /** Whether the thread that reads is alive; true when none has read yet. */
  boolean isRead() {
    Thread known = reader;
    return known == null || known.isAlive();
  }

  @Override
  public int read() throws IOException {
    if (next == end && !readPacket()) {
      return -1;
    }
    return buffer[next++] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (next == end && !readPacket()) {
      return -1;
    }
    int count = Math.min(length, end - next);
    System.arraycopy(buffer, next, target, offset, count);
    next += count;
    return count;
  }

  /** False at the end of the stream. */
  private boolean readPacket() throws IOException {
    if (reader == null) {
      reader = Thread.currentThread();
    }
    int type = packets.read();
    if (type < 0) {
      return false;
    }
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = packets.read();
      if (digit < 0 || shift > LONGEST_LENGTH_SHIFT) {
        throw new EOFException("a packet ends within its header");
      }
      length |= (digit & LENGTH_MASK) << shift;
      shift += LENGTH_BITS;
    } while (digit >= LENGTH_CONTINUES);
    if (buffer.length < LONGEST_HEADER + length) {
      buffer = new byte[LONGEST_HEADER + length];
    }
    readBody(length);
    int from = LONGEST_HEADER;
    int until = LONGEST_HEADER + length;
    if (type >> TYPE_SHIFT == PUBLISH) {
      byte[] readable = readable(type, from, until);
      if (readable != null) {
        from = LONGEST_HEADER;
        until = LONGEST_HEADER + readable.length;
        if (buffer.length < until) {
          buffer = new byte[until];
        }
        System.arraycopy(readable, 0, buffer, from, readable.length);
      }
    }
    end = until;
    next = writeHeader(type, until - from);
    return true;
  }

  private void readBody(int length) throws IOException {
    int have = 0;
    while (have < length) {
      try {
        int count = packets.read(buffer, LONGEST_HEADER + have, length - have);
        if (count < 0) {
          throw new EOFException("a packet ends within its body");
        }
        have += count;
      } catch (SocketTimeoutException e) {
        // A slow broker: Paho may not see the beginning of a packet before its end is here. When
        // the
        // connection is over, its owner closes the socket.
        continue;
      }
    }
  }

  /** Writes type and length right before the body, and answers where they begin. */
  private int writeHeader(int type, int length) {
    byte[] header = new byte[LONGEST_HEADER];
    int bytes = 0;
    header[bytes++] = (byte) type;
    int left = length;
    do {
      int digit = left & LENGTH_MASK;
      left >>>= LENGTH_BITS;
      header[bytes++] = (byte) (left > 0 ? digit | LENGTH_CONTINUES : digit);
    } while (left > 0);
    System.arraycopy(header, 0, buffer, LONGEST_HEADER - bytes, bytes);
    return LONGEST_HEADER - bytes;
  }

  /** The body that Paho can read instead of this one; null when it can read this one. */
  private byte[] readable(int type, int from, int until) {
    if (until - from < LENGTH_OF_TEXT) {
      return null;
    }
    int topicBytes = (buffer[from] & 0xFF) << Byte.SIZE | buffer[from + 1] & 0xFF;
    int topic = from + LENGTH_OF_TEXT;
    int properties = topic + topicBytes + ((type & QOS_MASK) == 0 ? 0 : PACKET_ID);
    if (properties >= until) {
      return null;
    }
    int afterLength = properties;
    int propertyBytes = 0;
    int shift = 0;
    int digit;
    do {
      if (afterLength >= until || shift > LONGEST_LENGTH_SHIFT) {
        return null;
      }
      digit = buffer[afterLength++] & 0xFF;
      propertyBytes |= (digit & LENGTH_MASK) << shift;
      shift += LENGTH_BITS;
    } while (digit >= LENGTH_CONTINUES);
    int payload = afterLength + propertyBytes;
    if (payload > until) {
      return null;
    }
    boolean plain = isPrintableAscii(topic, topicBytes);
    if (plain && propertyBytes == 0) {
      return null;
    }
    byte[] name =
        plain
            ? Arrays.copyOfRange(buffer, topic, topic + topicBytes)
            : pictured(new String(buffer, topic, topicBytes, StandardCharsets.UTF_8));
    int idBytes = properties - topic - topicBytes;
    return ByteBuffer.allocate(LENGTH_OF_TEXT + name.length + idBytes + 1 + until - payload)
        .putShort((short) name.length)
        .put(name)
        .put(buffer, topic + topicBytes, idBytes)
        .put((byte) 0)
        .put(buffer, payload, until - payload)
        .array();
  }

  private boolean isPrintableAscii(int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (buffer[i] < FIRST_PRINTABLE || buffer[i] == DELETE) {
        return false;
      }
    }
    return true;
  }

  /** The topic with a picture for each character that Paho refuses. */
  private static byte[] pictured(String topic) {
    byte[] pictured = replaced(topic, ReadablePublishes::picture);
    // A picture takes three bytes: a topic of control characters alone may outgrow its length.
    return pictured.length <= LONGEST_TEXT
        ? pictured
        : replaced(topic, character -> picture(character) == character ? character : '?');
  }

  private static byte[] replaced(String topic, IntUnaryOperator replacement) {
    StringBuilder replaced = new StringBuilder(topic.length());
    topic.codePoints().map(replacement).forEach(replaced::appendCodePoint);
    return replaced.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int picture(int character) {
    if (character < FIRST_PRINTABLE) {
      return PICTURES + character;
    }
    if (character == DELETE) {
      return PICTURE_OF_DELETE;
    }
    boolean noCharacter =
        (character & 0xFFFE) == 0xFFFE || character >= 0xFDD0 && character <= 0xFDEF;
    return character <= LAST_CONTROL && character > DELETE || noCharacter ? REPLACEMENT : character;
  }

  @Override
  public int available() throws IOException {
    return next < end ? end - next : packets.available();
  }

  @Override
  public void close() throws IOException {
    packets.close();
  }
}
