package city.sawang.local.export;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The groups of each city's newest decided night (its newest night when none is decided yet) on a
 * map: GeoJSON by RFC 7946 and NGSI-LD StreetlightGroup entities, both over the same rows.
 */
final class LampGroupMap {
  private static final BigDecimal HALF_CELL = new BigDecimal("0.005");

  private static final String NEWEST =
      """
      SELECT city_id, name_en, name_th, group_id, night, latitude, longitude, lamps, energy_wh, lit_seconds, dark_seconds, unknown_seconds,
             completeness, availability, decided, simulated,
             to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at
      FROM open_data.lamp_group g
      WHERE (city_id, night) IN (SELECT DISTINCT ON (city_id) city_id, night FROM open_data.city_night
                                 ORDER BY city_id, decided DESC, night DESC)
      ORDER BY city_id COLLATE "C", group_id COLLATE "C"
      """;

  private final Connection connection;

  LampGroupMap(Connection connection) {
    this.connection = connection;
  }

  /** Corners of all groups, or null when none has a place. */
  DcatCatalogue.Box box() throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT min(longitude) - 0.005, min(latitude) - 0.005, max(longitude) + 0.005, max(latitude) + 0.005 FROM ("
                    + NEWEST
                    + ") g");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getBigDecimal(1) == null
          ? null
          : new DcatCatalogue.Box(
              row.getBigDecimal(1),
              row.getBigDecimal(2),
              row.getBigDecimal(3),
              row.getBigDecimal(4));
    }
  }

  /** A feature a group; the rest of a city has no place, and a null geometry says so. */
  void geoJson(JsonGenerator out) throws SQLException, IOException {
    out.writeStartObject();
    out.writeStringField("type", "FeatureCollection");
    out.writeArrayFieldStart("features");
    try (PreparedStatement query = connection.prepareStatement(NEWEST);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        out.writeStartObject();
        out.writeStringField("type", "Feature");
        out.writeStringField("id", row.getString("city_id") + ":" + row.getString("group_id"));
        out.writeFieldName("geometry");
        if (row.getBigDecimal("latitude") == null) {
          out.writeNull();
        } else {
          cell(out, row);
        }
        out.writeObjectFieldStart("properties");
        for (String text : new String[] {"city_id", "name_en", "name_th", "group_id", "night"}) {
          out.writeStringField(text, row.getString(text));
        }
        for (String number :
            new String[] {
              "lamps",
              "energy_wh",
              "lit_seconds",
              "dark_seconds",
              "unknown_seconds",
              "completeness",
              "availability"
            }) {
          out.writeFieldName(number);
          number(out, row.getBigDecimal(number));
        }
        out.writeBooleanField("decided", row.getBoolean("decided"));
        out.writeBooleanField("simulated", row.getBoolean("simulated"));
        out.writeStringField("updated_at", row.getString("updated_at"));
        out.writeEndObject();
        out.writeEndObject();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** StreetlightGroup entities, normalized; groups without a place cannot be entities. */
  void entities(JsonGenerator out) throws SQLException, IOException {
    out.writeStartArray();
    try (PreparedStatement query = connection.prepareStatement(NEWEST);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        if (row.getBigDecimal("latitude") == null) {
          continue;
        }
        NgsiLd entity =
            NgsiLd.start(
                out,
                "StreetlightGroup",
                row.getString("city_id") + ":" + row.getString("group_id"));
        out.writeObjectFieldStart("location");
        out.writeStringField("type", "GeoProperty");
        out.writeFieldName("value");
        cell(out, row);
        out.writeEndObject();
        String observedAt = row.getString("updated_at");
        entity.property("areaServed", row.getString("name_en"));
        entity.property("alternateName", row.getString("name_th"));
        entity.property("night", row.getString("night"));
        entity.number("numberOfStreetlights", row.getBigDecimal("lamps"), "C62", observedAt);
        entity.number("energyConsumed", row.getBigDecimal("energy_wh"), "WHR", observedAt);
        entity.number("litDuration", row.getBigDecimal("lit_seconds"), "SEC", observedAt);
        entity.number("darkDuration", row.getBigDecimal("dark_seconds"), "SEC", observedAt);
        entity.number("availability", row.getBigDecimal("availability"), "C62", observedAt);
        entity.number("completeness", row.getBigDecimal("completeness"), "C62", observedAt);
        entity.property("simulated", row.getBoolean("simulated"));
        entity.end();
      }
    }
    out.writeEndArray();
  }

  /** The square of the cell: longitude first, counter-clockwise, closed. */
  private static void cell(JsonGenerator out, ResultSet row) throws SQLException, IOException {
    BigDecimal west = row.getBigDecimal("longitude").subtract(HALF_CELL);
    BigDecimal south = row.getBigDecimal("latitude").subtract(HALF_CELL);
    BigDecimal east = row.getBigDecimal("longitude").add(HALF_CELL);
    BigDecimal north = row.getBigDecimal("latitude").add(HALF_CELL);
    BigDecimal[][] ring = {
      {west, south}, {east, south}, {east, north}, {west, north}, {west, south}
    };
    out.writeStartObject();
    out.writeStringField("type", "Polygon");
    out.writeArrayFieldStart("coordinates");
    out.writeStartArray();
    for (BigDecimal[] corner : ring) {
      out.writeStartArray();
      out.writeNumber(corner[0].stripTrailingZeros().toPlainString());
      out.writeNumber(corner[1].stripTrailingZeros().toPlainString());
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void number(JsonGenerator out, BigDecimal value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else {
      out.writeNumber(value.toPlainString());
    }
  }
}
