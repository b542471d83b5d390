package city.sawang.local.export.opendata;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes one NGSI-LD entity in its normalized form, in the words of the smart data models. */
final class NgsiLd {
  private static final String CONTEXT =
      "https://raw.githubusercontent.com/smart-data-models/dataModel.Streetlighting/master/context.jsonld";
  private static final String CORE_CONTEXT =
      "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld";

  private final JsonGenerator out;

  private NgsiLd(JsonGenerator out) {
    this.out = out;
  }

  static NgsiLd start(JsonGenerator out, String type, String id) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", "urn:ngsi-ld:" + type + ":" + urn(id));
    out.writeStringField("type", type);
    return new NgsiLd(out);
  }

  /** Registered ids need no escape; whatever else there is becomes one, or the id is no URI. */
  private static String urn(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%3A", ":")
        .replace("%2C", ",");
  }

  void point(BigDecimal longitude, BigDecimal latitude) throws IOException {
    out.writeObjectFieldStart("location");
    out.writeStringField("type", "GeoProperty");
    out.writeObjectFieldStart("value");
    out.writeStringField("type", "Point");
    out.writeArrayFieldStart("coordinates");
    out.writeNumber(longitude.toPlainString());
    out.writeNumber(latitude.toPlainString());
    out.writeEndArray();
    out.writeEndObject();
    out.writeEndObject();
  }

  void property(String name, String value) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("type", "Property");
    out.writeStringField("value", value);
    out.writeEndObject();
  }

  void property(String name, boolean value) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("type", "Property");
    out.writeBooleanField("value", value);
    out.writeEndObject();
  }

  /**
   * A number with its unit; unknown ones are left out, as NGSI-LD has it.
   *
   * @param unitCode of UN/CEFACT
   * @param observedAt null: a declared fact
   */
  void number(String name, BigDecimal value, String unitCode, String observedAt)
      throws IOException {
    if (value == null) {
      return;
    }
    out.writeObjectFieldStart(name);
    out.writeStringField("type", "Property");
    out.writeFieldName("value");
    out.writeNumber(value.toPlainString());
    out.writeStringField("unitCode", unitCode);
    if (observedAt != null) {
      out.writeStringField("observedAt", observedAt);
    }
    out.writeEndObject();
  }

  /** A value and when it was true. */
  void observed(String name, String value, String observedAt) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("type", "Property");
    out.writeStringField("value", value);
    out.writeStringField("observedAt", observedAt);
    out.writeEndObject();
  }

  void instant(String name, String value) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("type", "Property");
    out.writeObjectFieldStart("value");
    out.writeStringField("@type", "DateTime");
    out.writeStringField("@value", value);
    out.writeEndObject();
    out.writeEndObject();
  }

  void end() throws IOException {
    out.writeArrayFieldStart("@context");
    out.writeString(CONTEXT);
    out.writeString(CORE_CONTEXT);
    out.writeEndArray();
    out.writeEndObject();
  }
}
