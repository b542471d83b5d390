package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.MISSING_FIELD;
import static city.sawang.schemas.ReasonCode.OUT_OF_RANGE;
import static city.sawang.schemas.ReasonCode.SPOOF;
import static city.sawang.schemas.ReasonCode.TIME_IN_FUTURE;
import static city.sawang.schemas.ReasonCode.WRONG_TYPE;

import city.sawang.schemas.Identifiers;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads one JSON object of canonical members into a {@link Reading}, field by field and strictly:
 * no coercion, no default, ranges of the canonical reading. Native payloads and the output of
 * vendor profiles go through the same code.
 *
 * <p>One instance reads one object.
 */
final class ReadingParser {
  static final int MAX_DEPTH = 8;
  private static final int MAX_FAULTS = 32;

  private final JsonParser json;
  private final Origin origin;
  private final Arrival arrival;
  private final Reading reading = new Reading();
  private final Set<Member> seen = EnumSet.noneOf(Member.class);
  private final Phase[] phases = new Phase[3];
  private final JsonScalars scalars;
  private final ExtraMembers extras;
  private boolean hasMeasurement;
  private boolean hasTime;
  private int currentDecimals;

  /**
   * @param json stands at the object's START_OBJECT
   * @param bytes what {@code json} reads
   */
  ReadingParser(JsonParser json, byte[] bytes, Origin origin, Arrival arrival) {
    this(json, bytes, origin, arrival, TimeSource.DEVICE);
  }

  /**
   * @param json stands at the object's START_OBJECT
   * @param bytes what {@code json} reads
   * @param timeSource whose instant the object's observedAt is
   */
  ReadingParser(
      JsonParser json, byte[] bytes, Origin origin, Arrival arrival, TimeSource timeSource) {
    reading.setTimeSource(timeSource);
    this.json = json;
    this.origin = origin;
    this.arrival = arrival;
    this.scalars = new JsonScalars(json, origin.profile().equals(Origin.NATIVE));
    this.extras = new ExtraMembers(json, bytes, scalars);
  }

  /**
   * @return the reading, digest and quality flags included
   * @throws Refusal the first problem; {@code json} then stands somewhere within the object
   * @throws IOException when the text is no JSON
   */
  Reading read() throws Refusal, IOException {
    reading.setCityId(origin.cityId());
    reading.setControllerId(origin.controllerId());
    reading.setKind(origin.kind());
    reading.setProfile(origin.profile());
    reading.setTopic(arrival.topic());
    reading.setReceivedAt(arrival.receivedAtMillis());
    reading.setDeviceFaults(List.of());
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      Member member = Member.named(name);
      json.nextToken();
      if (member == null) {
        extras.add(name);
      } else {
        known(member);
      }
    }
    if (!hasTime) {
      throw new Refusal(MISSING_FIELD, "observedAt is missing");
    }
    if (!hasMeasurement) {
      throw new Refusal(
          MISSING_FIELD,
          "no measurement, expected at least one beside observedAt, e.g. activePowerW");
    }
    List<Phase> present = new ArrayList<>(0);
    for (Phase phase : phases) {
      if (phase != null) {
        present.add(phase);
      }
    }
    reading.setPhases(present);
    reading.setExtras(extras.byName());
    reading.setQualityFlags(QualityFlags.of(reading, currentDecimals));
    reading.setDigest(ReadingDigest.of(reading));
    return reading;
  }

  private void known(Member member) throws Refusal, IOException {
    if (!seen.add(member)) {
      throw scalars.duplicate(member.wireName);
    }
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      // The device reports that it has no value: absent, not zero.
      return;
    }
    switch (member.type) {
      case DECIMAL -> decimal(member, token);
      case INTEGER -> integer(member, token);
      case BOOLEAN -> reading.put(member.position, bool(member, token));
      case TEXTS -> reading.setDeviceFaults(texts(member, token));
      case TIME -> {
        reading.setObservedAt(time(token));
        hasTime = true;
      }
      case IDENTITY -> identity(member, token);
    }
    hasMeasurement |= member.measurement;
  }

  private void decimal(Member member, JsonToken token) throws Refusal, IOException {
    if (!token.isNumeric()) {
      throw wrongType(member, "a number", token);
    }
    int length = scalars.numberLength(member.wireName);
    char[] text = json.getTextCharacters();
    int offset = json.getTextOffset();
    long value = ScaledDecimal.parse(text, offset, length, member.scale, member.factor);
    if (value == ScaledDecimal.NOT_FINITE) {
      throw scalars.notFinite(member.wireName);
    }
    checkRange(member, value);
    if (member == Member.SUPPLY_CURRENT) {
      currentDecimals = decimals(text, offset, length);
    }
    if (member.phase > 0) {
      ofPhase(member, value);
    } else if (member.isInt) {
      reading.put(member.position, (int) value);
    } else {
      reading.put(member.position, value);
    }
  }

  private static int decimals(char[] text, int offset, int length) {
    for (int i = offset + length - 1; i >= offset; i--) {
      if (text[i] == '.') {
        return offset + length - 1 - i;
      }
    }
    return 0;
  }

  private void ofPhase(Member member, long value) {
    Phase phase = phases[member.phase - 1];
    if (phase == null) {
      phase = new Phase();
      phase.setPhase(member.phase);
      phases[member.phase - 1] = phase;
    }
    switch (member.whole) {
      case ACTIVE_POWER -> phase.setActivePowerMilliwatts(value);
      case ENERGY_TOTAL -> phase.setEnergyTotalMilliwattHours(value);
      case SUPPLY_VOLTAGE -> phase.setSupplyVoltageMillivolts(value);
      case SUPPLY_CURRENT -> phase.setSupplyCurrentMilliamperes(value);
      case POWER_FACTOR -> phase.setPowerFactorBasisPoints((int) value);
      default -> throw new IllegalStateException("no phase value of " + member);
    }
  }

  private void integer(Member member, JsonToken token) throws Refusal, IOException {
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      scalars.numberLength(member.wireName);
      throw new Refusal(
          WRONG_TYPE,
          member.wireName + " is " + Refusal.quote(json.getText()) + ", expected a whole number");
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw wrongType(member, "a whole number", token);
    }
    int length = scalars.numberLength(member.wireName);
    long value = ScaledDecimal.parse(json.getTextCharacters(), json.getTextOffset(), length, 0, 1);
    checkRange(member, value);
    reading.put(member.position, value);
  }

  private void checkRange(Member member, long value) throws Refusal, IOException {
    boolean meter = origin.isMeter();
    if (value < member.lowest(meter) || value > member.highest(meter)) {
      long unit = (long) Math.pow(10, member.scale) * member.factor;
      throw new Refusal(
          OUT_OF_RANGE,
          member.wireName
              + " is "
              + Refusal.quote(json.getText())
              + ", expected "
              + member.lowest(meter) / unit
              + "…"
              + member.highest(meter) / unit);
    }
  }

  private boolean bool(Member member, JsonToken token) throws Refusal, IOException {
    if (!token.isBoolean()) {
      throw wrongType(member, "true or false", token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  private List<String> texts(Member member, JsonToken token) throws Refusal, IOException {
    if (token != JsonToken.START_ARRAY) {
      throw wrongType(member, "an array of texts", token);
    }
    List<String> texts = new ArrayList<>(4);
    JsonToken item;
    while ((item = json.nextToken()) != JsonToken.END_ARRAY) {
      if (item != JsonToken.VALUE_STRING) {
        throw wrongType(member, "an array of texts only", item);
      }
      if (texts.size() == MAX_FAULTS) {
        throw new Refusal(
            OUT_OF_RANGE, member.wireName + " has more than " + MAX_FAULTS + " entries");
      }
      String text = scalars.text(member.wireName);
      if (!texts.contains(text)) {
        texts.add(text);
      }
    }
    return texts;
  }

  private long time(JsonToken token) throws Refusal, IOException {
    if (token == JsonToken.VALUE_STRING) {
      return ObservedTime.plausible(
          ObservedTime.parse(scalars.text(Member.OBSERVED_AT.wireName)),
          arrival.receivedAtMillis());
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw wrongType(
          Member.OBSERVED_AT, "ISO 8601 text with an offset, or whole epoch milliseconds", token);
    }
    int length = scalars.numberLength(Member.OBSERVED_AT.wireName);
    long millis = ScaledDecimal.parse(json.getTextCharacters(), json.getTextOffset(), length, 0, 1);
    if (millis == ScaledDecimal.MAX) {
      throw new Refusal(TIME_IN_FUTURE, "observedAt is " + Refusal.quote(json.getText()) + " ms");
    }
    return ObservedTime.plausible(millis, arrival.receivedAtMillis());
  }

  private void identity(Member member, JsonToken token) throws Refusal, IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw wrongType(member, "a text", token);
    }
    String text = scalars.text(member.wireName);
    boolean city = member == Member.CITY_ID;
    String claimed =
        city
            ? Identifier.checkCity(member.wireName, text)
            : Identifier.checkDevice(member.wireName, text);
    String known = city ? origin.cityId() : origin.controllerId();
    if (!Identifiers.same(claimed, known)) {
      throw new Refusal(
          SPOOF, "payload says " + member.wireName + ' ' + claimed + ", its topic says " + known);
    }
  }

  private Refusal wrongType(Member member, String expected, JsonToken token) throws IOException {
    String found =
        token.isStructStart()
            ? (token == JsonToken.START_OBJECT ? "an object" : "an array")
            : token == JsonToken.VALUE_STRING
                ? "the text " + Refusal.quote(json.getText())
                : json.getText();
    return new Refusal(
        WRONG_TYPE, member.wireName + " is " + found + ", expected " + expected + scalars.at());
  }
}
