package city.sawang.local.broker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** An MQTT client that asks nobody whether what it sends is allowed. */
final class RawSocketClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int CONNECT = 0x10;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int PUBACK = 0x40;
  private static final int SUBSCRIBE = 0x82;

  private final Socket socket;
  private final DataInputStream in;
  private final int version;

  /** Of the packet that was received last. */
  private int type;

  /** The reason of CONNACK. */
  final int connected;

  RawSocketClient(int port, int version, String clientId, boolean cleanStart) throws IOException {
    this.version = version;
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, "MQTT");
    body.write(version);
    body.write(cleanStart ? 2 : 0);
    body.write(0);
    body.write(60);
    if (version == 5) {
      body.write(0);
    }
    text(body, clientId);
    send(CONNECT, body);
    connected = receive()[1] & 0xFF;
  }

  private static void text(ByteArrayOutputStream body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.write(bytes.length >>> 8);
    body.write(bytes.length);
    body.writeBytes(bytes);
  }

  /**
   * Publishes at QoS 1.
   *
   * @return the reason of the PUBACK
   * @throws IOException when the broker ends the connection instead
   */
  int publish(String topic, byte[] payload) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, topic);
    body.write(0);
    body.write(1);
    if (version == 5) {
      body.write(0);
    }
    body.writeBytes(payload);
    send(PUBLISH_QOS_1, body);
    byte[] puback = receive();
    if (type != PUBACK) {
      throw new IOException("packet 0x%02X, expected a PUBACK".formatted(type));
    }
    return puback.length > 2 ? puback[2] & 0xFF : 0;
  }

  /**
   * Subscribes at QoS 1.
   *
   * @return the reason of the SUBACK
   */
  int subscribe(String filter) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(0);
    body.write(2);
    if (version == 5) {
      body.write(0);
    }
    text(body, filter);
    body.write(1);
    send(SUBSCRIBE, body);
    byte[] suback = receive();
    return suback[suback.length - 1] & 0xFF;
  }

  /** Whether nothing comes for this long. */
  boolean silentFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      receive();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private void send(int type, ByteArrayOutputStream body) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type);
    int left = body.size();
    do {
      int digit = left & 0x7F;
      left >>>= 7;
      packet.write(left > 0 ? digit | 0x80 : digit);
    } while (left > 0);
    packet.writeBytes(body.toByteArray());
    socket.getOutputStream().write(packet.toByteArray());
  }

  private byte[] receive() throws IOException {
    type = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
      shift += 7;
    } while (digit >= 0x80);
    byte[] body = new byte[length];
    in.readFully(body);
    return body;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
