package city.sawang.ingest.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks just enough MQTT 5 on a socket to send messages of chosen packet ids and to read the bytes
 * that come back. The test plays the broker, on its own thread.
 */
public final class ScriptedBroker implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int CONNECT = 0x10;
  private static final int CONNACK = 0x20;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int PUBACK = 0x40;
  private static final int SUBSCRIBE = 0x82;
  private static final int SUBACK = 0x90;
  private static final int PINGREQ = 0xC0;
  private static final int PINGRESP = 0xD0;

  private final ServerSocket listener;

  public ScriptedBroker() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(TIMEOUT_MILLIS);
  }

  public String uri() {
    return "tcp://127.0.0.1:" + listener.getLocalPort();
  }

  /** Waits for a client and answers its CONNECT. */
  public Client accept(boolean sessionPresent) throws IOException {
    Client client = new Client(listener.accept());
    client.expect(CONNECT);
    client.send(CONNACK, (byte) (sessionPresent ? 1 : 0), (byte) 0, (byte) 0);
    return client;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** The broker's end of one connection. */
  public static final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private Client(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    /** Waits for a SUBSCRIBE of one filter and grants QoS 1. */
    public void grantSubscription() throws IOException {
      byte[] subscribe = expect(SUBSCRIBE);
      send(SUBACK, subscribe[0], subscribe[1], (byte) 0, (byte) 1);
    }

    /** Sends a message at QoS 1. */
    public void publish(int packetId, String topic, String payload) throws IOException {
      byte[] name = topic.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(name.length >>> 8);
      body.write(name.length);
      body.writeBytes(name);
      body.write(packetId >>> 8);
      body.write(packetId);
      // No properties.
      body.write(0);
      body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
      send(PUBLISH_QOS_1, body.toByteArray());
    }

    /** Sends bytes as they are. */
    public void send(byte[] packet) throws IOException {
      out.write(packet);
    }

    /** From now on, on a thread of its own: answers PINGREQ and ignores everything else. */
    public void answerPings() {
      Thread answers =
          new Thread(
              () -> {
                try {
                  while (true) {
                    expect(-1);
                  }
                } catch (IOException e) {
                  // The connection is over.
                }
              },
              "scripted broker");
      answers.setDaemon(true);
      answers.start();
    }

    /** The packet id of the next PUBACK; waits for it. */
    public int readPuback() throws IOException {
      byte[] puback = expect(PUBACK);
      if (puback.length != 2) {
        throw new IOException("a PUBACK of " + puback.length + " bytes, expected 2: success");
      }
      return (puback[0] & 0xFF) << 8 | (puback[1] & 0xFF);
    }

    private byte[] expect(int type) throws IOException {
      while (true) {
        int found = in.readUnsignedByte();
        byte[] body = new byte[remainingLength()];
        in.readFully(body);
        if (found == type) {
          return body;
        }
        if (type < 0 && found != PINGREQ) {
          continue;
        }
        if (found != PINGREQ) {
          throw new IOException("packet 0x%02X, expected 0x%02X".formatted(found, type));
        }
        send(PINGRESP);
      }
    }

    private int remainingLength() throws IOException {
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.readUnsignedByte();
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while (digit >= 0x80);
      return length;
    }

    private void send(int type, byte... body) throws IOException {
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(type);
      int length = body.length;
      do {
        packet.write(length % 128 | (length >= 128 ? 0x80 : 0));
        length /= 128;
      } while (length > 0);
      packet.writeBytes(body);
      out.write(packet.toByteArray());
    }

    /** Ends the connection without a word. */
    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
