package city.sawang.ingest.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes the socket of one connection and keeps a handle on it. Paho takes every one of them for a
 * plain socket, those of TLS too: its own module for TLS insists on {@code SSLSocket}s, which cannot
 * be read through a filter.
 */
final class BrokerSockets extends SocketFactory implements AutoCloseable {
  private static final int DEFAULT_TLS_PORT = 8883;

  private final ConnectOptions options;
  private final Optional<SSLSocketFactory> tls;
  private volatile PacketSocket socket;

  private BrokerSockets(ConnectOptions options, Optional<SSLSocketFactory> tls) {
    this.options = options;
    this.tls = tls;
  }

  /**
   * @throws IllegalArgumentException when a file of the TLS settings cannot be read as PEM
   */
  static BrokerSockets of(ConnectOptions options) {
    return new BrokerSockets(
        options,
        options.encrypted()
            ? Optional.of(TlsContext.of(options.tls()).getSocketFactory())
            : Optional.empty());
  }

  /** The broker's address as Paho shall see it. */
  String pahoUri() {
    if (!options.encrypted()) {
      return options.broker();
    }
    String address = options.broker().substring("ssl://".length());
    return "tcp://" + (address.contains(":") ? address : address + ':' + DEFAULT_TLS_PORT);
  }

  /** The socket that Paho connected; null before. */
  PacketSocket socket() {
    return socket;
  }

  /** False when the thread that read the socket has ended. */
  boolean isRead() {
    PacketSocket made = socket;
    return made == null || made.isRead();
  }

  /** Whether the broker said that another client took the session over. */
  boolean isTakenOver() {
    PacketSocket made = socket;
    return made != null && made.isTakenOver();
  }

  @Override
  public Socket createSocket() throws IOException {
    socket = new PacketSocket(tls, options.receive().packetBytes());
    return socket;
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
