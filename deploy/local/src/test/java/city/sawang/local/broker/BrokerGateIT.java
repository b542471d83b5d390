package city.sawang.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.MqttLogin;
import city.sawang.ingest.mqtt.ConnectOptions;
import city.sawang.ingest.mqtt.ConnectOptions.Receive;
import city.sawang.ingest.mqtt.ConnectOptions.Session;
import city.sawang.ingest.mqtt.ConnectionListener;
import city.sawang.ingest.mqtt.Incoming;
import city.sawang.ingest.mqtt.MqttConnection;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.local.platform.Ports;
import city.sawang.local.services.MqttBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker with its gate: what it acknowledges arrives, and nobody reads another's queue. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerGateIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final MqttLogin LOGIN = new MqttLogin("bridge", "secret");

  /** Levels of a topic that somebody will try; those of the field among them. */
  private static final List<String> STRANGE =
      List.of(
          "FT.0001.A",
          "FT:0002:B",
          "FT*0003",
          "FT>0004",
          "*",
          ">",
          "FT 0005",
          "เสา-6",
          "FT\\0007",
          "FT&0008",
          "..",
          "FT.0001",
          "",
          "FT::0009",
          "%230010",
          ".",
          "\\",
          "a\\",
          "\\a",
          "\\\\",
          "\\*",
          "\\.",
          "::",
          ":::",
          "a::",
          "::b",
          "a:",
          "%",
          "%%",
          "$",
          "$sys",
          "$share",
          "'",
          "\"",
          "`",
          "🙂",
          "\uFEFF",
          "\uFFFD",
          "é",
          "e\u0301",
          "\u200B",
          "\u202E",
          ",",
          "_",
          "a,b",
          "?",
          "a?b=c",
          "queue:a",
          "multicast::a",
          "a=b",
          "(a)",
          "[a]",
          "{a}",
          "|",
          "~",
          "^",
          "@",
          "!",
          ";",
          "  ",
          " a ",
          "x".repeat(200),
          "เ".repeat(2000),
          "x".repeat(60_000));

  private final Map<String, String> arrived = new ConcurrentHashMap<>();
  private final int port = Ports.free(1).get(0);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private MqttBroker broker;
  private MqttConnection bridge;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    broker =
        new MqttBroker(
            directory,
            "127.0.0.1",
            port,
            new GatedMqtt(List.of(new ReservedClientId("bridge", LOGIN)), metrics));
    bridge = connect("bridge", Optional.of(LOGIN));
  }

  @AfterAll
  void stop() throws Exception {
    bridge.close(true);
    broker.close();
  }

  private MqttConnection connect(String clientId, Optional<MqttLogin> login) throws Exception {
    Listener listener = new Listener();
    MqttConnection connection =
        MqttTransport.paho()
            .open(
                new ConnectOptions(
                    "tcp://127.0.0.1:" + port,
                    clientId,
                    new Session.Kept(Duration.ofDays(7)),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    new Receive(1000, 1 << 20),
                    login,
                    Optional.empty()),
                listener);
    listener.connection = connection;
    connection.connect();
    for (String kind : List.of("reading", "status", "meter")) {
      assertThat(connection.subscribe("lighting/v1/+/+/" + kind)).isTrue();
    }
    return connection;
  }

  private final class Listener implements ConnectionListener {
    private MqttConnection connection;

    @Override
    public void messageArrived(Incoming message) {
      arrived.put(
          new String(message.payload(), 0, Math.min(20, message.payload().length)),
          message.topic());
      try {
        connection.acknowledge(new int[] {message.packetId()}, 1);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void disconnected(String why) {
      arrived.put("disconnected", why);
    }

    @Override
    public void failed(Throwable bug) {
      arrived.put("failed", bug.toString());
    }
  }

  private static String topic(String level) {
    return "lighting/v1/field-town/" + level + "/reading";
  }

  /** The topics by what their message says. */
  private static Map<String, String> numbered(List<String> topics) {
    Map<String, String> numbered = new LinkedHashMap<>();
    topics.forEach(topic -> numbered.put("message " + numbered.size() + ".", topic));
    return numbered;
  }

  private void publishAndAwait(RawSocketClient device, List<String> topics) throws IOException {
    Map<String, String> acknowledged = new HashMap<>(numbered(topics));
    arrived.clear();
    for (Map.Entry<String, String> one : numbered(topics).entrySet()) {
      int reason = device.publish(one.getValue(), one.getKey().getBytes(StandardCharsets.UTF_8));
      if (reason != 0) {
        assertThat(reason).as(one.getValue()).isEqualTo(0x90);
        acknowledged.remove(one.getKey());
      }
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(arrived).containsAllEntriesOf(acknowledged));
    assertThat(arrived).hasSameSizeAs(acknowledged);
  }

  @Test
  void everyTopicThatIsAcknowledgedArrives() throws Exception {
    try (RawSocketClient device = new RawSocketClient(port, 5, "device", true)) {
      publishAndAwait(device, STRANGE.stream().map(BrokerGateIT::topic).toList());
      assertThat(arrived).hasSize(STRANGE.size());
    }
    try (RawSocketClient old = new RawSocketClient(port, 4, "old-device", true)) {
      publishAndAwait(old, STRANGE.stream().map(BrokerGateIT::topic).toList());
      assertThat(arrived).hasSize(STRANGE.size());
    }
  }

  @Test
  void anyTopicEndsAsRefusedOrArrives() throws Exception {
    Random random = new Random(20_261_129);
    List<String> topics = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      StringBuilder level = new StringBuilder();
      for (int c = random.nextInt(6); c > 0; c--) {
        int point =
            switch (random.nextInt(3)) {
              case 0 -> "\\:.*>%$_, \0\t\u007f\uFFFE\uFDD0".codePointAt(random.nextInt(15));
              case 1 -> random.nextInt(0x11_0000);
              default -> 'a' + random.nextInt(3);
            };
        level.appendCodePoint(
            point == '/' || point == '#' || point == '+' || point >= 0xD800 && point <= 0xDFFF
                ? 'x'
                : point);
      }
      topics.add(topic(level.toString()));
    }
    try (RawSocketClient device = new RawSocketClient(port, 5, "random", true)) {
      publishAndAwait(device, topics);
    }
    assertThat(arrived).hasSizeBetween(300, 1300);
  }

  @Test
  void largeMessageArrivesAndATooLargeOneIsNotAcknowledged() throws Exception {
    arrived.clear();
    byte[] large = "x".repeat(900_000).getBytes(StandardCharsets.UTF_8);
    try (RawSocketClient device = new RawSocketClient(port, 5, "large", true)) {
      assertThat(device.publish(topic("large"), large)).isZero();
      await().atMost(SOON).until(() -> arrived.containsValue(topic("large")));
    }
    try (RawSocketClient device = new RawSocketClient(port, 5, "larger", true)) {
      // Not a PUBACK: the connection ends, while the packet is still on its way.
      assertThatThrownBy(() -> device.publish(topic("larger"), new byte[5 << 20]))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void clientWithoutReasonsIsShownTheDoor() throws Exception {
    try (RawSocketClient old = new RawSocketClient(port, 4, "old", true)) {
      assertThatThrownBy(() -> old.publish(topic("a\0b"), new byte[] {1}))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nobodyElseUsesTheClientIdOfTheBridge() throws Exception {
    arrived.clear();
    try (RawSocketClient thief = new RawSocketClient(port, 5, "bridge", true)) {
      assertThat(thief.connected).isEqualTo(0x87);
    }
    try (RawSocketClient thief = new RawSocketClient(port, 4, "bridge", true)) {
      assertThat(thief.connected).isEqualTo(5);
    }
    assertThat(metrics.get("sawang.broker.refusals").tag("what", "client_id").counter().count())
        .isEqualTo(2);
    try (RawSocketClient device = new RawSocketClient(port, 5, "witness", true)) {
      device.publish(topic("after"), "after".getBytes(StandardCharsets.UTF_8));
    }
    await().atMost(SOON).until(() -> arrived.containsKey("after"));
    assertThat(arrived).doesNotContainKey("disconnected");
    assertThat(bridge.isConnected()).isTrue();
  }

  @Test
  void nobodyDrainsTheQueueOfTheBridge() throws Exception {
    // Given clients whose queues would have the bridge's names
    try (RawSocketClient group = new RawSocketClient(port, 5, "thief-1", true);
        RawSocketClient dotted = new RawSocketClient(port, 5, "bridge.lighting", true);
        RawSocketClient qualified = new RawSocketClient(port, 5, "thief-2", true);
        RawSocketClient device = new RawSocketClient(port, 5, "victim", true)) {
      group.subscribe("$share/bridge/lighting/v1/+/+/reading");
      dotted.subscribe("v1/+/+/reading");
      qualified.subscribe("lighting.v1.*.*.reading::bridge.lighting.v1.*.*.reading");
      arrived.clear();
      // When
      for (int i = 0; i < 100; i++) {
        device.publish(topic("lamp"), ("m" + i).getBytes(StandardCharsets.UTF_8));
      }
      // Then the bridge has all of them; a group of that name is one of its own
      await().atMost(SOON).until(() -> arrived.size() == 100);
      assertThat(dotted.silentFor(300)).isTrue();
      assertThat(qualified.silentFor(300)).isTrue();
    }
  }
}
