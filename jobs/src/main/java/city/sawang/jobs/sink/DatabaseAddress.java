package city.sawang.jobs.sink;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Where the database is and who we are there. Its text form leaves the password out.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 */
public record DatabaseAddress(String url, String user, String password) implements Serializable {
  private static final String CONNECT_SECONDS = "5";
  // Longer than any honest flush, shorter than a half-open connection would take to be noticed.
  private static final String TIMEOUT_SECONDS = "60";

  /** A new connection, autocommit off; a statement that takes longer than a minute fails. */
  Connection connect() throws SQLException {
    return connect(TIMEOUT_SECONDS);
  }

  /** A new connection for work on whole periods: a statement may take as long as it takes. */
  public Connection connectWithoutTimeout() throws SQLException {
    return connect("0");
  }

  private Connection connect(String timeoutSeconds) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "sawang-jobs");
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", timeoutSeconds);
    properties.setProperty("tcpKeepAlive", "true");
    // A few statements run for ever: let the server keep them from the first use.
    properties.setProperty("prepareThreshold", "1");
    Connection connection = DriverManager.getConnection(url, properties);
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public String toString() {
    return url + " as " + user;
  }
}
