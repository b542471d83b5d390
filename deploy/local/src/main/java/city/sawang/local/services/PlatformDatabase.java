package city.sawang.local.services;

import city.sawang.schemas.Migrations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database as everybody else needs it: migrated, with a login for each of its clients.
 *
 * @param url JDBC address without login
 * @param owner who migrates and loads the registry
 * @param jobs who writes what the jobs computed
 * @param viewer who may read every public view and nothing else
 */
public record PlatformDatabase(String url, Login owner, Login jobs, Login viewer) {
  /** A user and the password. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  private static final String JOBS = "sawang_jobs";
  private static final String VIEWER = "sawang_viewer";

  /**
   * Migrates the database and makes the logins.
   *
   * @param url JDBC address without login
   * @param owner a login that may create schemas and roles
   * @param password gives the password of a login by its name
   */
  public static PlatformDatabase prepare(String url, Login owner, UnaryOperator<String> password)
      throws SQLException {
    PGSimpleDataSource source = source(url, owner);
    Migrations.migrate(source);
    Login jobs = new Login(JOBS, password.apply(JOBS));
    Login viewer = new Login(VIEWER, password.apply(VIEWER));
    try (Connection connection = source.getConnection()) {
      ensureLogin(connection, jobs, "sawang_sink");
      ensureLogin(connection, viewer, "sawang_auditor");
    }
    return new PlatformDatabase(url, owner, jobs, viewer);
  }

  /**
   * Makes a login of a group, or sets its password again.
   *
   * @param city the only city that it is to see; null: whatever the group may see
   */
  void ensureReader(Login login, String group, String city) throws SQLException {
    try (Connection connection = source(url, owner).getConnection()) {
      ensureLogin(connection, login, group);
      if (city != null) {
        try (PreparedStatement mapping =
            connection.prepareStatement(
                "INSERT INTO store.login_city (login, city_id) VALUES (?, ?) ON CONFLICT DO"
                    + " NOTHING")) {
          mapping.setString(1, login.user());
          mapping.setString(2, city);
          mapping.executeUpdate();
        }
      }
    }
  }

  /** Whether the functions of TimescaleDB are there. */
  boolean hasTimescale() throws SQLException {
    try (Connection connection = source(url, owner).getConnection();
        Statement statement = connection.createStatement();
        ResultSet extension =
            statement.executeQuery("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'")) {
      return extension.next();
    }
  }

  /**
   * Makes the database itself; does nothing when it is there. The server is ours alone: nobody else
   * has business in its other databases, from where the locks of this one can be seen.
   */
  static void ensureDatabase(String serverUrl, Login superuser, String name) throws SQLException {
    try (Connection connection = source(serverUrl, superuser).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC");
      try (ResultSet known =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
        if (known.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + name);
    }
  }

  private static void ensureLogin(Connection connection, Login login, String group)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean known;
      try (ResultSet role =
          statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + login.user() + "'")) {
        known = role.next();
      }
      String password = statement.enquoteLiteral(login.password());
      for (String command :
          List.of(
              (known ? "ALTER ROLE " : "CREATE ROLE ")
                  + login.user()
                  + " LOGIN PASSWORD "
                  + password,
              "GRANT " + group + " TO " + login.user())) {
        statement.execute(command);
      }
    }
  }

  /** Connections as this login. */
  public static PGSimpleDataSource source(String url, Login login) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(login.user());
    source.setPassword(login.password());
    source.setApplicationName("sawang");
    source.setConnectTimeout(10);
    return source;
  }

  /** The address with the viewer's login in it, for people and their tools. */
  public String viewerUrl() {
    return withLogin(viewer);
  }

  /** The address with a login in it. */
  public String withLogin(Login login) {
    return url
        + (url.contains("?") ? "&" : "?")
        + "user="
        + login.user()
        + "&password="
        + login.password();
  }
}
