package city.sawang.ingest;

import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.KafkaSettings;
import city.sawang.ingest.kafka.KafkaTail;
import city.sawang.ingest.kafka.KafkaTopics;
import city.sawang.ingest.kafka.RestartableKafka;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.mqtt.EmbeddedArtemis;
import city.sawang.ingest.mqtt.MqttTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Producer;

/**
 * A real MQTT broker, a real Kafka, and what was written to it. Every test uses a city of its own,
 * so that tests of a class do not see each other.
 */
final class BridgeFixture implements AutoCloseable {
  static final int PARTITIONS = 4;
  static final int RESERVED = 2;
  static final Duration SOON = Duration.ofSeconds(30);

  final RestartableKafka kafka;
  final EmbeddedArtemis artemis;
  final KafkaTail tail;

  BridgeFixture(Path directory) {
    kafka = new RestartableKafka(directory.resolve("kafka"));
    artemis = new EmbeddedArtemis(directory.resolve("artemis"));
    KafkaTopics.ensure(
        KafkaSettings.of(kafka.bootstrapServers()), PARTITIONS, RESERVED, (short) 1, SOON);
    tail = new KafkaTail(kafka.bootstrapServers());
  }

  BridgeConfig config(String city) {
    return config(city, artemis.uri());
  }

  BridgeConfig config(String city, String broker) {
    return BridgeConfig.of(broker, "bridge-" + city, kafka.bootstrapServers())
        .withHeartbeatInterval(Duration.ofMillis(100));
  }

  static Set<String> filters(String city) {
    return Set.of("lighting/v1/" + city + "/+/reading");
  }

  Bridge start(BridgeConfig config, String city, BridgeMetrics metrics) {
    return Bridge.start(config, filters(city), new LinePayloadDecoder(), () -> true, metrics);
  }

  Bridge start(
      BridgeConfig config,
      String city,
      BridgeMetrics metrics,
      UnaryOperator<Producer<byte[], byte[]>> tampering) {
    return Bridge.start(
        config,
        filters(city),
        new LinePayloadDecoder(),
        () -> true,
        metrics,
        new BridgeEnds(
            MqttTransport.paho(), () -> tampering.apply(BridgeEnds.of(config).producers().get())));
  }

  /** A bridge that is ready: from now on the broker keeps what is published for it. */
  Bridge ready(BridgeConfig config, String city, BridgeMetrics metrics) {
    Bridge bridge = start(config, city, metrics);
    awaitReady(bridge);
    return bridge;
  }

  static void awaitReady(Bridge bridge) {
    await().atMost(SOON).until(bridge::notReadyReasons, List::isEmpty);
  }

  /** Waits until every sequence number below {@code end} has arrived in Kafka. */
  void awaitAll(String city, long end) {
    await().atMost(SOON).until(() -> tail.seqs(city).size() >= end);
  }

  static Set<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().collect(Collectors.toSet());
  }

  @Override
  public void close() {
    tail.close();
    artemis.close();
    kafka.close();
  }
}
