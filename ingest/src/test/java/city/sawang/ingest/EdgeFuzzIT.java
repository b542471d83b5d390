package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static city.sawang.ingest.BridgeFixture.awaitReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.RawClient;
import city.sawang.ingest.mqtt.RawPublishes;
import city.sawang.ingest.mqtt.RawPublishes.Packet;
import city.sawang.ingest.mqtt.ScriptedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packets of all kinds at the edge of the bridge, allowed and spoilt: after each batch of them an
 * ordinary message flows within five seconds. With {@code -Dfuzz.packets=100000} it is the long run
 * of MEASURED.md, with {@code -Dfuzz.seed} another one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeFuzzIT {
  private static final int PACKETS = Integer.getInteger("fuzz.packets", 3000);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_129L);
  private static final int BATCH = 500;

  /** Longer on a machine that does much else; the slowest message is printed. */
  private static final Duration AT_ONCE = Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 5));

  private final AtomicLong slowest = new AtomicLong();
  private BridgeFixture fixture;

  @BeforeAll
  void start(@TempDir Path directory) {
    fixture = new BridgeFixture(directory);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private void awaitSentinel(String city, long seq, Bridge bridge) {
    long began = System.nanoTime();
    await()
        .atMost(AT_ONCE)
        .untilAsserted(
            () ->
                assertThat(fixture.tail.seqs(city))
                    .as(
                        "sentinel %d, seed %d, not ready: %s, threads: %s",
                        seq, SEED, bridge.notReadyReasons(), mqttThreads())
                    .contains(seq));
    slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
  }

  /** What the threads of the MQTT library do, for the one who has to find out why it stalled. */
  private static String mqttThreads() {
    StringBuilder threads = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (thread.getName().startsWith("MQTT ")) {
                threads.append(thread.getName()).append(Arrays.asList(stack)).append('\n');
              }
            });
    return threads.toString();
  }

  private void print(String how, int packets, long spoilt, InMemoryBridgeMetrics metrics) {
    System.out.printf(
        "fuzz %s: %d packets, %d of them spoilt, seed %d; received %d, flawed %d, reconnects %d,"
            + " slowest sentinel %d ms%n",
        how,
        packets,
        spoilt,
        SEED,
        metrics.receivedMessages(),
        metrics.flawedPackets(),
        metrics.reconnects(),
        slowest.get() / 1_000_000);
  }

  @Test
  void nothingThatABrokerTakesStallsTheBridge() throws Exception {
    String city = "fuzz-broker";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    RawPublishes packets = new RawPublishes(SEED, "lighting/v1/" + city + '/', "/reading");
    int spoilt = 0;
    int shownTheDoor = 0;
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      RawClient client = new RawClient(fixture.artemis.uri(), "fuzz");
      for (int i = 0; i < PACKETS; i++) {
        Packet packet = packets.next(("refuse " + i).getBytes(StandardCharsets.UTF_8));
        if (packet.allowed()) {
          client = sent(client, packet, i);
        } else {
          // Artemis answers some of them neither with a word nor with an end.
          spoilt++;
          try (RawClient other = new RawClient(fixture.artemis.uri(), "fuzz-" + i)) {
            other.send(packet.bytes());
          } catch (IOException e) {
            shownTheDoor++;
          }
        }
        if (i % BATCH == BATCH - 1 || i == PACKETS - 1) {
          devices.publish(i, i + 1);
          awaitSentinel(city, i, bridge);
        }
      }
      await().atMost(SOON).until(() -> metrics.outstandingMessages() == 0);
      assertThat(bridge.notReadyReasons()).isEmpty();
      assertThat(metrics.receivedMessages()).isGreaterThan(PACKETS / 3);
      assertThat(shownTheDoor).isLessThan(spoilt);
      print("through a broker", PACKETS, spoilt, metrics);
      client.close();
    }
  }

  /** The client that has sent the packet: another one when the broker has shown the first the door. */
  private RawClient sent(RawClient client, Packet packet, int number) throws IOException {
    try {
      client.send(packet.bytes());
      return client;
    } catch (IOException e) {
      client.close();
      RawClient next = new RawClient(fixture.artemis.uri(), "fuzz-next-" + number);
      next.send(packet.bytes());
      return next;
    }
  }

  @Test
  void nothingThatABrokerSendsStallsTheBridge() throws Exception {
    String city = "fuzz-direct";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    RawPublishes packets = new RawPublishes(SEED, "lighting/v1/" + city + '/', "/reading");
    int spoilt = 0;
    try (ScriptedBroker broker = new ScriptedBroker();
        Bridge bridge = fixture.start(fixture.config(city, broker.uri()), city, metrics)) {
      ScriptedBroker.Client client = broker.accept(false);
      client.grantSubscription();
      client.answerPings();
      awaitReady(bridge);
      for (int i = 0; i < PACKETS; i++) {
        Packet packet = packets.next(("refuse " + i).getBytes(StandardCharsets.UTF_8));
        spoilt += packet.allowed() ? 0 : 1;
        client.send(packet.bytes());
        if (i % BATCH == BATCH - 1 || i == PACKETS - 1) {
          client.publish(i % 60_000 + 1, "lighting/v1/" + city + "/lamp/reading", "reading " + i);
          awaitSentinel(city, i, bridge);
        }
      }
      assertThat(metrics.receivedMessages()).isGreaterThanOrEqualTo(PACKETS);
      assertThat(metrics.reconnects()).isZero();
      assertThat(bridge.notReadyReasons()).isEmpty();
      print("directly", PACKETS, spoilt, metrics);
      client.close();
    }
  }
}
