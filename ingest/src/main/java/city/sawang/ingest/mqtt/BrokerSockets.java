package city.sawang.ingest.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes the socket of one connection and keeps a handle on it. Without Nagle's delay, which Paho
 * forgets to switch off: it holds every PUBACK back. Plain sockets are read through a buffer; those
 * of TLS have one of their own.
 */
final class BrokerSockets implements AutoCloseable {
  private final SocketFactory factory;
  private volatile Socket socket;

  private BrokerSockets(Optional<SSLSocketFactory> tls) {
    this.factory = tls.<SocketFactory>map(Encrypted::new).orElseGet(Plain::new);
  }

  /**
   * @throws IllegalArgumentException when a file of the TLS settings cannot be read as PEM
   */
  static BrokerSockets of(ConnectOptions options) {
    return new BrokerSockets(
        options.encrypted()
            ? Optional.of(TlsContext.of(options.tls()).getSocketFactory())
            : Optional.empty());
  }

  SocketFactory factory() {
    return factory;
  }

  /** The socket that Paho connected. */
  Socket socket() {
    return socket;
  }

  /** False when the thread that read the socket has ended; of TLS sockets it is not known. */
  boolean isRead() {
    return !(socket instanceof PacketSocket plain) || plain.isRead();
  }

  private Socket keep(Socket made) throws IOException {
    made.setTcpNoDelay(true);
    socket = made;
    return made;
  }

  @Override
  public void close() {
    Socket made = socket;
    if (made != null) {
      try {
        made.close();
      } catch (IOException e) {
        throw new UncheckedIOException("close the socket", e);
      }
    }
  }

  private static UnsupportedOperationException connectsItself() {
    return new UnsupportedOperationException("Paho connects its sockets itself, with a timeout");
  }

  private static final class PacketSocket extends Socket {
    private ReadablePublishes packets;

    synchronized boolean isRead() {
      return packets == null || packets.isRead();
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (packets == null) {
        packets = new ReadablePublishes(new BufferedPackets(super.getInputStream()));
      }
      return packets;
    }
  }

  private final class Plain extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
      return keep(new PacketSocket());
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw connectsItself();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw connectsItself();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw connectsItself();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
      throw connectsItself();
    }
  }

  private final class Encrypted extends SSLSocketFactory {
    private final SSLSocketFactory inner;

    Encrypted(SSLSocketFactory inner) {
      this.inner = inner;
    }

    @Override
    public Socket createSocket() throws IOException {
      return keep(inner.createSocket());
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return inner.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return inner.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) {
      throw connectsItself();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw connectsItself();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw connectsItself();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw connectsItself();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
      throw connectsItself();
    }
  }
}
