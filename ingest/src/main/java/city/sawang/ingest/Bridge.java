package city.sawang.ingest;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.kafka.Heartbeats;
import city.sawang.ingest.kafka.ReadingPublisher;
import city.sawang.ingest.metrics.BridgeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Carries messages from MQTT to Kafka: Kafka confirms, then the message is acknowledged. This class
 * is the wiring; {@link BrokerSession} is the road of one message.
 *
 * <p>What is lost on the way is lost before the broker's PUBACK to the device or by the broker
 * itself; duplicates are possible and expected after every reconnect.
 */
public final class Bridge implements AutoCloseable {
  private static final Duration KAFKA_SILENCE = Duration.ofSeconds(10);

  private final BridgeConfig config;
  private final BooleanSupplier registryRead;
  private final ReadingPublisher publisher;
  private final List<BrokerSupervisor> supervisors;
  private final Heartbeats heartbeats;

  private Bridge(
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      BooleanSupplier registryRead,
      BridgeMetrics metrics,
      BridgeEnds ends) {
    this.config = config;
    this.registryRead = registryRead;
    this.publisher = new ReadingPublisher(config, metrics, ends.producers());
    this.supervisors =
        config.mqtt().brokers().stream()
            .map(
                broker ->
                    new BrokerSupervisor(
                        broker,
                        config,
                        filters,
                        decoder,
                        publisher,
                        registryRead,
                        ends.mqtt(),
                        metrics))
            .toList();
    supervisors.forEach(BrokerSupervisor::start);
    this.heartbeats = new Heartbeats(config, publisher, this::receives);
  }

  /**
   * Starts a bridge. It returns at once and connects when Kafka and the brokers answer, for as long
   * as that takes; see {@link #ready}.
   *
   * @param filters MQTT topic filters to subscribe, see {@link #updateFilters}
   * @param decoder called by one thread per broker
   * @param registryRead whether the registry has been read to its end
   */
  public static Bridge start(
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      BooleanSupplier registryRead,
      BridgeMetrics metrics) {
    return start(config, filters, decoder, registryRead, metrics, BridgeEnds.of(config));
  }

  /**
   * Starts a bridge between given ends, see {@link #start(BridgeConfig, Collection, PayloadDecoder,
   * BooleanSupplier, BridgeMetrics)}.
   */
  public static Bridge start(
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      BooleanSupplier registryRead,
      BridgeMetrics metrics,
      BridgeEnds ends) {
    // Wrong files stop the start; later they only stop a connection.
    config
        .mqtt()
        .brokers()
        .forEach(broker -> ends.mqtt().validate(BrokerSession.options(config, broker)));
    return new Bridge(config, filters, decoder, registryRead, metrics, ends);
  }

  /**
   * The topic filters from now on. New ones are subscribed on the live connections; those that are
   * gone stay subscribed, so that what still arrives is quarantined and seen, not silently dropped.
   */
  public void updateFilters(Collection<String> filters) {
    supervisors.forEach(supervisor -> supervisor.updateFilters(filters));
  }

  /** Whether the bridge works or tries to; when false only a restart helps. */
  public boolean live() {
    return heartbeats.isAlive() && supervisors.stream().allMatch(BrokerSupervisor::isAlive);
  }

  /** Whether messages can pass from the brokers to Kafka, see {@link #notReadyReasons}. */
  public boolean ready() {
    return notReadyReasons().isEmpty();
  }

  /**
   * Why messages cannot pass, empty when they can: the registry is known, every broker is connected and
   * subscribed, no message waits too long for its acknowledgement, and Kafka confirmed something
   * lately.
   */
  public List<String> notReadyReasons() {
    List<String> notReadyReasons = new ArrayList<>();
    if (!registryRead.getAsBoolean()) {
      notReadyReasons.add("the registry is not read to its end yet");
    }
    supervisors.forEach(supervisor -> supervisor.notReadyReason().ifPresent(notReadyReasons::add));
    Duration silence = KAFKA_SILENCE.plus(config.heartbeatInterval().multipliedBy(2));
    if (!publisher.confirmedWithin(silence)) {
      notReadyReasons.add("Kafka confirmed nothing for " + silence.toSeconds() + " s");
    }
    return notReadyReasons;
  }

  private boolean receives() {
    return supervisors.stream().allMatch(supervisor -> supervisor.silenceReason().isEmpty());
  }

  /**
   * Stops gracefully: takes no more messages, waits for those outstanding, leaves its sessions and
   * subscriptions at the brokers.
   */
  @Override
  public void close() {
    heartbeats.close();
    supervisors.forEach(BrokerSupervisor::stop);
    try {
      for (BrokerSupervisor supervisor : supervisors) {
        supervisor.awaitStopped(config.limits().drain().plusSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publisher.close(Duration.ofSeconds(1));
  }
}
