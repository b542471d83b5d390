package city.sawang.ingest.decode;

/**
 * One MQTT message as the bridge took it.
 *
 * @param topic the topic it came on
 * @param payload its bytes, not copied
 * @param receivedAtMillis when the bridge took it, milliseconds since the epoch
 */
public record Arrival(String topic, byte[] payload, long receivedAtMillis) {}
