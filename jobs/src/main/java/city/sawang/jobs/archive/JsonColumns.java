package city.sawang.jobs.archive;

import city.sawang.jobs.controller.AcceptedReading.PhaseMeasurement;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a reading that have no columns of their own, as JSON text. */
final class JsonColumns {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonColumns() {}

  /** An array with one object per phase, absent measurements left out; null when there is none. */
  static String phases(List<PhaseMeasurement> phases) {
    if (phases.isEmpty()) {
      return null;
    }
    return write(
        json -> {
          json.writeStartArray();
          for (PhaseMeasurement phase : phases) {
            json.writeStartObject();
            json.writeNumberField("phase", phase.phase());
            number(json, "active_power_mw", phase.activePowerMilliwatts());
            number(json, "energy_total_mwh", phase.energyTotalMilliwattHours());
            number(json, "supply_voltage_mv", phase.supplyVoltageMillivolts());
            number(json, "supply_current_ma", phase.supplyCurrentMilliamperes());
            Integer powerFactor = phase.powerFactorBasisPoints();
            number(json, "power_factor_bp", powerFactor == null ? null : powerFactor.longValue());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /**
   * An object of the unknown members, whose values are JSON texts already; null when there is none.
   * The public view turns the text into jsonb, and one text that jsonb refuses would make every
   * query of the view fail: a value that is not surely good is kept as a string of its text.
   */
  static String extras(Map<String, String> extras) {
    if (extras.isEmpty()) {
      return null;
    }
    return write(
        json -> {
          json.writeStartObject();
          for (Map.Entry<String, String> extra : new TreeMap<>(extras).entrySet()) {
            json.writeFieldName(storable(extra.getKey()));
            if (isStorable(extra.getValue())) {
              json.writeRawValue(extra.getValue());
            } else {
              json.writeString(storable(extra.getValue()));
            }
          }
          json.writeEndObject();
        });
  }

  /** One JSON value, no text in it that PostgreSQL refuses, no number beyond a double. */
  private static boolean isStorable(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      int depth = 0;
      int values = 0;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        values += depth == 0 ? 1 : 0;
        boolean isText = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
        if (isText && !storable(json.getText()).equals(json.getText())) {
          return false;
        }
        if (token.isNumeric() && !Double.isFinite(Double.parseDouble(json.getText()))) {
          return false;
        }
      }
      return depth == 0 && values == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** The text with U+FFFD for what PostgreSQL refuses: NUL and lone surrogates. */
  private static String storable(String text) {
    return text.codePoints()
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void number(JsonGenerator json, String name, Long value) throws IOException {
    if (value != null) {
      json.writeNumberField(name, value);
    }
  }

  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static String write(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
    return text.toString();
  }
}
