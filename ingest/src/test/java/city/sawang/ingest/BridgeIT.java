package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static city.sawang.ingest.BridgeFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.MqttSettings;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a bridge does while broker and Kafka are well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeIT {
  private final InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
  private BridgeFixture fixture;

  @BeforeAll
  void start(@TempDir Path directory) {
    fixture = new BridgeFixture(directory);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void everyKindOfMessageIsAcknowledgedAndTheEquationsHold() {
    // given
    String city = "kinds";
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when: readings, an array of four, a refusal, a mixed array, two bugs, a status
      devices.publish(0, 1000);
      devices.publish("lamp-1/reading", "reading 1000\nreading 1001\nreading 1002\nreading 1003");
      devices.publish("lamp-1/reading", "rubbish");
      devices.publish("lamp-1/reading", "reading 1004\nrubbish\nreading 1005");
      devices.publish("lamp-1/reading", "throw");
      devices.publish("lamp-1/reading", "overflow");
      devices.publish("lamp-1/reading", "");
      devices.publish(1006, 1010);
      // then
      fixture.awaitAll(city, 1010);
      await().atMost(SOON).until(() -> metrics.outstandingMessages() == 0);
      assertThat(fixture.tail.seqs(city)).isEqualTo(upTo(1010));
      assertThat(metrics.endedMessages(Outcome.PUBLISHED)).isEqualTo(1006);
      assertThat(metrics.endedMessages(Outcome.QUARANTINED)).isEqualTo(3);
      assertThat(metrics.endedMessages(Outcome.RECOGNISED)).isEqualTo(1);
      assertThat(metrics.endedMessages(Outcome.ABANDONED)).isZero();
      assertThat(metrics.receivedMessages()).isEqualTo(1010);
      assertThat(metrics.acceptedReadings()).isEqualTo(1010);
      assertThat(metrics.quarantinedPayloads(ReasonCode.NOT_JSON)).isEqualTo(2);
      assertThat(metrics.quarantinedPayloads(ReasonCode.PROFILE_FAILED)).isEqualTo(2);
      assertThat(bridge.live()).isTrue();
    }
    await().atMost(SOON).until(() -> fixture.tail.quarantined(city).size() == 4);
    assertThat(fixture.tail.quarantined(city))
        .filteredOn(one -> one.getReason().equals("PROFILE_FAILED"))
        .extracting(one -> StandardCharsets.UTF_8.decode(one.getPayload()).toString())
        .containsExactlyInAnyOrder("throw", "overflow");
  }

  @Test
  void aReadingKeepsItsKeyAndItsTime() {
    // given
    String city = "key";
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when
      devices.publish(0, 20);
      // then
      fixture.awaitAll(city, 20);
      assertThat(fixture.tail.readings(city))
          .allSatisfy(
              entry -> {
                String key = new String(entry.key(), StandardCharsets.UTF_8);
                assertThat(key).matches(Topics.key(city, "lamp-\\d"));
                assertThat(entry.timestamp())
                    .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
              });
      assertThat(bridge.ready()).isTrue();
    }
  }

  @Test
  void whatIsOldAndWhatFollowsFromTheSameControllerTakesTheReservedPartitions() {
    // given
    String city = "backlog";
    InMemoryBridgeMetrics own = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, own);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when
      devices.publish("stays/reading", "reading 0");
      devices.publish("returns/reading", "reading 1");
      devices.publish("returns/reading", "old 2\nold 3");
      devices.publish("returns/reading", "reading 4");
      devices.publish("stays/reading", "reading 5");
      // then
      fixture.awaitAll(city, 6);
      assertThat(fixture.tail.readings(city))
          .filteredOn(entry -> entry.partition() >= BridgeFixture.PARTITIONS)
          .hasSize(3)
          .allSatisfy(
              entry ->
                  assertThat(new String(entry.key(), StandardCharsets.UTF_8))
                      .isEqualTo(Topics.key(city, "returns")));
      assertThat(own.backlogReadings()).isEqualTo(3);
      assertThat(own.acceptedReadings()).isEqualTo(6);
      assertThat(bridge.ready()).isTrue();
    }
  }

  @Test
  void heartbeatsTravelInEveryPartition() {
    // given, when
    String city = "beats";
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics)) {
      // then
      await()
          .atMost(SOON)
          .until(() -> fixture.tail.beats("bridge-" + city).equals(Set.of(0, 1, 2, 3, 4, 5)));
      assertThat(bridge.live()).isTrue();
    }
  }

  @Test
  void nothingIsTakenBeforeTheRegistryIsKnown() {
    // given
    String city = "registry";
    AtomicBoolean registryRead = new AtomicBoolean();
    try (Bridge bridge =
        Bridge.start(
            fixture.config(city),
            BridgeFixture.filters(city),
            new LinePayloadDecoder(),
            registryRead::get,
            metrics)) {
      await().atMost(SOON).until(() -> bridge.live() && !bridge.ready());
      assertThat(bridge.notReadyReasons()).contains("the registry is not read to its end yet");
      // when
      registryRead.set(true);
      // then
      BridgeFixture.awaitReady(bridge);
    }
  }

  @Test
  void aFilterAddedLaterIsSubscribedOnTheLiveConnection() {
    // given
    String city = "hot";
    InMemoryBridgeMetrics own = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, own);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when
      bridge.updateFilters(List.of("lighting/v1/hot/+/reading", "lighting/v1/hot/+/meter"));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                devices.publish("cabinet-1/meter", "reading 5000");
                assertThat(fixture.tail.seqs(city)).contains(5000L);
              });
      // then: the old subscription still stands, on the same connection
      devices.publish(0, 10);
      fixture.awaitAll(city, 11);
      assertThat(own.reconnects()).isZero();
    }
  }

  @Test
  void bridgesOfOneGroupShareTheMessages() {
    // given
    String city = "shared";
    InMemoryBridgeMetrics one = new InMemoryBridgeMetrics();
    InMemoryBridgeMetrics two = new InMemoryBridgeMetrics();
    BridgeConfig config = fixture.config(city).withMqtt(mqtt -> mqtt.withShareGroup("pilot"));
    try (Bridge first = fixture.ready(named(config, "first"), city, one);
        Bridge second = fixture.ready(named(config, "second"), city, two);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when
      devices.publish(0, 1000);
      // then: all of them, each once, and both had work
      fixture.awaitAll(city, 1000);
      assertThat(fixture.tail.readings(city)).hasSize(1000);
      assertThat(one.acceptedReadings()).isPositive();
      assertThat(two.acceptedReadings()).isPositive();
      assertThat(first.ready() && second.ready()).isTrue();
    }
  }

  private static BridgeConfig named(BridgeConfig config, String clientId) {
    return config.withMqtt(
        mqtt ->
            new MqttSettings(
                mqtt.brokers(),
                clientId,
                mqtt.shareGroup(),
                mqtt.login(),
                mqtt.tls(),
                mqtt.keepAlive(),
                mqtt.sessionExpiry(),
                mqtt.connectTimeout()));
  }

  @Test
  void aStopDrainsAndTheNextStartGoesOn() {
    // given
    String city = "stop";
    InMemoryBridgeMetrics before = new InMemoryBridgeMetrics();
    InMemoryBridgeMetrics after = new InMemoryBridgeMetrics();
    try (TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      Bridge bridge = fixture.ready(fixture.config(city), city, before);
      devices.publish(0, 500);
      // when: stopped in the middle, more comes while it is away
      bridge.close();
      devices.publish(500, 800);
      // then: nothing that was taken was given up, nothing came twice
      assertThat(before.endedMessages(Outcome.ABANDONED)).isZero();
      assertThat(before.receivedMessages()).isEqualTo(before.endedMessages(Outcome.PUBLISHED));
      try (Bridge next = fixture.ready(fixture.config(city), city, after)) {
        fixture.awaitAll(city, 800);
        assertThat(fixture.tail.seqs(city)).isEqualTo(upTo(800));
        assertThat(fixture.tail.readings(city)).hasSize(800);
        assertThat(after.possibleGaps()).isZero();
        assertThat(next.live()).isTrue();
      }
    }
  }
}
