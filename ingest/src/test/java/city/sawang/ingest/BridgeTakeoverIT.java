package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.RawClient;
import city.sawang.ingest.mqtt.ScriptedBroker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who ends a connection of the bridge without its doing: another client of its name, a library. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeTakeoverIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private BridgeFixture fixture;

  @BeforeAll
  void start(@TempDir Path directory) {
    fixture = new BridgeFixture(directory);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private static boolean namesIt(Bridge bridge, String clientId) {
    return bridge.notReadyReasons().stream()
        .anyMatch(
            reason ->
                reason.contains("another client connected as " + clientId)
                    && reason.contains("took its session over"));
  }

  @Test
  void somebodyElsesClientOfTheSameNameIsNoticedAndMessagesFlowAgain() throws Exception {
    // given
    String city = "taken";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when: it also throws the session and its queue away
      long began = System.nanoTime();
      try (RawClient thief = new RawClient(fixture.artemis.uri(), "bridge-taken")) {
        await().atMost(AT_ONCE).until(() -> namesIt(bridge, "bridge-taken"));
        System.out.printf(
            "taken over: not ready after %d ms%n", (System.nanoTime() - began) / 1_000_000);
        // then
        await().atMost(AT_ONCE).until(() -> metrics.possibleGaps() == 2);
        await().atMost(AT_ONCE).until(() -> !bridge.notReadyReasons().toString().contains("wait"));
      }
      devices.publish(0, 10);
      await().atMost(AT_ONCE).until(() -> fixture.tail.seqs(city).size() == 10);
      System.out.printf(
          "taken over: flowing again after %d ms%n", (System.nanoTime() - began) / 1_000_000);
      assertThat(metrics.reconnects(EndReason.SESSION_TAKEN_OVER)).isEqualTo(1);
      assertThat(namesIt(bridge, "bridge-taken")).isTrue();
    }
  }

  @Test
  void twoBridgesOfOneNameChaseEachOtherMoreAndMoreSlowly() throws Exception {
    String city = "duel";
    InMemoryBridgeMetrics first = new InMemoryBridgeMetrics();
    InMemoryBridgeMetrics second = new InMemoryBridgeMetrics();
    try (Bridge one = fixture.ready(fixture.config(city), city, first);
        Bridge other = fixture.start(fixture.config(city), city, second);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // 1 + 1 + 2 + 2 s: four times at least, and without pauses it would be dozens
      await()
          .atMost(SOON)
          .until(
              () ->
                  first.reconnects(EndReason.SESSION_TAKEN_OVER) >= 2
                      && second.reconnects(EndReason.SESSION_TAKEN_OVER) >= 2);
      assertThat(first.reconnects(EndReason.SESSION_TAKEN_OVER)).isLessThanOrEqualTo(3);
      assertThat(namesIt(one, "bridge-duel") && namesIt(other, "bridge-duel")).isTrue();
      // Meanwhile whoever has the session carries the messages
      devices.publish(0, 50);
      fixture.awaitAll(city, 50);
    }
  }

  @Test
  void receiverThatALibraryLostIsNoticed() throws Exception {
    String city = "deaf";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (ScriptedBroker broker = new ScriptedBroker();
        Bridge bridge = fixture.start(fixture.config(city, broker.uri()), city, metrics)) {
      ScriptedBroker.Client first = broker.accept(false);
      first.grantSubscription();
      BridgeFixture.awaitReady(bridge);
      // when: an AUTH packet that is none
      long began = System.nanoTime();
      first.send(new byte[] {(byte) 0xF0, 5, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 1, 2});
      // then
      ScriptedBroker.Client second = broker.accept(true);
      second.publish(1, "lighting/v1/deaf/lamp/reading", "reading 1");
      await().atMost(AT_ONCE).until(() -> fixture.tail.seqs(city).contains(1L));
      System.out.printf(
          "receiver ended: flowing again after %d ms%n", (System.nanoTime() - began) / 1_000_000);
      assertThat(metrics.reconnects()).isEqualTo(1);
      BridgeFixture.awaitReady(bridge);
      first.close();
      second.close();
    }
  }
}
