package city.sawang.local.incident;

import city.sawang.local.InvalidInput;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Incidents in the database, as the login of the data source may see and handle them. */
public final class Incidents {
  private static final String COLUMNS =
      """
      SELECT incident_id, city_id, code, scope, subject_id, parent_id, severity, state, turn, dark_lamp_hours, opened_at, cleared_at, assignee, shelved_until, planned_until,
             cause_en, cause_th
      FROM operations.incident
      """;
  private static final String LIST =
      COLUMNS
          + """
      WHERE (?::text IS NULL OR city_id = ?) AND (?::text IS NULL OR state = ?) AND (? OR parent_id IS NULL AND (?::text IS NOT NULL OR state <> 'VERIFIED'))
      ORDER BY dark_lamp_hours DESC, opened_at, city_id, incident_id LIMIT ?
      """;
  private static final String ONE = COLUMNS + "WHERE city_id = ? AND incident_id = ?";
  private static final String HISTORY =
      """
      SELECT at, step, who, why, assignee, shelved_until FROM operations.incident_history
      WHERE city_id = ? AND incident_id = ? ORDER BY at, step
      """;

  private final DataSource database;
  private final String login;

  /**
   * @param database as a login that may read the views, and take steps where it is to take some
   * @param login its name, for messages
   */
  public Incidents(DataSource database, String login) {
    this.database = database;
    this.login = login;
  }

  /**
   * What is asked for.
   *
   * @param city null: every city that the login sees
   * @param state null: every state but VERIFIED
   * @param all also what an outage explains, and what is verified
   * @param limit at least 1
   */
  public record Choice(String city, String state, boolean all, int limit) {}

  /** Worst first: most lamp-hours of darkness, then the oldest. */
  public List<ListedIncident> list(Choice choice) {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(LIST)) {
      query.setString(1, choice.city);
      query.setString(2, choice.city);
      query.setString(3, choice.state);
      query.setString(4, choice.state);
      query.setBoolean(5, choice.all);
      query.setString(6, choice.state);
      query.setInt(7, choice.limit);
      var listed = new ArrayList<ListedIncident>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          listed.add(listed(row));
        }
      }
      return listed;
    } catch (SQLException e) {
      throw DatabaseAnswers.failure(e, login);
    }
  }

  /**
   * What happened to one incident so far.
   *
   * @return empty: there is no such incident in the cities of the login
   * @throws RetractedIncident when late readings said that there never was one
   */
  public Optional<IncidentStory> story(String city, String incident) {
    try (Connection connection = database.getConnection();
        PreparedStatement one = connection.prepareStatement(ONE);
        PreparedStatement history = connection.prepareStatement(HISTORY)) {
      for (PreparedStatement query : List.of(one, history)) {
        query.setString(1, city);
        query.setString(2, incident);
      }
      try (ResultSet row = one.executeQuery()) {
        boolean there = row.next();
        List<IncidentStory.Taken> taken = taken(history);
        if (there) {
          return Optional.of(new IncidentStory(listed(row), taken));
        }
        if (taken.stream().anyMatch(step -> "RETRACTED".equals(step.step()))) {
          throw new RetractedIncident(city, incident);
        }
        return Optional.empty();
      }
    } catch (SQLException e) {
      throw DatabaseAnswers.failure(e, login);
    }
  }

  private static List<IncidentStory.Taken> taken(PreparedStatement history) throws SQLException {
    List<IncidentStory.Taken> taken = new ArrayList<>();
    try (ResultSet row = history.executeQuery()) {
      while (row.next()) {
        taken.add(
            new IncidentStory.Taken(
                instant(row, "at"),
                row.getString("step"),
                row.getString("who"),
                row.getString("why"),
                row.getString("assignee"),
                instant(row, "shelved_until")));
      }
    }
    return taken;
  }

  private static ListedIncident listed(ResultSet row) throws SQLException {
    return new ListedIncident(
        row.getString("incident_id"),
        row.getString("city_id"),
        row.getString("code"),
        row.getString("scope"),
        row.getString("subject_id"),
        row.getString("parent_id"),
        row.getString("severity"),
        row.getString("state"),
        row.getString("turn"),
        row.getBigDecimal("dark_lamp_hours"),
        instant(row, "opened_at"),
        instant(row, "cleared_at"),
        row.getString("assignee"),
        instant(row, "shelved_until"),
        instant(row, "planned_until"),
        row.getString("cause_en"),
        row.getString("cause_th"));
  }

  /**
   * Takes a step; it is kept for ever.
   *
   * @param city null: the one city in which the login sees this incident
   * @return the state that follows
   * @throws InvalidInput when there is no such incident, the step is not possible in its state, it
   *     is another city's, or something is missing
   */
  public String take(String city, String incident, IncidentStep step) {
    try (Connection connection = database.getConnection();
        PreparedStatement call =
            connection.prepareStatement(
                "SELECT operations.take_incident_step(?, ?, ?, ?, ?, ?, ?)")) {
      call.setString(1, city == null ? cityOf(connection, incident) : city);
      call.setString(2, incident);
      call.setString(4, step.who());
      call.setString(6, null);
      call.setObject(7, null, java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
      if (step instanceof IncidentStep.Acknowledge acknowledge) {
        call.setString(3, "ACKNOWLEDGE");
        call.setString(5, acknowledge.why());
      } else if (step instanceof IncidentStep.Assign assign) {
        call.setString(3, "ASSIGN");
        call.setString(5, assign.why());
        call.setString(6, assign.assignee());
      } else if (step instanceof IncidentStep.Resolve resolve) {
        call.setString(3, "RESOLVE");
        call.setString(5, resolve.why());
      } else if (step instanceof IncidentStep.Comment comment) {
        call.setString(3, "COMMENT");
        call.setString(5, comment.why());
      } else if (step instanceof IncidentStep.Shelve shelve) {
        call.setString(3, "SHELVE");
        call.setString(5, shelve.why());
        call.setObject(7, OffsetDateTime.ofInstant(shelve.until(), ZoneOffset.UTC));
      }
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw DatabaseAnswers.failure(e, login);
    }
  }

  private String cityOf(Connection connection, String incident) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT city_id FROM operations.incident WHERE incident_id = ? ORDER BY 1")) {
      query.setString(1, incident);
      var cities = new ArrayList<String>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          cities.add(row.getString(1));
        }
      }
      if (cities.isEmpty()) {
        throw new InvalidInput(
            "no incident '%s' in the cities of login '%s'; 'sawang incident list --all' shows them"
                .formatted(incident, login));
      }
      if (cities.size() > 1) {
        throw new InvalidInput(
            "incident '%s' is one of several cities: expected --city with one of %s"
                .formatted(incident, String.join(", ", cities)));
      }
      return cities.get(0);
    }
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
