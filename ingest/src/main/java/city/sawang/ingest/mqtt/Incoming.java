package city.sawang.ingest.mqtt;

import city.sawang.ingest.metrics.BridgeMetrics.PacketFlaw;
import java.util.Optional;

/**
 * A message as it came from a broker.
 *
 * @param topic readable: a picture (U+2400 …) stands for a character that must not be in a topic
 * @param payload not copied, and not changed by anyone later
 * @param packetId what to acknowledge; 0 for QoS 0, which nobody acknowledges
 * @param retained whether it is the broker's stored one, sent because of a new subscription
 * @param flaw why the payload is not what the sender wrote; empty: it is
 */
public record Incoming(
    String topic, byte[] payload, int packetId, boolean retained, Optional<Flaw> flaw) {
  /**
   * What is wrong with the packet of a message.
   *
   * @param detail what, where, and what was expected
   */
  public record Flaw(PacketFlaw kind, String detail) {}

  /** A message that a broker sends as it is published, with nothing wrong. */
  public static Incoming of(String topic, byte[] payload, int packetId) {
    return new Incoming(topic, payload, packetId, false, Optional.empty());
  }
}
