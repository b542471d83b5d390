package city.sawang.ingest.mqtt;

import city.sawang.ingest.config.MqttLogin;
import city.sawang.ingest.config.TlsFiles;
import java.time.Duration;
import java.util.Optional;

/**
 * How one connection is made.
 *
 * @param broker {@code tcp://host:port} or {@code ssl://host:port}
 * @param session whether the broker keeps a queue for this client while it is away
 * @param keepAlive whole seconds
 * @param connectTimeout whole seconds
 * @param receive what the broker may send at most
 * @param login user name and password
 * @param tls trust and client certificate of an {@code ssl://} broker; empty: those of the JVM
 */
public record ConnectOptions(
    String broker,
    String clientId,
    Session session,
    Duration keepAlive,
    Duration connectTimeout,
    Receive receive,
    Optional<MqttLogin> login,
    Optional<TlsFiles> tls) {

  /** What the broker keeps for a client that is away. */
  public sealed interface Session {
    /** Nothing. */
    record Clean() implements Session {}

    /** Subscriptions and queue, for as long as {@code expiry}. */
    record Kept(Duration expiry) implements Session {}
  }

  /**
   * What the broker may send.
   *
   * @param maximum Receive Maximum: messages not yet acknowledged, 1 to 65,535
   * @param packetBytes of a larger message only the beginning is kept, see {@link Incoming.Flaw}
   */
  public record Receive(int maximum, long packetBytes) {
    /** As much as the protocol allows, in packets of at most 1 MiB. */
    public static final Receive UNLIMITED = new Receive(65_535, 1L << 20);
  }

  /** A client that publishes only and keeps no session. */
  public static ConnectOptions ofPublisher(String broker, String clientId) {
    return new ConnectOptions(
        broker,
        clientId,
        new Session.Clean(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        Receive.UNLIMITED,
        Optional.empty(),
        Optional.empty());
  }

  /** Whether the connection is encrypted. */
  boolean encrypted() {
    return broker.startsWith("ssl:");
  }
}
