package city.sawang.local.notify.outbox;

import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.message.NotificationJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Messages that wait for their receivers, in the database. Nothing is lost: a message is there
 * before its change counts as judged, and waits until its receiver took it or it is given up.
 */
public final class Outbox {
  private static final String ADD =
      """
      INSERT INTO store.notification (receiver, notification_key, kind, city_id, incident_id, message, created_at, due_at)
      VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?) ON CONFLICT (receiver, notification_key) DO NOTHING
      """;

  /**
   * What is announced of an incident arrives in order; a message that is refused keeps no other one
   * back.
   */
  private static final String TAKE =
      """
      UPDATE store.notification SET attempts = attempts + 1, due_at = ?
      WHERE notification_id = (
        SELECT n.notification_id FROM store.notification n
        WHERE n.receiver = ? AND n.due_at <= ? AND n.sent_at IS NULL AND n.given_up_at IS NULL
          AND NOT EXISTS (
            SELECT FROM store.notification e
            WHERE e.receiver = n.receiver AND e.city_id = n.city_id AND e.incident_id = n.incident_id AND e.notification_id < n.notification_id
              AND e.sent_at IS NULL AND e.given_up_at IS NULL)
        ORDER BY n.notification_id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING notification_id, notification_key, message::text, attempts
      """;

  private final DataSource database;

  /**
   * @param database as a member of sawang_notifier
   */
  public Outbox(DataSource database) {
    this.database = database;
  }

  /**
   * A message to be sent now.
   *
   * @param attempt counted from 1
   */
  public record Taken(long id, String key, String message, int attempt) {}

  /**
   * How a receiver fared last.
   *
   * @param failures in a row, of the receiver as a whole
   * @param retryAt until then it is left alone
   */
  public record Fortune(int failures, Instant retryAt) {
    /** Of a receiver that takes what it is sent. */
    public static final Fortune GOOD = new Fortune(0, Instant.EPOCH);
  }

  /** Puts a message into the outbox, once for each receiver, within a transaction. */
  static void add(Connection connection, Notification message, List<ReceiverConfig> receivers)
      throws SQLException {
    if (receivers.isEmpty()) {
      return;
    }
    String text = NotificationJson.write(message).toString();
    OffsetDateTime now = message.createdAt().atOffset(ZoneOffset.UTC);
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      for (ReceiverConfig receiver : receivers) {
        insert.setString(1, receiver.name());
        insert.setString(2, message.key());
        insert.setString(3, message.kind().name());
        insert.setString(4, cityOf(message).orElse(null));
        insert.setString(5, incidentOf(message).orElse(null));
        insert.setString(6, text);
        insert.setObject(7, now);
        insert.setObject(8, now);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Optional<String> cityOf(Notification message) {
    if (message instanceof Notification.OfIncident one) {
      return Optional.of(one.city().cityId());
    }
    if (message instanceof Notification.Summary summary) {
      return Optional.of(summary.city().cityId());
    }
    return Optional.empty();
  }

  private static Optional<String> incidentOf(Notification message) {
    return message instanceof Notification.OfIncident one
        ? Optional.of(one.fault().incidentId())
        : Optional.empty();
  }

  /**
   * The message that waits longest for a receiver and is due; nobody else gets it within the lease.
   * Whoever dies before {@link #sent} has it sent again after that.
   */
  public Optional<Taken> take(String receiver, Instant now, Duration lease) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(TAKE)) {
      update.setObject(1, now.plus(lease).atOffset(ZoneOffset.UTC));
      update.setString(2, receiver);
      update.setObject(3, now.atOffset(ZoneOffset.UTC));
      try (ResultSet row = update.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Taken(row.getLong(1), row.getString(2), row.getString(3), row.getInt(4)))
            : Optional.empty();
      }
    }
  }

  /** The receiver took the message. */
  public void sent(long id, Instant now) throws SQLException {
    update(
        "UPDATE store.notification SET sent_at = ?, problem = NULL WHERE notification_id = ?",
        now.atOffset(ZoneOffset.UTC),
        id);
  }

  /** The message was not taken; it is due again then. */
  public void failed(long id, String problem, Instant dueAt) throws SQLException {
    update(
        "UPDATE store.notification SET problem = ?, due_at = ? WHERE notification_id = ?",
        problem,
        dueAt.atOffset(ZoneOffset.UTC),
        id);
  }

  /** Keeps how a receiver fares. */
  public void keep(String receiver, Fortune fortune) throws SQLException {
    update(
        "UPDATE store.notification_receiver SET failures = ?, retry_at = ? WHERE receiver = ?",
        fortune.failures(),
        fortune.retryAt().atOffset(ZoneOffset.UTC),
        receiver);
  }

  /** How a receiver fared before this process began. */
  public Fortune fortune(String receiver) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT failures, retry_at FROM store.notification_receiver WHERE receiver = ?")) {
      query.setString(1, receiver);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new Fortune(row.getInt(1), row.getObject(2, OffsetDateTime.class).toInstant())
            : Fortune.GOOD;
      }
    }
  }

  private void update(String sql, Object... values) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setObject(i + 1, values[i]);
      }
      update.executeUpdate();
    }
  }
}
