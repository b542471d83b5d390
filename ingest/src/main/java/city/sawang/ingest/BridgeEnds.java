package city.sawang.ingest;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.kafka.ReadingPublisher;
import city.sawang.ingest.mqtt.MqttTransport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * The two ends of a bridge.
 *
 * @param mqtt opens connections to the brokers
 * @param producers makes a Kafka producer, at the start and when one has become unusable
 */
public record BridgeEnds(MqttTransport mqtt, Supplier<Producer<byte[], byte[]>> producers) {
  /** Real brokers and a real Kafka, as configured. */
  public static BridgeEnds of(BridgeConfig config) {
    return new BridgeEnds(MqttTransport.paho(), ReadingPublisher.producers(config));
  }
}
