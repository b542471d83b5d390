package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.DUPLICATE_MEMBER;
import static city.sawang.schemas.ReasonCode.NOT_FINITE;
import static city.sawang.schemas.ReasonCode.NOT_JSON;
import static city.sawang.schemas.ReasonCode.OUT_OF_RANGE;
import static city.sawang.schemas.ReasonCode.TOO_DEEP;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Foreign JSON as a tree, strictly: no duplicate members, nothing after the end, bounded depth,
 * strings and numbers. Numbers keep every digit.
 */
final class JsonTree {
  private static final Map<Limits, ObjectReader> READERS = new ConcurrentHashMap<>();

  private record Limits(int depth, int string) {}

  private JsonTree() {}

  /**
   * @param payload checked by {@link JsonMessage#checkBytes}
   * @throws Refusal NOT_JSON, TOO_DEEP, DUPLICATE_MEMBER, NOT_FINITE, OUT_OF_RANGE
   */
  static JsonNode parse(byte[] payload, int maxDepth, int maxString) throws Refusal {
    ObjectReader reader =
        READERS.computeIfAbsent(new Limits(maxDepth, maxString), JsonTree::reader);
    try {
      JsonNode tree = reader.readTree(payload);
      if (tree.isMissingNode()) {
        throw new Refusal(NOT_JSON, "empty, expected a JSON object or array");
      }
      return tree;
    } catch (StreamConstraintsException e) {
      throw constraint(e);
    } catch (JsonProcessingException e) {
      String message = JsonMessage.firstLine(e);
      throw new Refusal(message.startsWith("Duplicate") ? DUPLICATE_MEMBER : NOT_JSON, message);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static ObjectReader reader(Limits limits) {
    JsonFactory json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depth())
                    .maxStringLength(limits.string())
                    .maxNameLength(JsonScalars.MAX_STRING)
                    .maxNumberLength(JsonScalars.MAX_NUMBER)
                    .maxDocumentLength(JsonMessage.MAX_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();
    ObjectMapper mapper =
        JsonMapper.builder(json)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    return mapper.reader();
  }

  /** The parser tells its limits apart by text only; a test holds each of these. */
  private static Refusal constraint(StreamConstraintsException e) {
    String message = JsonMessage.firstLine(e);
    if (message.contains("depth")) {
      return new Refusal(TOO_DEEP, message);
    }
    return new Refusal(message.startsWith("Number") ? NOT_FINITE : OUT_OF_RANGE, message);
  }
}
