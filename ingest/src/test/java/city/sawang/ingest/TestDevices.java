package city.sawang.ingest;

import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.MqttSettings;
import city.sawang.ingest.mqtt.ConnectOptions;
import city.sawang.ingest.mqtt.ConnectOptions.Receive;
import city.sawang.ingest.mqtt.ConnectOptions.Session;
import city.sawang.ingest.mqtt.ConnectionListener;
import city.sawang.ingest.mqtt.Incoming;
import city.sawang.ingest.mqtt.MqttConnection;
import city.sawang.ingest.mqtt.MqttFailure;
import city.sawang.ingest.mqtt.MqttTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes test messages, QoS 1, and waits until the broker has acknowledged every one. */
final class TestDevices implements AutoCloseable {
  private static final int AT_ONCE = 50;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final MqttConnection connection;
  private final String city;
  private final AtomicInteger unacknowledged = new AtomicInteger();
  private final Set<String> problems = ConcurrentHashMap.newKeySet();

  TestDevices(String broker, String city) {
    this(MqttSettings.of(List.of(broker), "devices-" + city), city);
  }

  TestDevices(MqttSettings mqtt, String city) {
    this.city = city;
    ConnectOptions options =
        new ConnectOptions(
            mqtt.brokers().get(0),
            "devices-" + city,
            new Session.Clean(),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Receive.UNLIMITED,
            mqtt.login(),
            mqtt.tls());
    try {
      connection = MqttTransport.paho().open(options, new Problems());
      connection.connect();
    } catch (MqttFailure e) {
      throw new IllegalStateException("connect to " + options.broker(), e);
    }
  }

  private final class Problems implements ConnectionListener {
    @Override
    public void messageArrived(Incoming message) {
      problems.add("a message from " + message.topic());
    }

    @Override
    public void disconnected(String why) {
      problems.add(why);
    }

    @Override
    public void failed(Throwable bug) {
      problems.add(bug.toString());
    }
  }

  /** Readings with the sequence numbers from (inclusive) to (exclusive), of ten lamps in turn. */
  void publish(long from, long to) {
    for (long seq = from; seq < to; seq++) {
      send("lamp-" + seq % 10 + "/reading", "reading " + seq);
      if (unacknowledged.get() >= AT_ONCE) {
        awaitAcknowledged();
      }
    }
    awaitAcknowledged();
  }

  void publish(String belowCity, String payload) {
    send(belowCity, payload);
    awaitAcknowledged();
  }

  private void send(String belowCity, String payload) {
    unacknowledged.incrementAndGet();
    try {
      connection.publish(
          "lighting/v1/" + city + '/' + belowCity,
          payload.getBytes(StandardCharsets.UTF_8),
          reason -> {
            if (reason != 0) {
              problems.add("refused with reason " + reason);
            }
            unacknowledged.decrementAndGet();
          });
    } catch (MqttFailure e) {
      throw new IllegalStateException("publish", e);
    }
  }

  private void awaitAcknowledged() {
    await().atMost(SOON).until(() -> unacknowledged.get() == 0 || !problems.isEmpty());
    if (!problems.isEmpty()) {
      throw new IllegalStateException("devices of " + city + ": " + problems);
    }
  }

  @Override
  public void close() {
    connection.close(true);
  }
}
