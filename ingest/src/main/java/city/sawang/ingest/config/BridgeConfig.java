package city.sawang.ingest.config;

import static city.sawang.ingest.config.Requirement.between;
import static city.sawang.ingest.config.Requirement.require;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a bridge needs to know. Every record refuses nonsense when it is made; the message names the
 * key, the value and what was expected.
 *
 * @param heartbeatInterval how often every partition of the readings topic gets a heartbeat
 * @param backlogAge readings that are older than this when they arrive are backlog and go to the
 *     partitions reserved for it, 1 min to 3 days
 */
public record BridgeConfig(
    MqttSettings mqtt,
    KafkaSettings kafka,
    BridgeLimits limits,
    Duration heartbeatInterval,
    Duration backlogAge) {

  /** Above what devices and networks are late by every day; below any real absence. */
  public static final Duration DEFAULT_BACKLOG_AGE = Duration.ofHours(1);

  public BridgeConfig {
    require(between(backlogAge, Duration.ofMinutes(1), Duration.ofDays(3)))
        .orRefuse("backlogAge", backlogAge, "1 min to 3 days");
    require(between(heartbeatInterval, Duration.ofMillis(10), Duration.ofMinutes(1)))
        .orRefuse("heartbeatInterval", heartbeatInterval, "10 ms to 1 min");
    require(limits.oldestUnacknowledged().compareTo(kafka.deliveryTimeout()) > 0)
        .orRefuse(
            "limits.oldestUnacknowledged",
            limits.oldestUnacknowledged(),
            "more than kafka.deliveryTimeout, " + kafka.deliveryTimeout());
    require(limits.backPressureTimeout().compareTo(mqtt.keepAlive()) < 0)
        .orRefuse(
            "limits.backPressureTimeout",
            limits.backPressureTimeout(),
            "less than mqtt.keepAlive, "
                + mqtt.keepAlive()
                + ": a callback that waits longer kills the connection");
  }

  /** A bridge with the defaults between one MQTT broker and one Kafka. */
  public static BridgeConfig of(String brokerUri, String clientId, String bootstrapServers) {
    return new BridgeConfig(
        MqttSettings.of(List.of(brokerUri), clientId),
        KafkaSettings.of(bootstrapServers),
        BridgeLimits.defaults(),
        Duration.ofSeconds(1),
        DEFAULT_BACKLOG_AGE);
  }

  public BridgeConfig withMqtt(UnaryOperator<MqttSettings> change) {
    return new BridgeConfig(change.apply(mqtt), kafka, limits, heartbeatInterval, backlogAge);
  }

  public BridgeConfig withKafka(UnaryOperator<KafkaSettings> change) {
    return new BridgeConfig(mqtt, change.apply(kafka), limits, heartbeatInterval, backlogAge);
  }

  public BridgeConfig withLimits(UnaryOperator<BridgeLimits> change) {
    return new BridgeConfig(mqtt, kafka, change.apply(limits), heartbeatInterval, backlogAge);
  }

  public BridgeConfig withHeartbeatInterval(Duration interval) {
    return new BridgeConfig(mqtt, kafka, limits, interval, backlogAge);
  }

  public BridgeConfig withBacklogAge(Duration age) {
    return new BridgeConfig(mqtt, kafka, limits, heartbeatInterval, age);
  }
}
