package city.sawang.local.export;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The lamps as NGSI-LD Streetlight entities, with what anybody can see in the street or what was
 * declared: place, city, watts, since when. Never what a single lamp does, and neither controller nor
 * circuit. The model demands a status: it is the one declared when the lamp was put into service,
 * and is marked as declared.
 */
final class Streetlights {
  private static final String QUERY =
      """
      SELECT l.city_id, l.lamp_id, l.latitude::text, l.longitude::text, l.nominal_w, c.name_en, c.name_th, d.simulated,
             to_char((d.installed_on::timestamp AT TIME ZONE c.timezone) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS installed_at
      FROM registry.lamp l
      JOIN registry.city c ON c.city_id = l.city_id
      JOIN registry.deployment d ON d.city_id = l.city_id AND d.deployment_id = l.deployment_id
      WHERE l.stage IN ('COMMISSIONED', 'REPORTING')
      ORDER BY l.city_id COLLATE "C", l.lamp_id COLLATE "C"
      """;

  private static final String DESCRIPTION =
      "Declared facts only: the status is what was declared when the light was put into service. What single lights do is not published.";

  private Streetlights() {}

  static void write(Connection connection, JsonGenerator out) throws SQLException, IOException {
    out.writeStartArray();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setFetchSize(1000);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          NgsiLd light =
              NgsiLd.start(
                  out, "Streetlight", row.getString("city_id") + ":" + row.getString("lamp_id"));
          light.point(row.getBigDecimal("longitude"), row.getBigDecimal("latitude"));
          light.property("areaServed", row.getString("name_en"));
          light.property("description", DESCRIPTION);
          light.property("controllingMethod", "individual");
          light.number("powerRating", row.getBigDecimal("nominal_w"), "WTT", null);
          String installedAt = row.getString("installed_at");
          light.declared("status", "ok", installedAt);
          if (installedAt != null) {
            light.instant("dateServiceStarted", installedAt);
          }
          light.property("simulated", row.getBoolean("simulated"));
          light.end();
        }
      }
    }
    out.writeEndArray();
  }
}
