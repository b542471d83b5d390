package city.sawang.ingest.mqtt;

import city.sawang.ingest.metrics.BridgeMetrics.PacketFlaw;
import city.sawang.ingest.mqtt.Incoming.Flaw;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.BitSet;

/**
 * Hands Paho only packets that it can read. Its receiver thread dies of a topic with control
 * characters, of such characters in user properties, of long correlation data, and of packets that
 * are not quite MQTT, all of which a broker may deliver; the broker then delivers the same message
 * after every reconnect, and nothing behind it arrives any more.
 *
 * <p>So every PUBLISH that is not plain is written anew, see {@link PublishParts}: properties are
 * left out, for nothing here reads them, and a character of the topic that Paho refuses is replaced
 * by its picture (U+2400 …), or by U+FFFD: no identifier has one, so that the decoder refuses the
 * message with its reason, and its bytes go to quarantine. Of a packet that is too large the
 * beginning is kept, of a malformed one what could be found; both carry a note for {@link Flaw}.
 * Quality of service 2, which the bridge never asks for, becomes 1 for Paho, and its handshake is
 * answered here. Properties of acknowledgements and of DISCONNECT are left out as well.
 *
 * <p>Used by one thread, like the stream of a socket.
 */
final class ReadablePublishes extends InputStream {
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int PUBREC = 5;
  private static final int PUBREL = 6;
  private static final int PUBCOMP = 7;
  private static final int SUBACK = 9;
  private static final int UNSUBACK = 11;
  private static final int DISCONNECT = 14;
  private static final int TYPE_SHIFT = 4;
  private static final int SESSION_TAKEN_OVER = 0x8E;

  private static final int LENGTH_BITS = 7;
  private static final int LENGTH_MASK = 0x7F;
  private static final int LENGTH_CONTINUES = 0x80;
  private static final int LONGEST_LENGTH_SHIFT = 3 * LENGTH_BITS;
  private static final int LONGEST_HEADER = 5;
  private static final int PACKET_ID = 2;

  /** What is kept of a PUBLISH that is too large: its topic, and twice what a payload may have. */
  private static final int KEPT_BYTES = 192 * 1024;

  /** Nobody answers a CONNECT, SUBSCRIBE or PUBLISH with more. */
  private static final int LARGEST_ANSWER = 1 << 20;

  private static final int SKIP_BYTES = 16 * 1024;

  private final InputStream packets;
  private final long packetBytes;
  private final OutputStream answers;

  /** Packet ids of messages of quality of service 2 that are not acknowledged yet. */
  private final BitSet exactlyOnce = new BitSet();

  /** Whether there was ever one: of all brokers that keep to what was subscribed there is none. */
  private volatile boolean everExactlyOnce;

  /** The present packet as Paho shall see it; grows to the largest one. */
  private byte[] buffer = new byte[4096];

  private int next;
  private int end;
  private volatile Thread reader;
  private volatile boolean takenOver;

  /**
   * @param packets times out between packets and within their bodies only
   * @param packetBytes of a larger PUBLISH only the beginning is kept
   * @param answers takes a packet with one write
   */
  ReadablePublishes(InputStream packets, long packetBytes, OutputStream answers) {
    this.packets = packets;
    this.packetBytes = packetBytes;
    this.answers = answers;
  }

  /** Whether the thread that reads is alive; true when none has read yet. */
  boolean isRead() {
    Thread known = reader;
    return known == null || known.isAlive();
  }

  /** Whether the broker ended the connection because another one came with the same client id. */
  boolean isTakenOver() {
    return takenOver;
  }

  /** The type byte of the packet that acknowledges a message: PUBACK, or PUBREC for QoS 2. */
  byte acknowledgement(int packetId) {
    if (!everExactlyOnce) {
      return PUBACK << TYPE_SHIFT;
    }
    synchronized (exactlyOnce) {
      return (byte) ((exactlyOnce.get(packetId) ? PUBREC : PUBACK) << TYPE_SHIFT);
    }
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
    boolean forPaho;
    do {
      int type = packets.read();
      if (type < 0) {
        return false;
      }
      int length = readLength();
      forPaho = true;
      if (type >> TYPE_SHIFT == PUBLISH) {
        readPublish(type, length);
      } else if (length > LARGEST_ANSWER) {
        throw new IOException(
            "the broker sent a packet of type %d with %d bytes, expected at most %d"
                .formatted(type >> TYPE_SHIFT, length, LARGEST_ANSWER));
      } else {
        readBody(length);
        forPaho = readAnswer(type, length);
      }
    } while (!forPaho);
    return true;
  }

  private int readLength() throws IOException {
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
    return length;
  }

  /** Reads the next {@code length} bytes to where the body of a packet stands. */
  private void readBody(int length) throws IOException {
    if (buffer.length < LONGEST_HEADER + length) {
      buffer = new byte[LONGEST_HEADER + length];
    }
    int have = 0;
    while (have < length) {
      have += readSome(buffer, LONGEST_HEADER + have, length - have);
    }
  }

  private void skip(int length) throws IOException {
    byte[] thrownAway = new byte[SKIP_BYTES];
    int left = length;
    while (left > 0) {
      left -= readSome(thrownAway, 0, Math.min(left, SKIP_BYTES));
    }
  }

  /** At least one byte of a body. */
  private int readSome(byte[] target, int offset, int length) throws IOException {
    while (true) {
      try {
        int count = packets.read(target, offset, length);
        if (count < 0) {
          throw new EOFException("a packet ends within its body");
        }
        return count;
      } catch (SocketTimeoutException e) {
        // A slow broker: Paho may not see the beginning of a packet before its end is here. When
        // the connection is over, its owner closes the socket.
        continue;
      }
    }
  }

  private void readPublish(int type, int length) throws IOException {
    PublishParts parts;
    if (length > packetBytes) {
      int kept = Math.min(length, KEPT_BYTES);
      readBody(kept);
      skip(length - kept);
      parts =
          PublishParts.of(
              type,
              buffer,
              LONGEST_HEADER,
              LONGEST_HEADER + kept,
              new Flaw(
                  PacketFlaw.OVERSIZE,
                  "an MQTT packet of %d bytes, expected at most %d; the first %d are kept"
                      .formatted(length, packetBytes, kept)));
    } else {
      readBody(length);
      parts = PublishParts.of(type, buffer, LONGEST_HEADER, LONGEST_HEADER + length, null);
    }
    if (parts == null) {
      show(type, LONGEST_HEADER, LONGEST_HEADER + length);
      return;
    }
    if (parts.exactlyOnce()) {
      everExactlyOnce = true;
      synchronized (exactlyOnce) {
        exactlyOnce.set(parts.packetId());
      }
    }
    byte[] readable = parts.write();
    if (buffer.length < LONGEST_HEADER + readable.length) {
      buffer = new byte[LONGEST_HEADER + readable.length];
    }
    System.arraycopy(readable, 0, buffer, LONGEST_HEADER, readable.length);
    show(parts.type(), LONGEST_HEADER, LONGEST_HEADER + readable.length);
  }

  /**
   * Makes a packet that is no PUBLISH readable.
   *
   * @return false when it was answered here and Paho needs not to see it
   */
  private boolean readAnswer(int type, int length) throws IOException {
    int from = LONGEST_HEADER;
    int until = from + length;
    switch (type >> TYPE_SHIFT) {
      case PUBREL:
        if (length >= PACKET_ID) {
          complete(buffer[from], buffer[from + 1]);
        }
        return false;
      case PUBACK, PUBREC, PUBCOMP:
        // Packet id and reason.
        until = Math.min(until, from + PACKET_ID + 1);
        break;
      case DISCONNECT:
        until = Math.min(until, from + 1);
        takenOver |= length > 0 && (buffer[from] & 0xFF) == SESSION_TAKEN_OVER;
        break;
      case SUBACK, UNSUBACK:
        from = withoutProperties(from, until);
        break;
      default:
        break;
    }
    show(type, from, until);
    return true;
  }

  private void complete(byte high, byte low) throws IOException {
    synchronized (exactlyOnce) {
      exactlyOnce.clear((high & 0xFF) << Byte.SIZE | low & 0xFF);
    }
    answers.write(new byte[] {PUBCOMP << TYPE_SHIFT, PACKET_ID, high, low});
  }

  /**
   * Takes the properties out between packet id and reasons, in place.
   *
   * @return where the body begins now
   */
  private int withoutProperties(int from, int until) {
    int properties = from + PACKET_ID;
    long found = PublishParts.length(buffer, properties, until);
    if (found < 0) {
      return from;
    }
    int reasons = properties + (int) (found >>> Integer.SIZE) + (int) found;
    if (reasons > until) {
      return from;
    }
    int begin = reasons - PACKET_ID - 1;
    System.arraycopy(buffer, from, buffer, begin, PACKET_ID);
    buffer[reasons - 1] = 0;
    return begin;
  }

  /** Makes a body, with its header right before it, what is read next. */
  private void show(int type, int from, int until) {
    byte[] header = new byte[LONGEST_HEADER];
    int bytes = 0;
    header[bytes++] = (byte) type;
    int left = until - from;
    do {
      int digit = left & LENGTH_MASK;
      left >>>= LENGTH_BITS;
      header[bytes++] = (byte) (left > 0 ? digit | LENGTH_CONTINUES : digit);
    } while (left > 0);
    System.arraycopy(header, 0, buffer, from - bytes, bytes);
    next = from - bytes;
    end = until;
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
