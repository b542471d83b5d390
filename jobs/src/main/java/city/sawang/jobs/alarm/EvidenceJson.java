package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Evidence as JSON: {@code [{"observed_at":"2026-11-20T14:00:00Z","active_power_mw":400,
 * "expected_lit":true,"expected_dim_bp":10000,"expected_mw":50000}]}. Flags are names of our codes.
 */
final class EvidenceJson {
  private static final JsonFactory JSON = new JsonFactory();

  private EvidenceJson() {}

  static String of(List<Evidence> evidence) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Evidence e : evidence) {
        write(e, json);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
    return text.toString();
  }

  private static void write(Evidence e, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("observed_at", Instant.ofEpochMilli(e.observedAt()).toString());
    for (Map.Entry<Quantity, Long> value : e.values().entrySet()) {
      json.writeFieldName(value.getKey().name().toLowerCase(Locale.ROOT));
      switch (value.getKey()) {
        case DEVICE_FLAGS -> writeFlags(value.getValue(), json);
        case LAMP_ON, RELAY_ON, OVERRIDE_ACTIVE, MAINTENANCE_MODE ->
            json.writeBoolean(value.getValue() == 1);
        default -> json.writeNumber(value.getValue());
      }
    }
    json.writeBooleanField("expected_lit", e.expectedLit());
    json.writeNumberField("expected_dim_bp", e.expectedDimBp());
    json.writeNumberField("expected_mw", e.expectedMw());
    json.writeEndObject();
  }

  private static void writeFlags(long bits, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (FaultCode code : FaultCode.values()) {
      if ((bits & code.bit()) != 0) {
        json.writeString(code.name());
      }
    }
    json.writeEndArray();
  }
}
