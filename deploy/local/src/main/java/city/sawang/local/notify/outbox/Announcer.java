package city.sawang.local.notify.outbox;

import city.sawang.local.notify.config.Pace;
import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.NotificationKind;
import city.sawang.local.notify.outbox.PendingIncident.Announcement;
import city.sawang.local.notify.outbox.PendingIncident.Present;
import city.sawang.local.notify.outbox.PendingIncident.SeenChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Makes messages of changes: judges what waits, keeps the budget, and puts into the outbox what is
 * announced. A change is marked as judged in the transaction that wrote its messages: both or neither.
 */
public final class Announcer {
  /** Incidents of one transaction. */
  private static final int CHUNK = 500;

  private static final String ANNOUNCED =
      """
      INSERT INTO store.incident_announced (city_id, incident_id, state, at) VALUES (?, ?, ?, ?)
      ON CONFLICT (city_id, incident_id) DO UPDATE SET state = excluded.state, at = excluded.at
      """;

  private final DataSource database;
  private final Recipients recipients;
  private final Pace pace;
  private final ChangeJudge judge;

  public Announcer(DataSource database, Recipients recipients, Pace pace) {
    this.database = database;
    this.recipients = recipients;
    this.pace = pace;
    this.judge = new ChangeJudge(pace);
  }

  /** Judges all that is due. */
  public void run(Instant now) throws SQLException {
    boolean more = true;
    while (more) {
      more = Transactions.in(database, connection -> chunk(connection, now)) == CHUNK;
    }
  }

  private int chunk(Connection connection, Instant now) throws SQLException {
    HourBudget budget = new HourBudget(connection, pace.perCityAndHour(), now);
    budget.lock();
    CityNames cities = CityNames.read(connection);
    for (Notification.Summary summary : budget.takePast(cities, now)) {
      Outbox.add(connection, summary, recipients.of(summary.city().cityId()));
    }
    ChangeInbox inbox = new ChangeInbox(connection, cities);
    List<PendingIncident> due = inbox.due(now, CHUNK);
    Announcing announcing = new Announcing(connection, budget, now);
    // A flood is thousands of incidents: what is noted of them travels together.
    try (PreparedStatement announced = connection.prepareStatement(ANNOUNCED);
        PreparedStatement judged = connection.prepareStatement(ChangeInbox.JUDGED)) {
      for (PendingIncident incident : due) {
        List<Ruling> rulings = judge.judge(incident, now);
        Announcement last = announcing.of(incident, rulings);
        if (last != incident.announcement()) {
          keep(announced, incident.present(), last);
        }
        ChangeInbox.judged(judged, incident, rulings);
      }
      announced.executeBatch();
      judged.executeBatch();
    }
    budget.write();
    return due.size();
  }

  private static void keep(PreparedStatement update, Present incident, Announcement last)
      throws SQLException {
    update.setString(1, incident.city().cityId());
    update.setString(2, incident.fault().incidentId());
    update.setString(3, last.state().name());
    update.setObject(4, last.at().atOffset(ZoneOffset.UTC));
    update.addBatch();
  }

  /** Tells of incidents, within a transaction. */
  private final class Announcing {
    private final Connection connection;
    private final HourBudget budget;
    private final Instant now;

    Announcing(Connection connection, HourBudget budget, Instant now) {
      this.connection = connection;
      this.budget = budget;
      this.now = now;
    }

    /** Announces what is due of one; answers what is announced of it by then. */
    Announcement of(PendingIncident incident, List<Ruling> rulings) throws SQLException {
      Announcement last = incident.announcement();
      for (int i = 0; i < rulings.size(); i++) {
        if (rulings.get(i) instanceof Ruling.Announce announce) {
          SeenChange change = incident.changes().get(i);
          last =
              announce.kind().isOpening()
                  ? opening(incident.present(), change, announce.kind())
                  : ending(incident.present(), change, announce.kind(), last);
        }
      }
      return last;
    }

    private Announcement opening(Present incident, SeenChange change, NotificationKind kind)
        throws SQLException {
      if (!budget.take(incident.city().cityId(), incident.fault().code())) {
        return new Announcement(Announced.OPEN_IN_SUMMARY, now);
      }
      Notification.OfIncident message = message(incident, change, kind);
      Outbox.add(connection, message, recipients.of(message, change.recordedAt()));
      return new Announcement(Announced.OPEN, now);
    }

    private Announcement ending(
        Present incident, SeenChange change, NotificationKind kind, Announcement last)
        throws SQLException {
      if (last.state() == Announced.OPEN_IN_SUMMARY) {
        budget.countEnd(incident.city().cityId(), incident.fault().code());
      } else {
        Notification.OfIncident message = message(incident, change, kind);
        Outbox.add(connection, message, recipients.of(message, last.at()));
      }
      // Since when it was announced to be open: a later end of the same goes to the same.
      return new Announcement(Announced.OVER, last.at());
    }

    private Notification.OfIncident message(
        Present incident, SeenChange change, NotificationKind kind) {
      Course course = incident.course();
      boolean cleared = kind == NotificationKind.CLEARED;
      return new Notification.OfIncident(
          "%s/%s/%s/%s"
              .formatted(
                  incident.city().cityId(),
                  incident.fault().incidentId(),
                  change.change(),
                  change.at()),
          kind,
          now,
          incident.city(),
          incident.fault(),
          new Course(
              course.openedAt(),
              course.detectedAt(),
              cleared ? Optional.of(change.at()) : Optional.empty(),
              cleared && course.verified(),
              course.darkLampSeconds(),
              course.children()));
    }
  }
}
