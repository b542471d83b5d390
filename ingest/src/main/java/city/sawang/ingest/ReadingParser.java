package city.sawang.ingest;

import static city.sawang.schemas.ReasonCode.DUPLICATE_MEMBER;
import static city.sawang.schemas.ReasonCode.MISSING_FIELD;
import static city.sawang.schemas.ReasonCode.NOT_FINITE;
import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.NOT_UTF8;
import static city.sawang.schemas.ReasonCode.OUT_OF_RANGE;
import static city.sawang.schemas.ReasonCode.SPOOF;
import static city.sawang.schemas.ReasonCode.TIME_IN_FUTURE;
import static city.sawang.schemas.ReasonCode.TOO_DEEP;
import static city.sawang.schemas.ReasonCode.WRONG_TYPE;

import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads one JSON object of canonical members into a {@link Reading}, field by field and strictly:
 * no coercion, no default, ranges of the canonical reading. Native payloads and the output of
 * vendor profiles go through the same code.
 *
 * <p>One instance reads one object.
 */
final class ReadingParser {
  static final int MAX_DEPTH = 8;
  static final int MAX_STRING = 256;
  static final int MAX_NUMBER = 32;
  static final int MAX_EXTRAS = 16;
  static final int MAX_EXTRA_NAME = 64;
  static final int MAX_EXTRA_VALUE = 512;
  static final int MAX_FAULTS = 32;

  private final JsonParser json;
  private final byte[] bytes;
  private final Origin origin;
  private final Arrival arrival;
  private final Reading reading = new Reading();
  private final BitSet seen = new BitSet(64);
  private final Phase[] phases = new Phase[3];
  private Map<String, String> extras;
  private boolean hasMeasurement;
  private boolean hasTime;
  private int currentDecimals;

  /**
   * @param json stands at the object's START_OBJECT
   * @param bytes what {@code json} reads
   */
  ReadingParser(JsonParser json, byte[] bytes, Origin origin, Arrival arrival) {
    this.json = json;
    this.bytes = bytes;
    this.origin = origin;
    this.arrival = arrival;
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
        extra(name);
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
    reading.setExtras(extras == null ? Map.of() : extras);
    reading.setQualityFlags(QualityFlags.of(reading, currentDecimals));
    reading.setDigest(ReadingDigest.of(reading));
    return reading;
  }

  private void known(Member member) throws Refusal, IOException {
    if (seen.get(member.ordinal())) {
      throw duplicate(member.wireName);
    }
    seen.set(member.ordinal());
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      // The device says that it has no value: absent, not zero.
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
    int length = numberLength(member.wireName);
    char[] text = json.getTextCharacters();
    int offset = json.getTextOffset();
    long value = Scaled.parse(text, offset, length, member.scale, member.factor);
    if (value == Scaled.NOT_FINITE) {
      throw notFinite(member.wireName);
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
      numberLength(member.wireName);
      throw new Refusal(
          WRONG_TYPE,
          member.wireName + " is " + Refusal.quote(json.getText()) + ", expected a whole number");
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw wrongType(member, "a whole number", token);
    }
    int length = numberLength(member.wireName);
    long value = Scaled.parse(json.getTextCharacters(), json.getTextOffset(), length, 0, 1);
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
      String text = text(member.wireName);
      if (!texts.contains(text)) {
        texts.add(text);
      }
    }
    return texts;
  }

  private long time(JsonToken token) throws Refusal, IOException {
    if (token == JsonToken.VALUE_STRING) {
      return ObservedTime.plausible(
          ObservedTime.parse(text(Member.OBSERVED_AT.wireName)), arrival.receivedAtMillis());
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw wrongType(
          Member.OBSERVED_AT, "ISO 8601 text with an offset, or whole epoch milliseconds", token);
    }
    int length = numberLength(Member.OBSERVED_AT.wireName);
    long millis = Scaled.parse(json.getTextCharacters(), json.getTextOffset(), length, 0, 1);
    if (millis == Scaled.MAX) {
      throw new Refusal(TIME_IN_FUTURE, "observedAt is " + Refusal.quote(json.getText()) + " ms");
    }
    return ObservedTime.plausible(millis, arrival.receivedAtMillis());
  }

  private void identity(Member member, JsonToken token) throws Refusal, IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw wrongType(member, "a text", token);
    }
    String said = Identifier.check(member.wireName, text(member.wireName));
    String known = member == Member.CITY_ID ? origin.cityId() : origin.controllerId();
    if (!said.equals(known)) {
      throw new Refusal(
          SPOOF, "payload says " + member.wireName + ' ' + said + ", its topic says " + known);
    }
  }

  /** Keeps an unknown member by name, its value as the JSON text that came. */
  private void extra(String name) throws Refusal, IOException {
    checkText(name, "member name");
    if (name.isEmpty() || name.length() > MAX_EXTRA_NAME) {
      throw new Refusal(
          NOT_OUR_SCHEMA,
          "unknown member " + Refusal.quote(name) + ": name of 1…" + MAX_EXTRA_NAME + " expected");
    }
    if (extras == null) {
      // Sorted, so that the same reading gives the same digest whatever order it was sent in.
      extras = new TreeMap<>();
    }
    if (extras.containsKey(name)) {
      throw duplicate(name);
    }
    if (extras.size() == MAX_EXTRAS) {
      throw new Refusal(
          NOT_OUR_SCHEMA,
          "more than " + MAX_EXTRAS + " unknown members, the last " + Refusal.quote(name) + at());
    }
    long start = json.currentTokenLocation().getByteOffset();
    walk(name);
    // Locations count from the first byte; the end of a scalar is known only after its text is
    // read.
    long end = json.currentLocation().getByteOffset();
    String value = new String(bytes, (int) start, (int) (end - start), StandardCharsets.UTF_8);
    if (value.length() > MAX_EXTRA_VALUE) {
      throw new Refusal(
          NOT_OUR_SCHEMA,
          "unknown member "
              + Refusal.quote(name)
              + " is longer than "
              + MAX_EXTRA_VALUE
              + " characters"
              + at());
    }
    extras.put(name, value.strip());
  }

  /** Checks everything below the current value; leaves the parser at its end. */
  private void walk(String name) throws Refusal, IOException {
    int depth = 0;
    ArrayDeque<Set<String>> names = null;
    do {
      JsonToken token = json.currentToken();
      if (token.isStructStart()) {
        depth++;
        if (json.getParsingContext().getNestingDepth() > MAX_DEPTH) {
          throw new Refusal(TOO_DEEP, "deeper than " + MAX_DEPTH + " levels" + at());
        }
        names = names == null ? new ArrayDeque<>() : names;
        names.push(new HashSet<>());
      } else if (token.isStructEnd()) {
        depth--;
        names.pop();
      } else if (token == JsonToken.FIELD_NAME) {
        checkText(json.currentName(), "member name");
        if (!names.peek().add(json.currentName())) {
          throw duplicate(json.currentName());
        }
      } else if (token == JsonToken.VALUE_STRING) {
        text(name);
      } else if (token.isNumeric()) {
        int length = numberLength(name);
        if (Scaled.parse(json.getTextCharacters(), json.getTextOffset(), length, 0, 1)
            == Scaled.NOT_FINITE) {
          throw notFinite(name);
        }
      }
      if (depth > 0) {
        json.nextToken();
      }
    } while (depth > 0);
  }

  private int numberLength(String name) throws Refusal, IOException {
    int length = json.getTextLength();
    if (length > MAX_NUMBER) {
      throw new Refusal(
          NOT_FINITE,
          name
              + " is a number of "
              + length
              + " characters, expected at most "
              + MAX_NUMBER
              + at());
    }
    return length;
  }

  private String text(String name) throws Refusal, IOException {
    String text = json.getText();
    checkText(text, name);
    return text;
  }

  /** JSON can escape text that UTF-8 cannot carry and PostgreSQL cannot keep. */
  private void checkText(String text, String where) throws Refusal {
    if (text.length() > MAX_STRING) {
      throw new Refusal(
          OUT_OF_RANGE,
          where + " is a text of " + text.length() + ", expected at most " + MAX_STRING + at());
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        // Legal JSON and legal UTF-8, but no text that a database keeps.
        throw new Refusal(
            NOT_OUR_SCHEMA, where + " contains U+0000, expected text without it" + at());
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new Refusal(NOT_UTF8, where + " contains a lone surrogate" + at());
        }
        i++;
      }
    }
  }

  private Refusal duplicate(String name) {
    return new Refusal(DUPLICATE_MEMBER, "member " + Refusal.quote(name) + " comes twice" + at());
  }

  private Refusal notFinite(String name) {
    return new Refusal(NOT_FINITE, name + " is beyond every finite number" + at());
  }

  private Refusal wrongType(Member member, String expected, JsonToken token) throws IOException {
    String found =
        token.isStructStart()
            ? (token == JsonToken.START_OBJECT ? "an object" : "an array")
            : token == JsonToken.VALUE_STRING
                ? "the text " + Refusal.quote(json.getText())
                : json.getText();
    return new Refusal(
        WRONG_TYPE, member.wireName + " is " + found + ", expected " + expected + at());
  }

  private String at() {
    return " (byte " + json.currentTokenLocation().getByteOffset() + ")";
  }
}
