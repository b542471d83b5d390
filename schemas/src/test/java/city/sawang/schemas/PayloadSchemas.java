package city.sawang.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The JSON Schemas of the native payloads, as a validator sees them. */
final class PayloadSchemas {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private PayloadSchemas() {}

  /** What a payload violates; empty when it is valid. */
  static List<String> violations(String schema, JsonNode payload) {
    Schema validator =
        REGISTRY.getSchema(SchemaLocation.of("classpath:json-schema/" + schema + ".json"));
    return validator.validate(payload).stream().map(Error::toString).toList();
  }

  static JsonNode document(String schema) {
    String resource = "json-schema/" + schema + ".json";
    try (InputStream in = PayloadSchemas.class.getClassLoader().getResourceAsStream(resource)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + resource, e);
    }
  }
}
