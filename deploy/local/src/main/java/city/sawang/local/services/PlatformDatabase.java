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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database as everybody else needs it: migrated, with a login for each of its clients.
 *
 * @param url JDBC address without login
 * @param owner who migrates and loads the registry
 * @param jobs who writes what the jobs computed
 * @param viewer who may read every public view and nothing else: printed, for people
 * @param dashboards who reads the same for the dashboards: whatever people do with theirs, these go on
 * @param notifier who reads what is to be told of incidents, and keeps the outbox
 */
public record PlatformDatabase(
    String url, Login owner, Login jobs, Login viewer, Login dashboards, Login notifier) {
  /** A user and the password. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(PlatformDatabase.class);
  private static final String NOT_ALLOWED = "42501";
  private static final String JOBS = "sawang_jobs";
  private static final String VIEWER = "sawang_viewer";
  private static final String DASHBOARDS = "sawang_dashboards";
  private static final String NOTIFIER = "sawang_notify";

  /** A person needs one; the others of the server are for the jobs, the dashboards and other people. */
  private static final int VIEWER_CONNECTIONS = 20;

  /** What one statement of the viewer may spill to disk; only a superuser may change it. */
  private static final String VIEWER_SPILLS = "2GB";

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
    Login dashboards = new Login(DASHBOARDS, password.apply(DASHBOARDS));
    Login notifier = new Login(NOTIFIER, password.apply(NOTIFIER));
    try (Connection connection = source.getConnection()) {
      ensureLogin(connection, jobs, "sawang_sink");
      ensureLogin(connection, viewer, "sawang_auditor");
      ensureLogin(connection, dashboards, "sawang_auditor");
      ensureLogin(connection, notifier, "sawang_notifier");
      limit(connection, viewer);
      reserve(connection, jobs);
      reserve(connection, dashboards);
      reserve(connection, notifier);
    }
    return new PlatformDatabase(url, owner, jobs, viewer, dashboards, notifier);
  }

  /** The limits of a login that everybody may have; what it changed of its own settings is taken back. */
  private static void limit(Connection connection, Login login) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE " + login.user() + " CONNECTION LIMIT " + VIEWER_CONNECTIONS);
      statement.execute("ALTER ROLE " + login.user() + " RESET ALL");
    }
    ifAllowed(
        connection,
        "ALTER ROLE " + login.user() + " SET temp_file_limit = '" + VIEWER_SPILLS + "'");
  }

  /** Connections that others cannot take, where the server keeps some (PostgreSQL 16 and newer). */
  private static void reserve(Connection connection, Login login) throws SQLException {
    ifAllowed(
        connection,
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg_use_reserved_connections')"
            + " THEN GRANT pg_use_reserved_connections TO "
            + login.user()
            + "; END IF; END $$");
  }

  /** What needs a superuser is left out where the owner is none. */
  private static void ifAllowed(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      if (!NOT_ALLOWED.equals(e.getSQLState())) {
        throw e;
      }
      LOG.info("left out, the owner of the database may not: {}", command);
    }
  }

  /**
   * Makes a login of a group, or sets its password again.
   *
   * @param city the only city that it is to see; null: whatever the group may see
   */
  void ensureReader(Login login, String group, String city) throws SQLException {
    try (Connection connection = source(url, owner).getConnection()) {
      ensureLogin(connection, login, group);
      reserve(connection, login);
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
