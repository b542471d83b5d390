package city.sawang.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import city.sawang.schemas.ReasonCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every version of the metrics. */
class BridgeMetricsTest {
  /**
   * A version and how to read it back by the name of a meter; null: it cannot be read.
   */
  private record Version(BridgeMetrics metrics, ToDoubleFunction<String> read) {}

  static Stream<Named<Version>> versions() {
    InMemoryBridgeMetrics inMemory = new InMemoryBridgeMetrics();
    MeterRegistry registry = new SimpleMeterRegistry();
    return Stream.of(
        Named.of("none", new Version(BridgeMetrics.none(), null)),
        Named.of("in memory", new Version(inMemory, name -> read(inMemory, name))),
        Named.of(
            "Micrometer",
            new Version(new MicrometerBridgeMetrics(registry), name -> read(registry, name))));
  }

  private static double read(InMemoryBridgeMetrics metrics, String name) {
    return switch (name) {
      case "sawang.bridge.received.messages" -> metrics.receivedMessages();
      case "sawang.bridge.ended.messages" ->
          Stream.of(Outcome.values()).mapToLong(metrics::endedMessages).sum();
      case "sawang.bridge.accepted.readings" -> metrics.acceptedReadings();
      case "sawang.bridge.backlog.readings" -> metrics.backlogReadings();
      case "sawang.bridge.quarantined.payloads" ->
          Stream.of(ReasonCode.values()).mapToLong(metrics::quarantinedPayloads).sum();
      case "sawang.bridge.kafka.acks.records" -> metrics.kafkaAcks();
      case "sawang.bridge.heartbeats.records" -> metrics.heartbeats();
      case "sawang.bridge.reconnects" -> metrics.reconnects();
      case "sawang.bridge.possible.gaps" -> metrics.possibleGaps();
      case "sawang.bridge.outstanding.messages" -> metrics.outstandingMessages();
      case "sawang.bridge.oldest.unacknowledged.seconds" -> metrics.oldestUnacknowledgedSeconds();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double read(MeterRegistry registry, String name) {
    return registry.get(name).meters().stream()
        .mapToDouble(meter -> meter.measure().iterator().next().getValue())
        .sum();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theEquationsHold(Version version) {
    // given
    BridgeMetrics metrics = version.metrics();
    // when
    for (int i = 0; i < 10; i++) {
      metrics.received();
    }
    metrics.ended(Outcome.PUBLISHED, 5);
    metrics.ended(Outcome.QUARANTINED, 2);
    metrics.ended(Outcome.RECOGNISED, 1);
    metrics.ended(Outcome.ABANDONED, 1);
    for (int i = 0; i < 7; i++) {
      metrics.accepted();
    }
    metrics.backlog();
    metrics.quarantined(ReasonCode.NOT_JSON);
    metrics.quarantined(ReasonCode.SPOOF);
    metrics.heartbeat();
    metrics.reconnect(EndReason.KAFKA_FAILED);
    metrics.possibleGap();
    metrics.watch("tcp://broker:1883", () -> 1, () -> 2.5);
    // then
    if (version.read() == null) {
      assertThat(metrics).isSameAs(BridgeMetrics.none());
      return;
    }
    ToDoubleFunction<String> read = name -> version.read().applyAsDouble("sawang.bridge." + name);
    assertThat(read.applyAsDouble("received.messages"))
        .isEqualTo(
            read.applyAsDouble("ended.messages") + read.applyAsDouble("outstanding.messages"));
    assertThat(read.applyAsDouble("kafka.acks.records"))
        .isEqualTo(
            read.applyAsDouble("accepted.readings")
                + read.applyAsDouble("quarantined.payloads")
                + read.applyAsDouble("heartbeats.records"))
        .isEqualTo(10);
    assertThat(read.applyAsDouble("backlog.readings")).isEqualTo(1);
    assertThat(read.applyAsDouble("reconnects")).isEqualTo(1);
    assertThat(read.applyAsDouble("possible.gaps")).isEqualTo(1);
    assertThat(read.applyAsDouble("oldest.unacknowledged.seconds")).isEqualTo(2.5);
  }
}
