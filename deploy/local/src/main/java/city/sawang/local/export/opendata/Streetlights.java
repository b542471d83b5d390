package city.sawang.local.export.opendata;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The lamps as NGSI-LD Streetlight entities: place, city, watts, since when, and the status that the
 * model demands. Nothing but the truth is written there: what the lamp was found to do in its newest
 * decided night of the last month in which it was heard by dark. A lamp that was not heard has no
 * status, so it is no entity. Neither controller nor circuit is published.
 */
final class Streetlights {
  /** Dark for the larger part of what is known of the night: the model's word is defectiveLamp. */
  private static final String QUERY =
      """
      SELECT l.city_id, l.lamp_id, l.latitude::text, l.longitude::text, l.nominal_w, c.name_en, c.name_th, d.simulated,
             to_char((d.installed_on::timestamp AT TIME ZONE c.timezone) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS installed_at,
             CASE WHEN n.dark_seconds > n.lit_seconds THEN 'defectiveLamp' ELSE 'ok' END AS status,
             to_char(((n.night + 1 + TIME '12:00') AT TIME ZONE c.timezone) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS night_over
      FROM registry.lamp l
      JOIN registry.city c ON c.city_id = l.city_id
      JOIN registry.deployment d ON d.city_id = l.city_id AND d.deployment_id = l.deployment_id
      JOIN (
        SELECT DISTINCT ON (n.city_id, n.lamp_id) n.city_id, n.lamp_id, n.night, n.lit_seconds, n.dark_seconds
        FROM energy.lamp_night n
        JOIN (SELECT city_id, max(night) AS newest FROM energy.city_night WHERE decided GROUP BY city_id) m ON m.city_id = n.city_id
        WHERE n.decided AND n.night > m.newest - 31 AND n.night <= m.newest AND n.lit_seconds + n.dark_seconds > 0
        ORDER BY n.city_id, n.lamp_id, n.night DESC
      ) n ON n.city_id = l.city_id AND n.lamp_id = l.lamp_id
      WHERE l.stage IN ('COMMISSIONED', 'REPORTING')
      ORDER BY l.city_id COLLATE "C", l.lamp_id COLLATE "C"
      """;

  private static final String DESCRIPTION =
      "The status is that of the newest decided night of the last month in which the light was"
          + " heard: defectiveLamp when it was dark for most of the time that is known, else ok."
          + " observedAt is the end of that night.";

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
          light.observed("status", row.getString("status"), row.getString("night_over"));
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
