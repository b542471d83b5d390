package city.sawang.ingest.config;

import static city.sawang.ingest.config.Requirement.between;
import static city.sawang.ingest.config.Requirement.require;

import city.sawang.schemas.text.NearMatch;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The KafkaSettings end.
 *
 * @param deliveryTimeout after this long without a confirmation a record has failed, and its
 *     message comes again, 1 s to 10 min
 * @param linger how long a batch waits for more records, 0 to 1 s
 * @param properties further producer and consumer properties (security.*, sasl.*, ssl.*)
 */
public record KafkaSettings(
    String bootstrapServers,
    Duration deliveryTimeout,
    Duration linger,
    Map<String, String> properties) {
  /** What Kafka itself would ignore when it is misspelled. */
  private static final Set<String> SECURITY_PROPERTIES =
      ProducerConfig.configNames().stream()
          .filter(name -> Pattern.matches("(security|sasl|ssl)\\..+", name))
          .collect(Collectors.toCollection(TreeSet::new));

  public KafkaSettings {
    properties = Map.copyOf(properties);
    require(!bootstrapServers.isBlank())
        .orRefuse("kafka.bootstrapServers", bootstrapServers, "host:port[,host:port…]");
    require(between(deliveryTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10)))
        .orRefuse("kafka.deliveryTimeout", deliveryTimeout, "1 s to 10 min");
    require(between(linger, Duration.ZERO, Duration.ofSeconds(1)))
        .orRefuse("kafka.linger", linger, "0 to 1 s");
    properties
        .keySet()
        .forEach(
            key ->
                require(SECURITY_PROPERTIES.contains(key))
                    .orRefuse(
                        "kafka.properties",
                        key,
                        "security.*, sasl.* or ssl.*"
                            + NearMatch.suggestion(key, SECURITY_PROPERTIES)));
  }

  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(
        bootstrapServers, Duration.ofSeconds(30), Duration.ofMillis(20), Map.of());
  }

  public KafkaSettings withDeliveryTimeout(Duration timeout) {
    return new KafkaSettings(bootstrapServers, timeout, linger, properties);
  }

  public KafkaSettings withLinger(Duration wait) {
    return new KafkaSettings(bootstrapServers, deliveryTimeout, wait, properties);
  }

  /** Without the values of the properties: passwords are among them. */
  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers=%s, deliveryTimeout=%s, linger=%s, properties=%s]"
        .formatted(bootstrapServers, deliveryTimeout, linger, new TreeSet<>(properties.keySet()));
  }
}
