package city.sawang.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeTest {
  private EmbeddedKafka kafka;
  private EmbeddedArtemis artemis;

  @BeforeAll
  void start(@TempDir Path directory) {
    kafka = new EmbeddedKafka(directory.resolve("kafka"));
    artemis = new EmbeddedArtemis(directory.resolve("artemis"));
    KafkaTopics.ensure(
        BridgeConfig.Kafka.of(kafka.bootstrapServers()), 4, (short) 1, Duration.ofSeconds(30));
  }

  @AfterAll
  void stop() {
    artemis.close();
    kafka.close();
  }

  @Test
  void carriesMessages() {
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (Bridge bridge =
            Bridge.start(
                BridgeConfig.of(artemis.uri(), "b1", kafka.bootstrapServers()),
                java.util.List.of("lighting/v1/+/+/reading"),
                new LinePayloadDecoder(),
                () -> true,
                metrics);
        TestDevices devices = new TestDevices(artemis.uri(), "d1")) {
      await().atMost(Duration.ofSeconds(20)).until(bridge::ready);
      devices.publish(0, 1000);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(metrics.acceptedReadings()).isEqualTo(1000));
    }
  }
}
