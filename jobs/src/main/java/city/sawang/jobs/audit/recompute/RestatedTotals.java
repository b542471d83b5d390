package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.CityZone;
import city.sawang.jobs.audit.crosscheck.CrossCheck;
import city.sawang.jobs.audit.crosscheck.LampTotals;
import city.sawang.jobs.audit.crosscheck.LampTotals.Quarters;
import city.sawang.jobs.audit.crosscheck.LampTotals.RollUp;
import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Keeps restated sums true. The jobs leave a restated row alone, also one whose other parts still
 * change: the month of a night that was restated in its middle. They note it, and here the sum is
 * added up again from the lamps' rows. A month costs the rows of its lamps, so it follows at most every
 * {@link #MONTH_PAUSE}.
 */
public final class RestatedTotals {
  private static final Duration MONTH_PAUSE = Duration.ofMinutes(15);
  private static final int NOTES_A_CALL = 200;

  private final DataSource database;
  private final int timeoutSeconds;

  /**
   * @param database as a member of sawang_sink
   * @param timeoutSeconds a statement that takes longer is given up
   */
  public RestatedTotals(DataSource database, int timeoutSeconds) {
    this.database = database;
    this.timeoutSeconds = timeoutSeconds;
  }

  private record Note(
      String cityId, String subjectId, Instant start, String notedAt, ZoneId zone) {}

  /**
   * Adds up again what the jobs noted.
   *
   * @return how many rows changed
   * @throws SQLException when the database does not answer; then the next call does it
   */
  public long follow(Instant now) throws SQLException {
    try (Connection connection = database.getConnection()) {
      List<Note> notes = notes(connection);
      connection.setAutoCommit(false);
      long changed = 0;
      for (Note note : notes) {
        changed += follow(connection, note, now);
        connection.commit();
      }
      return changed;
    }
  }

  private List<Note> notes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT city_id, subject_id, (extract(epoch FROM period_start) * 1000)::bigint, noted_at::text,
                       %s
                FROM store.restatement_due d WHERE reason = 'RESTATED' ORDER BY random() LIMIT %d"""
                    .formatted(CityZone.of("d.city_id"), NOTES_A_CALL))) {
      List<Note> notes = new ArrayList<>();
      while (row.next()) {
        notes.add(
            new Note(
                row.getString(1),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getString(4),
                CityZone.parse(row.getString(1), row.getString(5))));
      }
      return notes;
    }
  }

  private long follow(Connection connection, Note note, Instant now) throws SQLException {
    ZonedDateTime local = note.start().atZone(note.zone());
    boolean isMonth =
        note.subjectId().isEmpty()
            && local.getDayOfMonth() == 1
            && local.toLocalTime().equals(LocalTime.MIDNIGHT);
    if (isMonth && isYoung(connection, note, now)) {
      return 0;
    }
    long changed = 0;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = '" + timeoutSeconds + "s'");
      statement.execute("SELECT store.begin_restatement()");
      // Taken away first: what the jobs note from here on is about what comes after this sum. What
      // a
      // lamp's restated quarter hour or a circuit's meter would be now, only a recomputation
      // knows.
      statement.executeUpdate(
          """
              DELETE FROM store.restatement_due d
              WHERE reason = 'RESTATED' AND city_id = %1$s AND subject_id = %2$s AND period_start = %3$s AND noted_at = %4$s::timestamptz
                AND NOT EXISTS (SELECT FROM store.lamp_quarter_hour q WHERE q.city_id = d.city_id AND q.lamp_id = d.subject_id
                                AND q.period_start = d.period_start AND q.restated)
                AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = d.city_id AND m.feeder_id = d.subject_id)"""
              .formatted(
                  SqlLiterals.text(note.cityId()),
                  SqlLiterals.text(note.subjectId()),
                  SqlLiterals.instant(note.start().toEpochMilli()),
                  SqlLiterals.text(note.notedAt())));
    }
    for (CrossCheck crossCheck : sums(note, local, isMonth)) {
      changed += Restatement.apply(connection, crossCheck);
    }
    return changed;
  }

  private static boolean isNoon(ZonedDateTime local) {
    return local.toLocalTime().equals(LocalTime.NOON);
  }

  private static boolean isYoung(Connection connection, Note note, Instant now)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT %s::timestamptz > %s"
                    .formatted(
                        SqlLiterals.text(note.notedAt()),
                        SqlLiterals.instant(now.minus(MONTH_PAUSE).toEpochMilli())))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static List<CrossCheck> sums(Note note, ZonedDateTime local, boolean isMonth) {
    List<CrossCheck> sums = new ArrayList<>();
    LocalDate date = local.toLocalDate();
    Instant quarterEnd = note.start().plus(Duration.ofMinutes(15));
    if (note.subjectId().isEmpty()) {
      sums.add(sum(RollUp.CITY_QUARTER_HOUR, note, quarterEnd, ""));
    } else {
      sums.add(sum(RollUp.FEEDER_QUARTER_HOUR, note, quarterEnd, " AND feeder_id = "));
    }
    if (isNoon(local)) {
      Instant end = date.plusDays(1).atTime(LocalTime.NOON).atZone(note.zone()).toInstant();
      sums.add(
          note.subjectId().isEmpty()
              ? sum(RollUp.CITY_NIGHT, note, end, "")
              : sum(RollUp.LAMP_NIGHT, note, end, " AND lamp_id = "));
    }
    if (isMonth) {
      sums.add(
          sum(
              RollUp.CITY_MONTH,
              note,
              date.plusMonths(1).atStartOfDay(note.zone()).toInstant(),
              ""));
    }
    return sums;
  }

  /** The restated row of the period, if it is one, and what its lamps add up to. */
  private static CrossCheck sum(RollUp rollUp, Note note, Instant end, String subject) {
    LocalDate date = note.start().atZone(note.zone()).toLocalDate();
    String period =
        rollUp.period().equals("period_start")
            ? SqlLiterals.instant(note.start().toEpochMilli())
            : "DATE '" + date + "'";
    String row =
        "city_id = %s AND %s = %s%s"
            .formatted(
                SqlLiterals.text(note.cityId()),
                rollUp.period(),
                period,
                subject.isEmpty() ? "" : subject + SqlLiterals.text(note.subjectId()));
    // A circuit with figures of its meter and none of its lamps has no sum.
    String withLamps =
        rollUp == RollUp.FEEDER_QUARTER_HOUR
            ? " AND EXISTS (SELECT FROM store.lamp_quarter_hour q WHERE q.city_id = f.city_id AND q.feeder_id = f.feeder_id AND q.period_start = f.period_start)"
            : "";
    String restated =
        "SELECT * FROM %s f WHERE %s AND restated%s".formatted(rollUp.table(), row, withLamps);
    Quarters quarters =
        new Quarters(
            List.of(note.cityId()),
            rollUp == RollUp.LAMP_NIGHT ? note.subjectId() : null,
            note.start().toEpochMilli(),
            end.toEpochMilli());
    String keys = String.join(", ", rollUp.key());
    return new CrossCheck(
        rollUp.table(),
        rollUp.key(),
        Stream.concat(rollUp.sums().stream(), Stream.of("decided")).toList(),
        restated,
        "SELECT * FROM (%s) all_of_it WHERE (%s) IN (SELECT %s FROM (%s) restated)"
            .formatted(LampTotals.query(rollUp, quarters), keys, keys, restated),
        "true");
  }
}
