package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static city.sawang.ingest.BridgeFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  /** An MQTT 5 client that asks nobody whether what it publishes is allowed. */
  private void publishRaw(String topic, byte[] properties, String payload) throws IOException {
    URI broker = URI.create(fixture.artemis.uri());
    try (Socket socket = new Socket(broker.getHost(), broker.getPort())) {
      socket.setSoTimeout(5000);
      byte[] connect = {0x10, 16, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 3, 'r', 'a', 'w'};
      socket.getOutputStream().write(connect);
      socket.getInputStream().read(new byte[100]);
      byte[] name = topic.getBytes(StandardCharsets.UTF_8);
      byte[] body = payload.getBytes(StandardCharsets.UTF_8);
      byte[] propertyLength = length(properties.length);
      int size = 2 + name.length + 2 + propertyLength.length + properties.length + body.length;
      byte[] remaining = length(size);
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(1 + remaining.length + size)
                  .put((byte) 0x32)
                  .put(remaining)
                  .putShort((short) name.length)
                  .put(name)
                  .putShort((short) 1)
                  .put(propertyLength)
                  .put(properties)
                  .put(body)
                  .array());
      socket.getInputStream().read(new byte[100]);
    }
  }

  private static byte[] length(int length) {
    return length < 128
        ? new byte[] {(byte) length}
        : length < 16_384
            ? new byte[] {(byte) (length & 0x7F | 0x80), (byte) (length >> 7)}
            : new byte[] {
              (byte) (length & 0x7F | 0x80),
              (byte) (length >> 7 & 0x7F | 0x80),
              (byte) (length >> 14)
            };
  }

  @Test
  void nextMessageFlowsWithinSeconds() throws Exception {
    // given
    String city = "poison";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      devices.publish(0, 10);
      byte[] correlation =
          ByteBuffer.allocate(40_003).put((byte) 9).putShort((short) 40_000).array();
      String prefix = "lighting/v1/" + city;
      // when
      publishRaw(prefix + "/a\0b/reading", new byte[0], "reading 10");
      publishRaw(prefix + "/a\tb/reading", new byte[0], "reading 11");
      publishRaw(prefix + "/a\u007fb/reading", new byte[0], "reading 12");
      publishRaw(prefix + "/plain/reading", correlation, "reading 13");
      devices.publish(14, 20);
      // then: a line decoder takes any topic; the strict one refuses those with pictures
      await().atMost(AT_ONCE).until(() -> fixture.tail.seqs(city).contains(19L));
      await().atMost(SOON).until(() -> metrics.outstandingMessages() == 0);
      assertThat(fixture.tail.seqs(city)).containsAll(upTo(20));
      assertThat(bridge.notReadyReasons()).isEmpty();
    }
  }
}
