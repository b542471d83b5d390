package city.sawang.ingest.decode;

/**
 * One MQTT message as the bridge took it.
 *
 * @param topic the topic it came on
 * @param payload its bytes, not copied
 * @param receivedAtMillis when the bridge took it, milliseconds since the epoch
 * @param retained whether it is a broker's stored one, handed over because somebody subscribed: its
 *     arrival says nothing about when it was sent
 */
public record Arrival(String topic, byte[] payload, long receivedAtMillis, boolean retained) {
  /** A message that arrives when it is sent. */
  public Arrival(String topic, byte[] payload, long receivedAtMillis) {
    this(topic, payload, receivedAtMillis, false);
  }
}
