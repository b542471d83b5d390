package city.sawang.ingest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BridgeConfigTest {
  private static final BridgeConfig DEFAULTS =
      BridgeConfig.of("tcp://localhost:1883", "bridge-1", "localhost:9092");

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(DEFAULTS.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(DEFAULTS.backlogAge()).isEqualTo(Duration.ofHours(1));
    assertThat(DEFAULTS.mqtt())
        .isEqualTo(
            new MqttSettings(
                List.of("tcp://localhost:1883"),
                "bridge-1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ofDays(14),
                Duration.ofSeconds(10)));
    assertThat(DEFAULTS.kafka())
        .isEqualTo(
            new KafkaSettings(
                "localhost:9092", Duration.ofSeconds(30), Duration.ofMillis(20), Map.of()));
    assertThat(DEFAULTS.limits())
        .isEqualTo(
            new BridgeLimits(
                10_000,
                16 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                1 << 20));
  }

  @Test
  void aGroupIsPartOfTheSubscription() {
    assertThat(DEFAULTS.mqtt().subscription("a/+")).isEqualTo("a/+");
    assertThat(DEFAULTS.mqtt().withShareGroup("pilot").subscription("a/+"))
        .isEqualTo("$share/pilot/a/+");
  }

  @Test
  void aPasswordIsNeverPrinted() {
    BridgeConfig config =
        DEFAULTS.withMqtt(mqtt -> mqtt.withLogin(new MqttLogin("bridge", "secret")));
    assertThat(config.toString()).contains("bridge").doesNotContain("secret");
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        refused("mqtt.brokers", "http://x", () -> BridgeConfig.of("http://x", "b", "k:1")),
        refused("mqtt.clientId", "a b", () -> BridgeConfig.of("tcp://x:1", "a b", "k:1")),
        refused("mqtt.shareGroup", "a/b", () -> DEFAULTS.mqtt().withShareGroup("a/b")),
        refused("mqtt.keepAlive", "PT0S", () -> DEFAULTS.mqtt().withKeepAlive(Duration.ZERO)),
        refused("mqtt.login.username", "", () -> new MqttLogin("", "secret")),
        refused(
            "mqtt.tls.clientKey",
            "absent",
            () -> new TlsFiles(Optional.empty(), Optional.of(Path.of("c.pem")), Optional.empty())),
        refused("kafka.bootstrapServers", "", () -> BridgeConfig.of("tcp://x:1", "b", " ")),
        refused("kafka.linger", "PT2S", () -> DEFAULTS.kafka().withLinger(Duration.ofSeconds(2))),
        refused(
            "kafka.properties",
            "acks",
            () ->
                new KafkaSettings(
                    "k:1", Duration.ofSeconds(30), Duration.ZERO, Map.of("acks", "0"))),
        refused(
            "kafka.properties",
            "sasl.mechanisim",
            () -> kafkaProperty("sasl.mechanisim", "SCRAM-SHA-512")),
        refused(
            "limits.outstandingMessages", "0", () -> DEFAULTS.limits().withOutstanding(0, 4096)),
        refused(
            "limits.oldestUnacknowledged",
            "PT10S",
            () ->
                DEFAULTS.withLimits(
                    limits -> limits.withOldestUnacknowledged(Duration.ofSeconds(10)))),
        refused(
            "limits.backPressureTimeout",
            "PT30S",
            () ->
                DEFAULTS.withLimits(
                    limits -> limits.withBackPressureTimeout(Duration.ofSeconds(30)))),
        refused("backlogAge", "PT1S", () -> DEFAULTS.withBacklogAge(Duration.ofSeconds(1))),
        refused("heartbeatInterval", "PT0S", () -> DEFAULTS.withHeartbeatInterval(Duration.ZERO)));
  }

  private static KafkaSettings kafkaProperty(String key, String value) {
    return new KafkaSettings("k:1", Duration.ofSeconds(30), Duration.ZERO, Map.of(key, value));
  }

  @Test
  void aMisspelledKafkaPropertySuggestsTheNearOneAndKeepsItsValueSecret() {
    assertThatThrownBy(() -> kafkaProperty("sasl.jaas.confg", "secret"))
        .hasMessageContaining("kafka.properties is sasl.jaas.confg")
        .hasMessageContaining("sasl.jaas.config")
        .hasMessageNotContaining("secret");
    assertThat(kafkaProperty("sasl.jaas.config", "secret").toString())
        .contains("sasl.jaas.config")
        .doesNotContain("secret");
  }

  private static Arguments refused(String key, String value, ThrowingCallable made) {
    return Arguments.of(key, value, made);
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void nonsenseIsRefusedWithKeyValueAndExpectation(
      String key, String value, ThrowingCallable made) {
    assertThatThrownBy(made)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + " is ")
        .hasMessageContaining(value)
        .hasMessageContaining(", expected ");
  }
}
