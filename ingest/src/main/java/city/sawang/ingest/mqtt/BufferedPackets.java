package city.sawang.ingest.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/**
 * What Paho reads its packets from. Paho reads the type and every byte of the length by a system
 * call of its own; and when the socket's read timeout of one second strikes between them, it forgets
 * the bytes it had, takes the next ones for a new packet, and is out of step with the broker from
 * then on. So the bytes are buffered, and a timeout is passed on only between packets and in their
 * bodies, where Paho copes with it.
 *
 * <p>Used by one thread, like the stream of a socket.
 */
final class BufferedPackets extends InputStream {
  private static final int BUFFER_BYTES = 32 * 1024;

  private final InputStream socket;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int next;
  private int end;
  private boolean insideHeader;

  BufferedPackets(InputStream socket) {
    this.socket = socket;
  }

  /** A byte of a packet's header: the type, or a byte of its length, which ends below 0x80. */
  @Override
  public int read() throws IOException {
    while (next == end) {
      try {
        if (fill() < 0) {
          return -1;
        }
      } catch (SocketTimeoutException e) {
        if (!insideHeader) {
          throw e;
        }
      }
    }
    int value = buffer[next++] & 0xFF;
    insideHeader = !insideHeader || value >= 0x80;
    return value;
  }

  /** Bytes of a packet's body. */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (next == end && fill() < 0) {
      return -1;
    }
    int count = Math.min(length, end - next);
    System.arraycopy(buffer, next, target, offset, count);
    next += count;
    return count;
  }

  private int fill() throws IOException {
    int count = socket.read(buffer);
    next = 0;
    end = Math.max(count, 0);
    return count;
  }

  @Override
  public int available() throws IOException {
    return next < end ? end - next : socket.available();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
