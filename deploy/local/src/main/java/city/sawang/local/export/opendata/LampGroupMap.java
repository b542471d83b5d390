package city.sawang.local.export.opendata;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * The groups of each city's newest decided night (its newest night when none is decided yet) on a
 * map: GeoJSON by RFC 7946 and NGSI-LD StreetlightGroup entities, both over the same rows.
 */
final class LampGroupMap {
  private static final BigDecimal HALF_CELL = new BigDecimal("0.005");

  private static final String NEWEST =
      """
      SELECT DISTINCT ON (city_id COLLATE "C") city_id, night FROM open_data.city_night
      ORDER BY city_id COLLATE "C", decided DESC, night DESC
      """;

  /** One city and night at a time: only such conditions are passed on into the adding up. */
  private static final String GROUPS =
      """
      SELECT city_id, name_en, name_th, group_id, night, latitude, longitude, lamps, energy_wh, lit_seconds, dark_seconds, unknown_seconds,
             completeness, availability, unknown_share, decided, simulated,
             to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at,
             -- Every city of the platform lives by Bangkok's clock: its night is over at noon, 05:00 UTC.
             to_char(night + 1, 'YYYY-MM-DD"T05:00:00Z"') AS night_over_at
      FROM open_data.lamp_group
      WHERE city_id = ? AND night = ?
      ORDER BY group_id COLLATE "C"
      """;

  private final Connection connection;

  LampGroupMap(Connection connection) {
    this.connection = connection;
  }

  /** Does something with every group. */
  private interface PerGroup {
    void accept(ResultSet row) throws SQLException, IOException;
  }

  private void groups(PerGroup each) throws SQLException, IOException {
    try (PreparedStatement nights = connection.prepareStatement(NEWEST);
        PreparedStatement query = connection.prepareStatement(GROUPS);
        ResultSet night = nights.executeQuery()) {
      while (night.next()) {
        query.setString(1, night.getString(1));
        query.setObject(2, night.getObject(2, LocalDate.class));
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            each.accept(row);
          }
        }
      }
    }
  }

  /** Corners of all groups, or null when none has a place. */
  DcatCatalogue.Box box() throws SQLException, IOException {
    BigDecimal[] corners = new BigDecimal[4];
    groups(
        row -> {
          BigDecimal longitude = row.getBigDecimal("longitude");
          BigDecimal latitude = row.getBigDecimal("latitude");
          if (longitude != null) {
            corners[0] = least(corners[0], longitude.subtract(HALF_CELL));
            corners[1] = least(corners[1], latitude.subtract(HALF_CELL));
            corners[2] = most(corners[2], longitude.add(HALF_CELL));
            corners[3] = most(corners[3], latitude.add(HALF_CELL));
          }
        });
    return corners[0] == null
        ? null
        : new DcatCatalogue.Box(corners[0], corners[1], corners[2], corners[3]);
  }

  private static BigDecimal least(BigDecimal known, BigDecimal one) {
    return known == null ? one : known.min(one);
  }

  private static BigDecimal most(BigDecimal known, BigDecimal one) {
    return known == null ? one : known.max(one);
  }

  /** A feature a group; the rest of a city has no place, and a null geometry says so. */
  void geoJson(JsonGenerator out) throws SQLException, IOException {
    out.writeStartObject();
    out.writeStringField("type", "FeatureCollection");
    out.writeArrayFieldStart("features");
    groups(row -> feature(out, row));
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void feature(JsonGenerator out, ResultSet row) throws SQLException, IOException {
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
          "availability",
          "unknown_share"
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

  /** StreetlightGroup entities, normalized; groups without a place cannot be entities. */
  void entities(JsonGenerator out) throws SQLException, IOException {
    out.writeStartArray();
    groups(
        row -> {
          if (row.getBigDecimal("latitude") != null) {
            entity(out, row);
          }
        });
    out.writeEndArray();
  }

  private static void entity(JsonGenerator out, ResultSet row) throws SQLException, IOException {
    NgsiLd entity =
        NgsiLd.start(
            out, "StreetlightGroup", row.getString("city_id") + ":" + row.getString("group_id"));
    out.writeObjectFieldStart("location");
    out.writeStringField("type", "GeoProperty");
    out.writeFieldName("value");
    cell(out, row);
    out.writeEndObject();
    String observedAt = row.getString("night_over_at");
    entity.property("areaServed", row.getString("name_en"));
    entity.property("alternateName", row.getString("name_th"));
    entity.property("night", row.getString("night"));
    entity.number("numberOfStreetlights", row.getBigDecimal("lamps"), "C62", observedAt);
    entity.number("energyConsumed", row.getBigDecimal("energy_wh"), "WHR", observedAt);
    entity.number("litDuration", row.getBigDecimal("lit_seconds"), "SEC", observedAt);
    entity.number("darkDuration", row.getBigDecimal("dark_seconds"), "SEC", observedAt);
    entity.number("availability", row.getBigDecimal("availability"), "C62", observedAt);
    entity.number("unknownShare", row.getBigDecimal("unknown_share"), "C62", observedAt);
    entity.number("completeness", row.getBigDecimal("completeness"), "C62", observedAt);
    entity.property("simulated", row.getBoolean("simulated"));
    entity.instant("dateModified", row.getString("updated_at"));
    entity.end();
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
