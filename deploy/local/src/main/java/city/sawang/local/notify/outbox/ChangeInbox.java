package city.sawang.local.notify.outbox;

import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.Notification.Fault;
import city.sawang.local.notify.message.Notification.Spot;
import city.sawang.local.notify.outbox.PendingIncident.Announcement;
import city.sawang.local.notify.outbox.PendingIncident.Change;
import city.sawang.local.notify.outbox.PendingIncident.Present;
import city.sawang.local.notify.outbox.PendingIncident.SeenChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes that wait to be judged, within a transaction of whoever judges them. */
final class ChangeInbox {
  private static final String DUE =
      """
      WITH due AS (
        SELECT city_id, incident_id, min(recorded_at) AS first FROM store.incident_change WHERE notify_at <= ?
        GROUP BY city_id, incident_id ORDER BY first, city_id, incident_id LIMIT ?
      )
      SELECT v.* FROM due d JOIN store.notifiable_change v ON v.city_id = d.city_id AND v.incident_id = d.incident_id
      ORDER BY d.first, v.city_id, v.incident_id, v.recorded_at,
               array_position(ARRAY['RAISED', 'REOPENED', 'RELEASED', 'CLEARED', 'VERIFIED', 'RETRACTED'], v.change), v.at
      """;
  static final String JUDGED =
      "UPDATE store.incident_change SET notify_at = ? WHERE city_id = ? AND incident_id = ? AND"
          + " change = ? AND at = ?";
  private static final String BEFORE_ALL =
      "UPDATE store.incident_change SET notify_at = NULL WHERE notify_at IS NOT NULL AND"
          + " recorded_at < ?";

  private final Connection connection;
  private final CityNames cities;

  ChangeInbox(Connection connection, CityNames cities) {
    this.connection = connection;
    this.cities = cities;
  }

  /**
   * The incidents with a change that is due, those that wait longest first, with all that waits of
   * them.
   */
  List<PendingIncident> due(Instant now, int most) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(DUE)) {
      query.setObject(1, now.atOffset(ZoneOffset.UTC));
      query.setInt(2, most);
      try (ResultSet row = query.executeQuery()) {
        List<PendingIncident> incidents = new ArrayList<>();
        while (row.next()) {
          add(incidents, row);
        }
        return incidents;
      }
    }
  }

  private void add(List<PendingIncident> incidents, ResultSet row) throws SQLException {
    Present present = present(row);
    PendingIncident last = incidents.isEmpty() ? null : incidents.get(incidents.size() - 1);
    boolean goesOn =
        last != null
            && last.present().city().cityId().equals(present.city().cityId())
            && last.present().fault().incidentId().equals(present.fault().incidentId());
    SeenChange change =
        new SeenChange(
            Change.valueOf(row.getString("change")),
            instant(row, "at").orElseThrow(),
            instant(row, "recorded_at").orElseThrow());
    if (goesOn) {
      incidents.set(
          incidents.size() - 1,
          new PendingIncident(
              present,
              last.announcement(),
              Stream.concat(last.changes().stream(), Stream.of(change)).toList()));
    } else {
      incidents.add(new PendingIncident(present, announcement(row), List.of(change)));
    }
  }

  private static Announcement announcement(ResultSet row) throws SQLException {
    String state = row.getString("announced");
    return new Announcement(
        state == null ? Announced.NOTHING : Announced.valueOf(state),
        instant(row, "announced_at").orElse(Instant.EPOCH));
  }

  private Present present(ResultSet row) throws SQLException {
    Optional<Instant> planned = instant(row, "planned_until");
    Optional<Instant> shelved = instant(row, "shelved_until");
    return new Present(
        cities.of(row.getString("city_id")),
        fault(row),
        course(row),
        row.getString("parent_id") != null,
        row.getBoolean("retracted"),
        Stream.of(planned, shelved).flatMap(Optional::stream).max(Instant::compareTo));
  }

  private static Fault fault(ResultSet row) throws SQLException {
    double latitude = row.getDouble("latitude");
    boolean known = !row.wasNull();
    return new Fault(
        row.getString("incident_id"),
        row.getString("code"),
        row.getString("scope"),
        row.getString("subject_id"),
        row.getString("severity"),
        row.getString("cause_en"),
        row.getString("cause_th"),
        row.getString("turn"),
        known ? Optional.of(new Spot(latitude, row.getDouble("longitude"))) : Optional.empty());
  }

  private static Course course(ResultSet row) throws SQLException {
    return new Course(
        instant(row, "opened_at").orElseThrow(),
        instant(row, "detected_at").orElseThrow(),
        instant(row, "cleared_at"),
        instant(row, "verified_at").isPresent(),
        row.getLong("dark_lamp_seconds"),
        row.getLong("children"));
  }

  /** Notes what became of the changes of an incident, in a batch of {@link #JUDGED}. */
  static void judged(PreparedStatement update, PendingIncident incident, List<Ruling> rulings)
      throws SQLException {
    for (int i = 0; i < rulings.size(); i++) {
      SeenChange change = incident.changes().get(i);
      OffsetDateTime again =
          rulings.get(i) instanceof Ruling.Wait wait ? wait.until().atOffset(ZoneOffset.UTC) : null;
      update.setObject(1, again, Types.TIMESTAMP_WITH_TIMEZONE);
      update.setString(2, incident.present().city().cityId());
      update.setString(3, incident.present().fault().incidentId());
      update.setString(4, change.change().name());
      update.setObject(5, change.at().atOffset(ZoneOffset.UTC));
      update.addBatch();
    }
  }

  /** Passes over what was recorded before the first receiver was there. */
  static void passBefore(Connection connection, Instant first) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(BEFORE_ALL)) {
      update.setObject(1, first.atOffset(ZoneOffset.UTC));
      update.executeUpdate();
    }
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
