package city.sawang.local.notify.outbox;

import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.message.Notification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The receivers of this process, and since when each of them hears. */
public final class Recipients {
  private static final String ADD =
      "INSERT INTO store.notification_receiver (receiver, since) VALUES (?, ?) ON CONFLICT DO"
          + " NOTHING";

  private final List<ReceiverConfig> receivers;
  private final Map<String, Instant> since;

  private Recipients(List<ReceiverConfig> receivers, Map<String, Instant> since) {
    this.receivers = List.copyOf(receivers);
    this.since = Map.copyOf(since);
  }

  /**
   * Makes those known that are new: they hear of what happens from now on. What was recorded before
   * the first of them needs no judgement.
   */
  public static Recipients register(
      Connection connection, List<ReceiverConfig> receivers, Instant now) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD)) {
      for (ReceiverConfig one : receivers) {
        add.setString(1, one.name());
        add.setObject(2, now.atOffset(ZoneOffset.UTC));
        add.addBatch();
      }
      add.executeBatch();
    }
    Map<String, Instant> since = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement("SELECT receiver, since FROM store.notification_receiver");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        since.put(
            row.getString("receiver"), row.getObject("since", OffsetDateTime.class).toInstant());
      }
    }
    Recipients recipients = new Recipients(receivers, since);
    ChangeInbox.passBefore(connection, since.values().stream().min(Instant::compareTo).orElse(now));
    return recipients;
  }

  /** All of them. */
  List<ReceiverConfig> all() {
    return receivers;
  }

  /** Since when a receiver hears. */
  Instant since(ReceiverConfig receiver) {
    return since.get(receiver.name());
  }

  /**
   * Who hears of an incident.
   *
   * @param heardOf when the change was recorded; of an end, when its opening was announced: who did not
   *     hear of that does not hear of its end either
   */
  List<ReceiverConfig> of(Notification.OfIncident message, Instant heardOf) {
    return receivers.stream()
        .filter(one -> !since(one).isAfter(heardOf))
        .filter(one -> one.audience().hearsOf(message.city().cityId()))
        .filter(one -> one.audience().minds(message.fault().severity()))
        .toList();
  }

  /** Who hears of a city as a whole. */
  List<ReceiverConfig> of(String cityId) {
    return receivers.stream().filter(one -> one.audience().hearsOf(cityId)).toList();
  }
}
