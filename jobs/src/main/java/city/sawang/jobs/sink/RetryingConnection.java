package city.sawang.jobs.sink;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one database connection that is opened when needed and again after a failure. Work is tried
 * for about {@value #RETRY_MILLIS} ms, with pauses that double from {@value #FIRST_PAUSE_MILLIS}
 * to {@value #LONGEST_PAUSE_MILLIS} ms; then it fails, and Flink restarts from the checkpoint.
 */
final class RetryingConnection implements AutoCloseable {
  /** Work on an open connection; it commits. Run again from the start after a failure. */
  @FunctionalInterface
  interface DatabaseWork {
    void on(Connection connection) throws SQLException;
  }

  /** Called before every further attempt. */
  @FunctionalInterface
  interface RetryListener {
    void retrying();
  }

  static final long FIRST_PAUSE_MILLIS = 100;
  static final long LONGEST_PAUSE_MILLIS = 5_000;
  static final long RETRY_MILLIS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(RetryingConnection.class);

  private final DatabaseAddress address;
  private final long retryMillis;
  private final RetryListener listener;
  private Connection connection;

  RetryingConnection(DatabaseAddress address, long retryMillis, RetryListener listener) {
    this.address = address;
    this.retryMillis = retryMillis;
    this.listener = listener;
  }

  /**
   * @throws IOException when the work still fails after the last attempt, or cannot succeed
   */
  void run(DatabaseWork work) throws IOException, InterruptedException {
    long pausedMillis = 0;
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        if (connection == null) {
          connection = address.connect();
        }
        work.on(connection);
        return;
      } catch (SQLException e) {
        drop();
        if (SqlFate.of(e) != SqlFate.RETRY || pausedMillis >= retryMillis) {
          throw new IOException("database " + address + ": " + e.getMessage(), e);
        }
        LOG.warn("database {}: {}; next attempt in {} ms", address, e.getMessage(), pause);
        listener.retrying();
        Thread.sleep(pause);
        pausedMillis += pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void drop() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // It is given up anyway, most often because it is broken already.
      LOG.debug("closing a broken connection to {}", address, e);
    }
    connection = null;
  }

  @Override
  public void close() {
    drop();
  }
}
