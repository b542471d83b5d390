package city.sawang.local.verify.incident;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Scores the incidents of a database against a truth, when nothing moves in it any more. */
public final class IncidentVerifier {
  private static final long POLL_MILLIS = 1_000;
  private static final int ROWS_AT_A_TIME = 5_000;

  /** All incidents, and how often they were published altogether. */
  private record Raised(List<RaisedIncident> incidents, long revisions) {}

  private IncidentVerifier() {}

  /**
   * @param truthFile of {@code simulate --truth}
   * @param jdbcUrl with a login that may read every city's incidents
   * @param settle judges when no incident was published for so long
   * @param deadline judges after so long in any case
   * @throws IllegalArgumentException when the file is no truth
   */
  public static IncidentScore verify(
      Path truthFile, String jdbcUrl, Duration settle, Duration deadline, ScoreLimits limits)
      throws IOException, SQLException, InterruptedException {
    InjectedTruth truth = TruthReader.read(truthFile);
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      return Scorer.score(truth, settled(connection, settle, deadline).incidents(), limits);
    }
  }

  private static Raised settled(Connection connection, Duration settle, Duration deadline)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    Raised raised = read(connection);
    long movedAt = System.nanoTime();
    while (System.nanoTime() - movedAt < settle.toNanos() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      Raised now = read(connection);
      if (now.revisions() != raised.revisions()
          || now.incidents().size() != raised.incidents().size()) {
        movedAt = System.nanoTime();
      }
      raised = now;
    }
    return raised;
  }

  private static Raised read(Connection connection) throws SQLException {
    List<RaisedIncident> incidents = new ArrayList<>();
    long revisions = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT incident_id, code, scope, city_id, subject_id, parent_id,
                     (extract(epoch FROM opened_at) * 1000)::bigint,
                     (extract(epoch FROM detected_at) * 1000)::bigint,
                     (extract(epoch FROM cleared_at) * 1000)::bigint, revision
              FROM operations.incident
              """)) {
        while (row.next()) {
          incidents.add(
              new RaisedIncident(
                  row.getString(1),
                  new Subject(
                      row.getString(2), row.getString(3), row.getString(4), row.getString(5)),
                  row.getString(6),
                  row.getLong(7),
                  row.getLong(8),
                  row.getObject(9, Long.class)));
          revisions += row.getLong(10);
        }
      }
    } finally {
      connection.rollback();
    }
    return new Raised(incidents, revisions);
  }
}
