package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.MISSING_FIELD;
import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.WRONG_TYPE;

import com.fasterxml.jackson.databind.JsonNode;

/** The retained status of a device: {@code {"online":true|false,"observedAt":…}}. */
final class StatusMessage {
  private static final String ONLINE = "online";

  private StatusMessage() {}

  /**
   * Nothing is made of a status yet; a payload that is none is refused all the same. An empty one
   * is MQTT's way to clear the retained message.
   */
  static void check(Arrival arrival) throws Refusal {
    if (arrival.payload().length == 0) {
      return;
    }
    JsonMessage.checkBytes(arrival.payload());
    JsonNode status =
        JsonTree.parse(arrival.payload(), ReadingParser.MAX_DEPTH, JsonScalars.MAX_STRING);
    if (!status.isObject()) {
      throw new Refusal(NOT_OUR_SCHEMA, "a status is an object, found " + status.getNodeType());
    }
    JsonNode online = status.get(ONLINE);
    if (online == null || online.isNull()) {
      throw new Refusal(MISSING_FIELD, "online is missing");
    }
    if (!online.isBoolean()) {
      throw new Refusal(WRONG_TYPE, "online is no boolean, expected true or false");
    }
    JsonNode observedAt = status.get(Member.OBSERVED_AT.wireName);
    if (observedAt == null || observedAt.isNull()) {
      throw new Refusal(MISSING_FIELD, "observedAt is missing");
    }
    if (observedAt.isTextual()) {
      ObservedTime.plausible(
          ObservedTime.parse(observedAt.textValue()), arrival.receivedAtMillis());
    } else if (observedAt.canConvertToLong() && observedAt.isIntegralNumber()) {
      ObservedTime.plausible(observedAt.longValue(), arrival.receivedAtMillis());
    } else {
      throw new Refusal(
          WRONG_TYPE, "observedAt is " + observedAt.getNodeType() + ", expected a time");
    }
  }
}
