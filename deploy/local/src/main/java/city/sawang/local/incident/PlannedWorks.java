package city.sawang.local.incident;

import city.sawang.local.InvalidInput;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Planned works: read from a file, all or none of it stored. */
public final class PlannedWorks {
  private static final String OURS = "SW";

  private final DataSource database;
  private final String login;

  /**
   * @param database as a login that works on the cities of the file
   * @param login its name, for messages
   */
  public PlannedWorks(DataSource database, String login) {
    this.database = database;
    this.login = login;
  }

  /** What became of a file. */
  public record Stored(int written, int unchanged) {}

  /**
   * Stores every work of a file, or none. The same file twice changes nothing.
   *
   * @throws InvalidInput with every mistake of the file and its line
   */
  public Stored store(Path file) {
    PlannedWorkFile.Contents contents = PlannedWorkFile.read(file);
    List<String> mistakes = new ArrayList<>(contents.mistakes());
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      int written = 0;
      RegistrySpelling spelling = new RegistrySpelling(connection);
      for (PlannedWork work : contents.works()) {
        Savepoint before = connection.setSavepoint();
        try {
          written += store(connection, spelling, work) ? 1 : 0;
        } catch (SQLException e) {
          if (e.getSQLState() == null || !e.getSQLState().startsWith(OURS)) {
            throw e;
          }
          connection.rollback(before);
          mistakes.add(PlannedWorkFile.at(file, work.line()) + DatabaseAnswers.message(e));
        }
      }
      if (!mistakes.isEmpty()) {
        connection.rollback();
        throw new InvalidInput(
            "%s: %d mistakes, nothing was stored".formatted(file, mistakes.size()), mistakes);
      }
      connection.commit();
      return new Stored(written, contents.works().size() - written);
    } catch (SQLException e) {
      throw DatabaseAnswers.failure(e, login);
    }
  }

  /** Whether it changed anything. */
  private static boolean store(Connection connection, RegistrySpelling spelling, PlannedWork work)
      throws SQLException {
    try (PreparedStatement call =
        connection.prepareStatement("SELECT operations.plan_work(?, ?, ?, ?, ?, ?, ?)")) {
      call.setString(1, work.cityId());
      call.setString(2, work.scope());
      call.setString(3, spelling.of(work.cityId(), work.scope(), work.subjectId()));
      call.setObject(4, at(work.from()));
      call.setObject(5, at(work.until()));
      call.setString(6, work.why());
      call.setString(7, work.who());
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
