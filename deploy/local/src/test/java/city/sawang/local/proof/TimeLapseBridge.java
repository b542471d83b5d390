package city.sawang.local.proof;

import static org.awaitility.Awaitility.await;

import city.sawang.ingest.Bridge;
import city.sawang.ingest.BridgeEnds;
import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.kafka.ReadingPublisher;
import city.sawang.ingest.kafka.RegistryFollower;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.ingest.profile.Profiles;
import city.sawang.ingest.profile.TopicDecoder;
import city.sawang.local.Checkout;
import city.sawang.local.simulate.TimeLapse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A bridge with the shipped profiles whose clock is the fleet's: what has no time of its own is
 * stamped with the time that is simulated, and its heartbeats are too: jobs know no other time. In
 * every other respect it is the product's.
 */
public final class TimeLapseBridge implements AutoCloseable {
  private final RegistryFollower registry;
  private final Profiles profiles;
  private final Bridge bridge;

  /** Connects as soon as broker and Kafka answer. */
  public TimeLapseBridge(BridgeConfig config, TimeLapse clock) throws Exception {
    registry = RegistryFollower.start(config.kafka());
    profiles = Profiles.load(Checkout.file("deploy/profiles"));
    TopicDecoder honest = new TopicDecoder(registry, profiles);
    PayloadDecoder inFleetTime = arrival -> honest.decode(at(clock, arrival));
    bridge =
        Bridge.start(
            config,
            profiles.topicFilters(),
            inFleetTime,
            registry::caughtUp,
            new InMemoryBridgeMetrics(),
            new BridgeEnds(
                MqttTransport.paho(),
                () -> inFleetTime(clock, ReadingPublisher.producers(config).get())));
  }

  /** Heartbeats are all that has no key. */
  @SuppressWarnings("unchecked")
  private static Producer<byte[], byte[]> inFleetTime(
      TimeLapse clock, Producer<byte[], byte[]> honest) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            TimeLapseBridge.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              if (arguments != null
                  && arguments[0] instanceof ProducerRecord<?, ?> record
                  && record.key() == null
                  && record.timestamp() != null) {
                arguments[0] =
                    new ProducerRecord<>(
                        record.topic(),
                        record.partition(),
                        clock.at(record.timestamp()),
                        null,
                        record.value());
              }
              try {
                return method.invoke(honest, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Arrival at(TimeLapse clock, Arrival arrival) {
    return new Arrival(
        arrival.topic(),
        arrival.payload(),
        clock.at(arrival.receivedAtMillis()),
        arrival.retained());
  }

  /** Whether data can flow through it. */
  public boolean isReady() {
    return bridge.ready();
  }

  @Override
  public void close() {
    profiles.close();
    bridge.close();
    registry.close();
  }

  /**
   * As a process of its own, so that it can be killed: {@code --mqtt-url URL --kafka HOST:PORT
   * --ready-file FILE --lapse wallStart,start,speed}.
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].startsWith("--")) {
        options.put(arguments[i], arguments[i + 1]);
      }
    }
    String[] lapse = options.get("--lapse").split(",");
    TimeLapse clock =
        new TimeLapse(
            Long.parseLong(lapse[0]), Long.parseLong(lapse[1]), Double.parseDouble(lapse[2]));
    BridgeConfig config =
        BridgeConfig.of(options.get("--mqtt-url"), "sawang-bridge", options.get("--kafka"));
    try (TimeLapseBridge bridge = new TimeLapseBridge(config, clock)) {
      await().atMost(Duration.ofMinutes(5)).until(bridge::isReady);
      Path ready = Path.of(options.get("--ready-file"));
      Path written = Files.writeString(ready.resolveSibling("ready.new"), "{}");
      Files.move(written, ready, StandardCopyOption.ATOMIC_MOVE);
      new CountDownLatch(1).await();
    }
  }
}
