package city.sawang.ingest.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.SocketFactory;

/** An MQTT 5 client that asks nobody whether what it publishes is allowed. */
public final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int CONNECT = 0x10;
  private static final int CONNACK = 0x20;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int PUBACK = 0x40;
  private static final int PINGREQ = 0xC0;
  private static final int PINGRESP = 0xD0;

  private final Socket socket;
  private final DataInputStream in;

  /** Of the packet that was read last. */
  private byte[] body;

  /** Connects without a session. */
  public RawClient(String broker, String clientId) throws IOException {
    this(broker, SocketFactory.getDefault(), clientId);
  }

  /** Connects without a session by a socket of this factory. */
  public RawClient(String broker, SocketFactory sockets, String clientId) throws IOException {
    URI address = URI.create(broker);
    socket = sockets.createSocket(address.getHost(), address.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
    byte[] connect = new byte[13 + id.length];
    byte[] begin = {0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, (byte) id.length};
    System.arraycopy(begin, 0, connect, 0, begin.length);
    System.arraycopy(id, 0, connect, begin.length, id.length);
    send(RawPublishes.packet(CONNECT, connect));
    expect(CONNACK);
  }

  /**
   * Publishes at QoS 1 and waits for the answer.
   *
   * @return the reason code of the PUBACK
   */
  public int publish(String topic, byte[] properties, String payload) throws IOException {
    send(
        RawPublishes.publish(
            PUBLISH_QOS_1,
            topic.getBytes(StandardCharsets.UTF_8),
            1,
            properties,
            payload.getBytes(StandardCharsets.UTF_8)));
    byte[] puback = expect(PUBACK);
    return puback.length > 2 ? puback[2] & 0xFF : 0;
  }

  /** Sends bytes as they are. */
  public void send(byte[] packet) throws IOException {
    socket.getOutputStream().write(packet);
  }

  /**
   * Sends PINGREQ and waits for the answer; what comes before it is ignored.
   *
   * @throws IOException when the connection is over, or no answer comes
   */
  public void ping(Duration timeout) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
    send(new byte[] {(byte) PINGREQ, 0});
    while (read() != PINGRESP) {
      // An acknowledgement.
    }
  }

  private byte[] expect(int type) throws IOException {
    int found = read();
    if (found != type) {
      throw new IOException("packet 0x%02X, expected 0x%02X".formatted(found, type));
    }
    return body;
  }

  private int read() throws IOException {
    int found = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
      shift += 7;
    } while (digit >= 0x80);
    body = new byte[length];
    in.readFully(body);
    return found;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
