package city.sawang.local.proof;

import city.sawang.ingest.Bridge;
import city.sawang.ingest.BridgeEnds;
import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.kafka.RegistryFollower;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.ingest.profile.Profiles;
import city.sawang.ingest.profile.TopicDecoder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A bridge that dies as by kill -9 after so many records: what its Kafka producer holds at that
 * moment is gone.
 */
final class MortalBridge implements AutoCloseable {
  /** Long enough that the producer always holds records when it dies. */
  private static final Duration LINGER = Duration.ofMillis(500);

  private final RegistryFollower registry;
  private final Bridge bridge;
  private final AtomicInteger recordsLeft;
  private final boolean acknowledgesEarly;
  private final CompletableFuture<Void> death = new CompletableFuture<>();

  /**
   * @param records how many records it hands to Kafka's producer before it dies
   * @param acknowledgesEarly the deliberate breakage: MQTT hears of success before Kafka has said
   *     anything
   */
  public MortalBridge(BridgeConfig config, int records, boolean acknowledgesEarly) {
    this.recordsLeft = new AtomicInteger(records);
    this.acknowledgesEarly = acknowledgesEarly;
    this.registry = RegistryFollower.start(config.kafka());
    BridgeConfig lingering = config.withKafka(kafka -> kafka.withLinger(LINGER));
    this.bridge =
        Bridge.start(
            lingering,
            Profiles.none().topicFilters(),
            new TopicDecoder(registry, Profiles.none()),
            registry::caughtUp,
            new InMemoryBridgeMetrics(),
            new BridgeEnds(
                MqttTransport.paho(), () -> mortal(BridgeEnds.of(lingering).producers().get())));
  }

  @SuppressWarnings("unchecked")
  private Producer<byte[], byte[]> mortal(Producer<byte[], byte[]> honest) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send")) {
                return send(
                    honest, (ProducerRecord<byte[], byte[]>) arguments[0], (Callback) arguments[1]);
              }
              try {
                return method.invoke(honest, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Object send(
      Producer<byte[], byte[]> honest, ProducerRecord<byte[], byte[]> message, Callback callback) {
    // Heartbeats have no key and come from a clock: only messages lead to the death.
    if (message.key() != null && recordsLeft.getAndDecrement() == 0) {
      honest.close(Duration.ZERO);
      death.complete(null);
    }
    if (death.isDone()) {
      throw new KafkaException("this bridge is dead");
    }
    if (!acknowledgesEarly) {
      return honest.send(message, callback);
    }
    Object sent = honest.send(message);
    callback.onCompletion(
        new RecordMetadata(new TopicPartition(message.topic(), 0), 0, 0, 0, 0, 0), null);
    return sent;
  }

  /** Whether data can flow through it. */
  public boolean isReady() {
    return bridge.ready();
  }

  /** Whether it has died of its own accord. */
  public boolean isDead() {
    return death.isDone();
  }

  @Override
  public void close() {
    bridge.close();
    registry.close();
  }
}
