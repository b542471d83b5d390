package city.sawang.ingest.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Carries the packets of one connection, plain or encrypted, and shows its reader only packets that
 * Paho can read. With TLS it is still a plain socket for whoever uses it: the encrypted one lies
 * inside.
 */
final class PacketSocket extends Socket {
  /** What the name of a server is verified by: the rules of HTTPS are those of MQTT too. */
  private static final String VERIFICATION = "HTTPS";

  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final Optional<SSLSocketFactory> tls;
  private final long packetBytes;
  private volatile Socket line = this;
  private volatile ReadablePublishes packets;

  /**
   * @param tls encrypts the connection; empty: it stays plain
   * @param packetBytes of a larger PUBLISH only the beginning is kept
   */
  PacketSocket(Optional<SSLSocketFactory> tls, long packetBytes) {
    this.tls = tls;
    this.packetBytes = packetBytes;
  }

  /** Whether the thread that reads is alive; true when none has read yet. */
  boolean isRead() {
    ReadablePublishes known = packets;
    return known == null || known.isRead();
  }

  /** Whether the broker ended the connection because another one came with the same client id. */
  boolean isTakenOver() {
    ReadablePublishes known = packets;
    return known != null && known.isTakenOver();
  }

  /** The packet that acknowledges a message of this packet id. */
  byte acknowledgement(int packetId) {
    return packets.acknowledgement(packetId);
  }

  @Override
  public void connect(SocketAddress broker, int timeoutMillis) throws IOException {
    super.connect(broker, timeoutMillis);
    // Without Nagle's delay, which Paho forgets to switch off: it holds every PUBACK back.
    super.setTcpNoDelay(true);
    if (tls.isPresent()) {
      encrypt(tls.get(), (InetSocketAddress) broker, timeoutMillis);
    }
  }

  private void encrypt(SSLSocketFactory factory, InetSocketAddress broker, int timeoutMillis)
      throws IOException {
    String host = broker.getHostString();
    // Over a plain view of this socket, whose own streams are already those of the packets.
    SSLSocket encrypted =
        (SSLSocket) factory.createSocket(new Wire(), host, broker.getPort(), false);
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(VERIFICATION);
    if (!IP_ADDRESS.matcher(host).matches()) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    encrypted.setSSLParameters(parameters);
    super.setSoTimeout(timeoutMillis);
    encrypted.startHandshake();
    line = encrypted;
  }

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    if (packets == null) {
      InputStream bytes = line == this ? super.getInputStream() : line.getInputStream();
      packets = new ReadablePublishes(new BufferedPackets(bytes), packetBytes, getOutputStream());
    }
    return packets;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return line == this ? super.getOutputStream() : line.getOutputStream();
  }

  private InputStream wireInput() throws IOException {
    return super.getInputStream();
  }

  private OutputStream wireOutput() throws IOException {
    return super.getOutputStream();
  }

  /** The plain socket as the encrypted one inside needs it. */
  private final class Wire extends Socket {
    @Override
    public boolean isConnected() {
      return PacketSocket.this.isConnected();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return wireInput();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return wireOutput();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
      PacketSocket.this.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
      return PacketSocket.this.getSoTimeout();
    }

    @Override
    public void close() throws IOException {
      PacketSocket.this.close();
    }
  }
}
