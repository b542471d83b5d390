package city.sawang.ingest.decode;

import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.util.List;

/** What the decoder concluded about a message, or about one element of an array message. */
public sealed interface Decoded {
  /** A reading that goes on to Kafka. */
  record Accepted(Reading reading) implements Decoded {}

  /** A payload that goes to quarantine with its bytes and the reason. */
  record Refused(QuarantinedPayload payload) implements Decoded {}

  /** A message that is known and is no telemetry: a status, a boot packet. Nothing goes to Kafka. */
  record Recognised() implements Decoded {
    private static final List<Decoded> WHOLE_MESSAGE = List.of(new Recognised());

    /** The outcome of a message that is no telemetry. */
    public static List<Decoded> message() {
      return WHOLE_MESSAGE;
    }
  }
}
