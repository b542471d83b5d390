package city.sawang.local.services;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Knows whether a database answers, asked every second by {@link #check}. An answer that does not
 * come counts as one that is too old.
 */
public final class DatabaseWatch {
  private static final int ANSWER_SECONDS = 2;
  private static final Duration OLDEST_ANSWER = Duration.ofSeconds(4);

  private final PGSimpleDataSource database;
  private final String name;
  private volatile boolean answered;
  private volatile long answeredAt;
  private volatile String problem = "not asked yet";

  /**
   * @param name as it is shown
   * @param url JDBC address without login
   */
  public DatabaseWatch(String name, String url, PlatformDatabase.Login login) {
    this.name = name;
    this.database = PlatformDatabase.source(url, login);
    database.setConnectTimeout(ANSWER_SECONDS);
    database.setLoginTimeout(ANSWER_SECONDS);
    database.setSocketTimeout(ANSWER_SECONDS);
  }

  /** Asks once. */
  public void check() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      answeredAt = System.nanoTime();
      answered = true;
      problem = "";
    } catch (SQLException e) {
      answered = false;
      problem = firstLine(e.getMessage());
    }
  }

  private static String firstLine(String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }

  /** Why nothing can be asked of it; empty: it answers. */
  public List<String> notReadyReasons() {
    if (!answered) {
      return List.of(name + " does not answer: " + problem);
    }
    return System.nanoTime() - answeredAt > OLDEST_ANSWER.toNanos()
        ? List.of("%s does not answer for %d s".formatted(name, OLDEST_ANSWER.toSeconds()))
        : List.of();
  }
}
