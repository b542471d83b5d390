package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.NOT_JSON;
import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.NOT_UTF8;
import static city.sawang.schemas.ReasonCode.TOO_DEEP;
import static city.sawang.schemas.ReasonCode.TOO_LARGE;

import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One payload of canonical JSON: an object, or an array of at most 500 that stand each for itself.
 */
public final class JsonMessage {
  static final int MAX_BYTES = 64 * 1024;
  static final int MAX_ELEMENTS = 500;

  /** Beyond this the parser itself gives up; the limit of an element is lower and its own. */
  private static final int PARSER_DEPTH = 64;

  // String, number and name limits are checked member by member, so that one bad element of an
  // array
  // is refused alone; the parser's own are only a second fence behind the size of the document.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(PARSER_DEPTH)
                  .maxDocumentLength(MAX_BYTES)
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(MAX_BYTES)
                  .maxNumberLength(MAX_BYTES)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  /** The parser's words about a source that it does not show. */
  private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; |\\]$");

  private JsonMessage() {}

  /**
   * @throws Refusal TOO_LARGE, NOT_UTF8, or NOT_JSON for a byte order mark or nothing at all
   */
  public static void checkBytes(byte[] payload) throws Refusal {
    if (payload.length > MAX_BYTES) {
      throw new Refusal(
          TOO_LARGE, payload.length + " bytes, expected at most " + MAX_BYTES + " (64 KiB)");
    }
    int malformed = StrictUtf8.firstMalformed(payload);
    if (malformed >= 0) {
      throw new Refusal(
          NOT_UTF8,
          String.format(
              Locale.ROOT,
              "byte %02X at offset %d begins no well-formed UTF-8 sequence",
              payload[malformed],
              malformed));
    }
    if (payload.length >= 3
        && payload[0] == (byte) 0xEF
        && payload[1] == (byte) 0xBB
        && payload[2] == (byte) 0xBF) {
      throw new Refusal(NOT_JSON, "begins with a byte order mark, expected { or [");
    }
    for (int i = 0; i < Math.min(4, payload.length); i++) {
      // The parser would take a zero byte among the first four for UTF-16 or UTF-32.
      if (payload[i] == 0) {
        throw new Refusal(NOT_JSON, "byte 00 at offset " + i + ", expected { or [");
      }
    }
  }

  /**
   * @param bytes checked by {@link #checkBytes}
   * @return readings and refusals in the order of the payload; never empty
   * @throws Refusal when the whole message is refused
   */
  static List<Decoded> read(byte[] bytes, Origin origin, Arrival arrival) throws Refusal {
    try (JsonParser json = JSON.createParser(bytes)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        throw new Refusal(NOT_JSON, "empty, expected a JSON object or array");
      }
      return first == JsonToken.START_ARRAY
          ? array(json, bytes, origin, arrival)
          : List.of(single(json, bytes, origin, arrival));
    } catch (StreamConstraintsException e) {
      throw new Refusal(TOO_DEEP, "deeper than " + PARSER_DEPTH + " levels" + offset(e));
    } catch (JsonProcessingException e) {
      throw new Refusal(NOT_JSON, firstLine(e));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /**
   * The payload as a tree, for readers of foreign JSON.
   *
   * @param payload checked by {@link #checkBytes}
   * @throws Refusal NOT_JSON, TOO_DEEP, DUPLICATE_MEMBER, NOT_FINITE, OUT_OF_RANGE
   */
  public static JsonNode tree(byte[] payload, int maxDepth, int maxString) throws Refusal {
    return JsonTree.parse(payload, maxDepth, maxString);
  }

  /**
   * @param bytes one object of canonical members, as a profile yields it
   * @param timeSource whose instant its observedAt is
   * @throws Refusal what is wrong with it
   */
  public static Reading readOne(byte[] bytes, Origin origin, Arrival arrival, TimeSource timeSource)
      throws Refusal {
    try (JsonParser json = JSON.createParser(bytes)) {
      json.nextToken();
      return new ReadingParser(json, bytes, origin, arrival, timeSource).read();
    } catch (StreamConstraintsException e) {
      throw new Refusal(TOO_DEEP, firstLine(e));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Decoded single(JsonParser json, byte[] bytes, Origin origin, Arrival arrival)
      throws Refusal, IOException {
    Refusal problem = null;
    Reading reading = null;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      try {
        reading = new ReadingParser(json, bytes, origin, arrival).read();
      } catch (Refusal e) {
        problem = e;
      }
    } else {
      problem =
          new Refusal(NOT_OUR_SCHEMA, "a bare value, expected an object or an array of objects");
    }
    finish(json, 0, problem);
    end(json);
    if (problem != null) {
      throw problem;
    }
    return new Decoded.Accepted(reading);
  }

  private static List<Decoded> array(JsonParser json, byte[] bytes, Origin origin, Arrival arrival)
      throws Refusal, IOException {
    List<Decoded> results = new ArrayList<>();
    Refusal first = null;
    Refusal whole = null;
    boolean anyAccepted = false;
    int index = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken(), index++) {
      if (index == MAX_ELEMENTS) {
        whole = new Refusal(TOO_LARGE, "more than " + MAX_ELEMENTS + " elements");
      }
      if (token != JsonToken.START_OBJECT && whole == null) {
        whole =
            new Refusal(
                NOT_OUR_SCHEMA,
                "element " + index + " of the array is no object, expected objects");
      }
      long start = json.currentTokenLocation().getByteOffset();
      Refusal problem = whole;
      if (whole == null) {
        try {
          results.add(new Decoded.Accepted(new ReadingParser(json, bytes, origin, arrival).read()));
          anyAccepted = true;
          continue;
        } catch (Refusal e) {
          problem = e;
        }
      }
      finish(json, 1, problem);
      if (whole == null) {
        first = first == null ? problem : first;
        byte[] element =
            Arrays.copyOfRange(bytes, (int) start, (int) json.currentLocation().getByteOffset());
        results.add(QuarantineRecords.refused(arrival, where(origin), problem, index, element));
      }
    }
    end(json);
    if (whole != null) {
      throw whole;
    }
    if (index == 0) {
      throw new Refusal(NOT_OUR_SCHEMA, "an empty array, expected 1…" + MAX_ELEMENTS + " objects");
    }
    if (!anyAccepted) {
      throw first;
    }
    return results;
  }

  private static QuarantineRecords.Where where(Origin origin) {
    return new QuarantineRecords.Where(origin.cityId(), origin.controllerId(), origin.profile());
  }

  /** Reads on to the end of the current value: whether it is JSON at all is still to be seen. */
  private static void finish(JsonParser json, int outerDepth, Refusal problem)
      throws Refusal, IOException {
    try {
      while (json.getParsingContext().getNestingDepth() > outerDepth) {
        json.nextToken();
      }
      json.finishToken();
    } catch (JsonProcessingException e) {
      if (problem != null && problem.reason() == TOO_DEEP) {
        throw problem;
      }
      throw e;
    }
  }

  private static void end(JsonParser json) throws Refusal, IOException {
    if (json.nextToken() != null) {
      throw new Refusal(
          NOT_JSON,
          "something follows the end of the JSON value (byte "
              + json.currentTokenLocation().getByteOffset()
              + ")");
    }
  }

  /** What the parser complains about and where, without the excerpt it adds. */
  static String firstLine(JsonProcessingException e) {
    String what = e.getOriginalMessage();
    int line = what.indexOf('\n');
    String first = line < 0 ? what : what.substring(0, line);
    return SOURCE.matcher(first).replaceAll("") + offset(e);
  }

  private static String offset(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (byte " + e.getLocation().getByteOffset() + ")";
  }
}
