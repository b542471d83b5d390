package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.TOO_DEEP;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The members of a payload that we have no name for: kept, but only so many and so long. */
final class ExtraMembers {
  static final int MAX_EXTRAS = 16;
  static final int MAX_EXTRA_NAME = 64;
  static final int MAX_EXTRA_VALUE = 512;

  private final JsonParser json;
  private final byte[] bytes;
  private final JsonScalars scalars;
  private Map<String, String> extras;

  /**
   * @param json stands at the value of the member when {@link #add} is called
   * @param bytes what {@code json} reads
   */
  ExtraMembers(JsonParser json, byte[] bytes, JsonScalars scalars) {
    this.json = json;
    this.bytes = bytes;
    this.scalars = scalars;
  }

  /** JSON texts by name, in the order of the names. */
  Map<String, String> byName() {
    return extras == null ? Map.of() : extras;
  }

  /** Keeps an unknown member by name, its value as the JSON text that came. */
  void add(String name) throws Refusal, IOException {
    scalars.checkText(name, "member name");
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
      throw scalars.duplicate(name);
    }
    if (extras.size() == MAX_EXTRAS) {
      throw new Refusal(
          NOT_OUR_SCHEMA,
          "more than "
              + MAX_EXTRAS
              + " unknown members, the last "
              + Refusal.quote(name)
              + scalars.at());
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
              + scalars.at());
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
        if (json.getParsingContext().getNestingDepth() > ReadingParser.MAX_DEPTH) {
          throw new Refusal(
              TOO_DEEP, "deeper than " + ReadingParser.MAX_DEPTH + " levels" + scalars.at());
        }
        names = names == null ? new ArrayDeque<>() : names;
        names.push(new HashSet<>());
      } else if (token.isStructEnd()) {
        depth--;
        names.pop();
      } else if (token == JsonToken.FIELD_NAME) {
        scalars.checkText(json.currentName(), "member name");
        if (!names.peek().add(json.currentName())) {
          throw scalars.duplicate(json.currentName());
        }
      } else if (token == JsonToken.VALUE_STRING) {
        scalars.text(name);
      } else if (token.isNumeric()) {
        int length = scalars.numberLength(name);
        if (ScaledDecimal.parse(json.getTextCharacters(), json.getTextOffset(), length, 0, 1)
            == ScaledDecimal.NOT_FINITE) {
          throw scalars.notFinite(name);
        }
      }
      if (depth > 0) {
        json.nextToken();
      }
    } while (depth > 0);
  }
}
