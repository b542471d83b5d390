package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static city.sawang.ingest.BridgeFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.metrics.BridgeMetrics.PacketFlaw;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.RawClient;
import city.sawang.schemas.avro.QuarantinedPayload;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Messages that end the receiver of the MQTT library: what comes after them arrives all the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoisonousMessagesIT {
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

  @Test
  void nextMessageFlowsWithinSeconds() throws Exception {
    // given
    String city = "poison";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city);
        RawClient raw = new RawClient(fixture.artemis.uri(), "raw")) {
      devices.publish(0, 10);
      byte[] correlation =
          ByteBuffer.allocate(40_003).put((byte) 9).putShort((short) 40_000).array();
      String prefix = "lighting/v1/" + city;
      // when
      raw.publish(prefix + "/a\0b/reading", new byte[0], "reading 10");
      raw.publish(prefix + "/a\tb/reading", new byte[0], "reading 11");
      raw.publish(prefix + "/a\u007fb/reading", new byte[0], "reading 12");
      raw.publish(prefix + "/plain/reading", correlation, "reading 13");
      devices.publish(14, 20);
      // then: a line decoder takes any topic; the strict one refuses those with pictures
      await().atMost(AT_ONCE).until(() -> fixture.tail.seqs(city).contains(19L));
      await().atMost(SOON).until(() -> metrics.outstandingMessages() == 0);
      assertThat(fixture.tail.seqs(city)).containsAll(upTo(20));
      assertThat(bridge.notReadyReasons()).isEmpty();
    }
  }

  @Test
  void oversizeMessageEndsInQuarantineWithItsBeginning() throws Exception {
    // given
    String city = "oversize";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when
      devices.publish("lamp/reading", "x".repeat(3 << 20));
      devices.publish(1, 2);
      // then
      await().atMost(AT_ONCE).until(() -> fixture.tail.seqs(city).contains(1L));
      await().atMost(SOON).until(() -> metrics.outstandingMessages() == 0);
      QuarantinedPayload refused = fixture.tail.quarantined(city).get(0);
      assertThat(refused.getReason()).isEqualTo("TOO_LARGE");
      assertThat(refused.getDetail()).contains("an MQTT packet of 31457").contains("are kept");
      assertThat(refused.getTopic()).isEqualTo("lighting/v1/oversize/lamp/reading");
      assertThat(refused.getPayload().remaining()).isGreaterThan(128 * 1024);
      assertThat(metrics.flawedPackets(PacketFlaw.OVERSIZE)).isEqualTo(1);
      assertThat(bridge.notReadyReasons()).isEmpty();
    }
  }
}
