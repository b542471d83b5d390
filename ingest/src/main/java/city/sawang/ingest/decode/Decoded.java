package city.sawang.ingest.decode;

import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.util.List;
import java.util.OptionalLong;

/** What the decoder concluded about a message, or about one element of an array message. */
public sealed interface Decoded {
  /** A reading that goes on to Kafka. */
  record Accepted(Reading reading) implements Decoded {}

  /**
   * A payload that goes to quarantine with its bytes and the reason.
   *
   * @param claimedAtMillis the time that the device claims, where that is why it is refused
   */
  record Refused(QuarantinedPayload payload, OptionalLong claimedAtMillis) implements Decoded {}

  /** A message that is known and is no telemetry: a status, a boot packet. Nothing goes to Kafka. */
  record Recognised() implements Decoded {
    private static final List<Decoded> WHOLE_MESSAGE = List.of(new Recognised());

    /** The outcome of a message that is no telemetry. */
    public static List<Decoded> message() {
      return WHOLE_MESSAGE;
    }
  }
}
