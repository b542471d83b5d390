package city.sawang.ingest.metrics;

import city.sawang.schemas.ReasonCode;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What a bridge counts. Two equations hold whenever nothing is in motion:
 *
 * <pre>
 * received  = published + quarantined + recognised + abandoned + outstanding     (messages)
 * kafkaAcks = accepted + Σ quarantined{reason} + heartbeats                      (records)
 * </pre>
 *
 * A message is <em>published</em> when Kafka confirmed all its records and at least one is a
 * reading, <em>quarantined</em> when all of them are refusals, <em>recognised</em> when it has none,
 * and <em>abandoned</em> when its connection ended before it was acknowledged: the broker sends it
 * again, and it is received again. Records of an abandoned message that Kafka confirmed are counted
 * in the second equation; this is why it counts records and not messages.
 *
 * <p>Implementations are safe for use by several threads and never throw.
 */
public interface BridgeMetrics {
  /** How a received message ended. */
  enum Outcome {
    PUBLISHED,
    QUARANTINED,
    RECOGNISED,
    ABANDONED
  }

  /** Why a connection to a broker was replaced. */
  enum EndReason {
    CONNECTION_LOST,
    KAFKA_FAILED,
    BACK_PRESSURE,
    UNACKNOWLEDGED_TOO_LONG,
    RECEIVER_ENDED,
    SESSION_TAKEN_OVER,
    INTERNAL_ERROR,
    CONNECT_FAILED
  }

  /** What may be wrong with the packet of a message. */
  enum PacketFlaw {
    /** Larger than a packet may be; only the beginning of the payload was kept. */
    OVERSIZE,
    /** Not what MQTT allows; the payload may be the rest of the packet. */
    MALFORMED
  }

  /** A message arrived from a broker. */
  void received();

  /** The packet of an arrived message was not as it should be; it goes to quarantine. */
  void flawed(PacketFlaw flaw);

  /** {@code messages} ended in this way. */
  void ended(Outcome outcome, int messages);

  /** Kafka confirmed a reading. */
  void accepted();

  /** The reading that Kafka confirmed went to the partitions reserved for backlog. */
  void backlog();

  /** Kafka confirmed a refused payload. */
  void quarantined(ReasonCode reason);

  /** Kafka confirmed a heartbeat. */
  void heartbeat();

  /** A connection ended, or could not be made, and another attempt follows. */
  void reconnect(EndReason reason);

  /** A broker kept no session for this bridge: it may have dropped messages while it was away. */
  void possibleGap();

  /**
   * Where to read the present state of a broker connection from.
   *
   * @param broker its URI
   * @param outstanding messages taken and not acknowledged
   * @param oldestSeconds age of the oldest of them, 0 when there is none
   */
  void watch(String broker, LongSupplier outstanding, DoubleSupplier oldestSeconds);

  /** Counts nothing. */
  static BridgeMetrics none() {
    return NoBridgeMetrics.INSTANCE;
  }
}
