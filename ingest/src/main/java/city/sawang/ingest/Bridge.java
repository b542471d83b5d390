package city.sawang.ingest;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.kafka.Heartbeats;
import city.sawang.ingest.kafka.ReadingPublisher;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.mqtt.BrokerSockets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;

/**
 * Carries messages from MQTT to Kafka: Kafka confirms, then the message is acknowledged. Nothing
 * else of Sawang knows MQTT.
 *
 * <p>What is lost on the way is lost before the broker's PUBACK to the device or by the broker
 * itself; duplicates are possible and expected after every reconnect.
 */
public final class Bridge implements AutoCloseable {
  private static final Duration KAFKA_SILENCE = Duration.ofSeconds(10);

  private final BridgeConfig config;
  private final BooleanSupplier registryRead;
  private final ReadingPublisher publisher;
  private final List<BrokerSupervisor> links;
  private final Heartbeats heartbeats;

  private Bridge(
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      BooleanSupplier registryRead,
      BridgeMetrics metrics,
      UnaryOperator<Producer<byte[], byte[]>> tampering) {
    this.config = config;
    this.registryRead = registryRead;
    this.publisher = new ReadingPublisher(config, metrics, tampering);
    this.links =
        config.mqtt().brokers().stream()
            .map(
                broker ->
                    new BrokerSupervisor(
                        broker, config, filters, decoder, publisher, registryRead, metrics))
            .toList();
    links.forEach(BrokerSupervisor::start);
    this.heartbeats = new Heartbeats(config, publisher, this::hears);
  }

  /**
   * Starts a bridge. It returns at once and connects when Kafka and the brokers answer, for as long
   * as that takes; {@link #ready()} tells.
   *
   * @param filters MQTT topic filters to subscribe, see {@link #filters}
   * @param decoder called by one thread per broker
   * @param registryRead whether the registry has been read to its end
   */
  public static Bridge start(
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      BooleanSupplier registryRead,
      BridgeMetrics metrics) {
    return start(config, filters, decoder, registryRead, metrics, UnaryOperator.identity());
  }

  /**
   * @param tampering what a test does to the Kafka producer
   */
  static Bridge start(
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      BooleanSupplier registryRead,
      BridgeMetrics metrics,
      UnaryOperator<Producer<byte[], byte[]>> tampering) {
    // Wrong files stop the start; later they only stop a connection.
    config.mqtt().brokers().forEach(broker -> BrokerSockets.of(config.mqtt(), broker).close());
    return new Bridge(config, filters, decoder, registryRead, metrics, tampering);
  }

  /**
   * The topic filters from now on. New ones are subscribed on the live connections; those that are
   * gone stay subscribed, so that what still arrives is quarantined and seen, not silently dropped.
   */
  public void filters(Collection<String> filters) {
    links.forEach(link -> link.filters(filters));
  }

  /** Whether the bridge works or tries to; when false only a restart helps. */
  public boolean live() {
    return heartbeats.isAlive() && links.stream().allMatch(BrokerSupervisor::isAlive);
  }

  /** Whether data can flow, from the brokers to Kafka; {@link #notReadyReasons()} says why not. */
  public boolean ready() {
    return notReadyReasons().isEmpty();
  }

  /**
   * Why data cannot flow, empty when it can: the registry is known, every broker is connected and
   * subscribed, no message waits too long for its acknowledgement, and Kafka confirmed something
   * lately.
   */
  public List<String> notReadyReasons() {
    List<String> notReadyReasons = new ArrayList<>();
    if (!registryRead.getAsBoolean()) {
      notReadyReasons.add("the registry is not read to its end yet");
    }
    links.forEach(link -> link.notReadyReason().ifPresent(notReadyReasons::add));
    Duration silence = KAFKA_SILENCE.plus(config.heartbeatInterval().multipliedBy(2));
    if (!publisher.confirmedWithin(silence)) {
      notReadyReasons.add("Kafka confirmed nothing for " + silence.toSeconds() + " s");
    }
    return notReadyReasons;
  }

  private boolean hears() {
    return links.stream().allMatch(link -> link.notReadyReason().isEmpty());
  }

  /**
   * Stops gracefully: takes no more messages, waits for those outstanding, leaves its sessions and
   * subscriptions at the brokers.
   */
  @Override
  public void close() {
    heartbeats.close();
    links.forEach(BrokerSupervisor::stop);
    try {
      for (BrokerSupervisor link : links) {
        link.awaitStopped(config.limits().drain().plusSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publisher.close(Duration.ofSeconds(1));
  }
}
