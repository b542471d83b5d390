package city.sawang.local.notify.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Keeps the outbox bounded: gives up what waited too long, forgets what is long done, and counts.
 */
public final class OutboxUpkeep {
  private static final String WAITING = "sent_at IS NULL AND given_up_at IS NULL";

  private static final String GIVE_UP =
      """
      UPDATE store.notification
      SET given_up_at = ?, problem = 'gave up after ' || ? || ' and ' || attempts || ' attempts: ' || coalesce(problem, 'it was never tried')
      WHERE created_at < ? AND sent_at IS NULL AND given_up_at IS NULL
      RETURNING receiver, notification_key, problem
      """;

  private final DataSource database;

  /**
   * @param database as a member of sawang_notifier
   */
  public OutboxUpkeep(DataSource database) {
    this.database = database;
  }

  /** A message that was given up, and why. */
  public record GivenUp(String receiver, String key, String problem) {}

  /** How much waits for a receiver, and since when. */
  public record Backlog(long messages, Instant oldest) {}

  /** Gives up what waited too long, and says so. */
  public List<GivenUp> giveUp(Instant now, Duration age, String ageText) throws SQLException {
    List<GivenUp> given = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(GIVE_UP)) {
      update.setObject(1, now.atOffset(ZoneOffset.UTC));
      update.setString(2, ageText);
      update.setObject(3, now.minus(age).atOffset(ZoneOffset.UTC));
      try (ResultSet row = update.executeQuery()) {
        while (row.next()) {
          given.add(new GivenUp(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    return given;
  }

  /** Forgets what was sent or given up before an instant. */
  public void forget(Instant before) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM store.notification WHERE created_at < ? AND NOT (" + WAITING + ")")) {
      delete.setObject(1, before.atOffset(ZoneOffset.UTC));
      delete.executeUpdate();
    }
  }

  /** What waits, by receiver. */
  public Map<String, Backlog> backlog() throws SQLException {
    Map<String, Backlog> backlog = new HashMap<>();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT receiver, count(*), min(created_at) FROM store.notification WHERE "
                    + WAITING
                    + " GROUP BY receiver");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        backlog.put(
            row.getString(1),
            new Backlog(row.getLong(2), row.getObject(3, OffsetDateTime.class).toInstant()));
      }
    }
    return backlog;
  }
}
