package city.sawang.local.notify.outbox;

import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.message.Notification.CityDay;
import city.sawang.local.notify.message.NotificationJson;
import city.sawang.schemas.HomeZone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Puts the daily digest into the outbox, also on a day on which nothing is broken: who hears
 * nothing for a week must not have to ask whether that is good news.
 */
public final class DigestWriter {
  /** A digest that could not be written for longer than this is left out: the next one comes. */
  private static final Duration LATEST = Duration.ofHours(12);

  private static final Duration DAY = Duration.ofDays(1);

  private static final String FIGURES =
      "SELECT city_id, lamps, heard, opened, ended, open_now, worst::text FROM store.city_digest(?,"
          + " ?)";

  private final DataSource database;
  private final Recipients recipients;
  private final LocalTime at;
  private LocalDate written = LocalDate.MIN;

  /**
   * @param at of the home zone
   */
  public DigestWriter(DataSource database, Recipients recipients, LocalTime at) {
    this.database = database;
    this.recipients = recipients;
    this.at = at;
  }

  /** Writes the digest of the last 24 hours when it is time; twice on one day does nothing. */
  public void run(Instant now) throws SQLException {
    ZonedDateTime local = now.atZone(HomeZone.ID);
    LocalDate today =
        local.toLocalTime().isBefore(at) ? local.toLocalDate().minusDays(1) : local.toLocalDate();
    Instant due = today.atTime(at).atZone(HomeZone.ID).toInstant();
    if (today.equals(written)) {
      return;
    }
    List<ReceiverConfig> readers =
        Duration.between(due, now).compareTo(LATEST) > 0
            ? List.of()
            : recipients.all().stream()
                .filter(one -> one.audience().digest() && !recipients.since(one).isAfter(due))
                .toList();
    if (!readers.isEmpty()) {
      Transactions.in(database, connection -> write(connection, readers, today, due, now));
    }
    written = today;
  }

  private static int write(
      Connection connection, List<ReceiverConfig> readers, LocalDate day, Instant due, Instant now)
      throws SQLException {
    List<CityDay> cities = cities(connection, due.minus(DAY), due);
    for (ReceiverConfig reader : readers) {
      Notification.Digest digest =
          new Notification.Digest(
              "digest/" + day,
              now,
              day,
              due.minus(DAY),
              due,
              cities.stream()
                  .filter(city -> reader.audience().hearsOf(city.city().cityId()))
                  .toList());
      Outbox.add(connection, digest, List.of(reader));
    }
    return readers.size();
  }

  private static List<CityDay> cities(Connection connection, Instant since, Instant until)
      throws SQLException {
    CityNames names = CityNames.read(connection);
    List<CityDay> cities = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(FIGURES)) {
      query.setObject(1, since.atOffset(ZoneOffset.UTC));
      query.setObject(2, until.atOffset(ZoneOffset.UTC));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          cities.add(
              new CityDay(
                  names.of(row.getString("city_id")),
                  row.getLong("lamps"),
                  row.getLong("heard"),
                  row.getLong("opened"),
                  row.getLong("ended"),
                  row.getLong("open_now"),
                  NotificationJson.worst(row.getString("worst"))));
        }
      }
    }
    return cities;
  }
}
