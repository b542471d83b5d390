package city.sawang.ingest.decode;

import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;

/** What became of a message, or of one element of an array message. */
public sealed interface Decoded {
  /** A reading that goes on to Kafka. */
  record Accepted(Reading reading) implements Decoded {}

  /** A payload that goes to quarantine with its bytes and the reason. */
  record Refused(QuarantinedPayload payload) implements Decoded {}
}
