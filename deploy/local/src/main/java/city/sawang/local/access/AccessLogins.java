package city.sawang.local.access;

import city.sawang.local.InvalidInput;
import city.sawang.schemas.text.NearMatch;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** The logins that may read public views, in the database. */
public final class AccessLogins {
  /** PostgreSQL cuts longer names off, and then means another login. */
  private static final int LONGEST_NAME_BYTES = 63;

  private static final String SPILLS = "2GB";
  private static final Duration IDLE_IN_TRANSACTION = Duration.ofMinutes(1);

  private static final String GROUPS =
      Arrays.stream(AccessRole.values())
          .map(role -> "('" + role.group() + "', '" + role.label() + "')")
          .reduce((a, b) -> a + ", " + b)
          .orElseThrow();

  private static final String LOGINS =
      """
      SELECT r.rolname, array_agg(g.label ORDER BY g.label),
             ARRAY(SELECT c.city_id FROM store.login_city c WHERE c.login = r.rolname ORDER BY 1),
             concat_ws(', ', CASE WHEN NOT r.rolcanlogin THEN 'may not log in' END, CASE WHEN r.rolconnlimit >= 0 THEN r.rolconnlimit || ' connections' END,
                       array_to_string(r.rolconfig, ', '))
      FROM (VALUES %s) g(name, label)
      JOIN pg_roles grp ON grp.rolname = g.name
      JOIN pg_auth_members m ON m.roleid = grp.oid
      JOIN pg_roles r ON r.oid = m.member
      WHERE ?::text IS NULL OR r.rolname = ?
      GROUP BY r.oid, r.rolname, r.rolcanlogin, r.rolconnlimit, r.rolconfig ORDER BY 1\
      """
          .formatted(GROUPS);

  /** Roles that write, migrate or administrate: none of this command's business. */
  private static final String PRIVILEGED =
      """
      SELECT r.rolsuper OR r.rolcreaterole OR r.rolreplication OR EXISTS (
               SELECT FROM pg_roles g WHERE (g.rolname IN ('sawang_owner', 'sawang_sink') OR g.rolname LIKE 'pg\\_%') AND pg_has_role(r.oid, g.oid, 'MEMBER'))
             OR r.rolname LIKE 'sawang\\_%' AND NOT r.rolcanlogin
      FROM pg_roles r WHERE r.rolname = ?\
      """;

  /** The dashboards' own logins: without them nobody sees anything. */
  private static final Pattern DASHBOARDS = Pattern.compile("sawang_dashboards|sawang_grafana_.+");

  /**
   * What is asked for.
   *
   * @param cities of a city reader or operator; more than it has, never fewer
   * @param password null: the one it has
   * @param statementTimeout at least a millisecond
   * @param connections at least 1
   */
  public record Grant(
      String login,
      AccessRole role,
      List<String> cities,
      String password,
      Duration statementTimeout,
      int connections) {
    public Grant {
      if (login.isBlank()
          || login.chars().anyMatch(Character::isISOControl)
          || login.startsWith("pg_")
          || login.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES) {
        throw new InvalidInput(
            "'%s' cannot be the name of a login: expected 1 to %d bytes of visible characters, not starting with pg_"
                .formatted(login, LONGEST_NAME_BYTES));
      }
      if (!cities.isEmpty() && !role.isOfCities()) {
        throw new InvalidInput(
            "--city: a login with role %s reads %s: expected --role city-reader or city-operator"
                .formatted(role.label(), role.sees()));
      }
      if (statementTimeout.toMillis() < 1 || statementTimeout.toMillis() > Integer.MAX_VALUE) {
        throw new InvalidInput(
            "--statement-timeout: %s is not possible: expected 1ms to 24d"
                .formatted(statementTimeout));
      }
      if (connections < 1) {
        throw new InvalidInput(
            "--connections: %d is not possible: expected 1 or more".formatted(connections));
      }
    }
  }

  /** A login as it is. */
  public record Login(String name, List<String> roles, List<String> cities, String limits) {}

  private final DataSource database;

  /**
   * @param database as a login that may make roles
   */
  public AccessLogins(DataSource database) {
    this.database = database;
  }

  /** Every login that is a member of a group of readers, by name. */
  public List<Login> all() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return find(connection, null);
    }
  }

  /**
   * Makes a login, or changes a present one, in one transaction.
   *
   * @return the login as it is now
   * @throws InvalidInput when a city is unknown, the login is somebody else's or has another role
   */
  public Login grant(Grant grant) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      Optional<Login> present = find(connection, grant.login).stream().findFirst();
      boolean known = refusePrivileged(connection, grant.login);
      refuseUnknownCities(connection, grant.cities);
      refuseOtherRole(grant, present);
      if (!known && grant.password == null) {
        throw new InvalidInput(
            "'%s' is a new login: expected --password-env or --password-stdin"
                .formatted(grant.login));
      }
      String name = quoted(connection, grant.login);
      statement.execute(
          (known ? "ALTER ROLE " : "CREATE ROLE ")
              + name
              + " LOGIN CONNECTION LIMIT "
              + grant.connections);
      if (grant.password != null) {
        // Hashed here, so that the server's log never sees it.
        connection
            .unwrap(PGConnection.class)
            .alterUserPassword(grant.login, grant.password.toCharArray(), "scram-sha-256");
      }
      for (String setting :
          List.of(
              "default_transaction_read_only = " + (grant.role.takesSteps() ? "off" : "on"),
              "statement_timeout = " + grant.statementTimeout.toMillis(),
              "idle_in_transaction_session_timeout = " + IDLE_IN_TRANSACTION.toMillis())) {
        statement.execute("ALTER ROLE " + name + " SET " + setting);
      }
      limitSpills(connection, statement, name);
      statement.execute("GRANT " + grant.role.group() + " TO " + name);
      map(connection, grant);
      Login granted = find(connection, grant.login).get(0);
      connection.commit();
      return granted;
    }
  }

  /** What a statement may spill to disk: the login cannot lift it, and only a superuser may set it. */
  private static void limitSpills(Connection connection, Statement statement, String name)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      statement.execute("ALTER ROLE " + name + " SET temp_file_limit = '" + SPILLS + "'");
    } catch (SQLException notAllowed) {
      connection.rollback(before);
    }
  }

  /**
   * Takes a login away, or some of its cities.
   *
   * @param cities empty: all of it
   * @return what was done, for people
   */
  public String revoke(String login, List<String> cities) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      boolean known = refusePrivileged(connection, login);
      List<String> mapped =
          strings(
              connection, "SELECT city_id FROM store.login_city WHERE login = ? ORDER BY 1", login);
      boolean reader = !find(connection, login).isEmpty();
      if (!reader && mapped.isEmpty()) {
        throw new InvalidInput(
            unknown(
                "'%s' was granted nothing".formatted(login),
                login,
                find(connection, null).stream().map(Login::name).toList()));
      }
      for (String city : cities) {
        if (!mapped.contains(city)) {
          throw new InvalidInput(
              unknown("--city: '%s' does not see '%s'".formatted(login, city), city, mapped));
        }
      }
      List<String> id =
          strings(connection, "SELECT oid::text FROM pg_roles WHERE rolname = ?", login);
      String done =
          cities.isEmpty()
              ? takeAway(connection, login, known)
              : takeCities(connection, login, cities);
      connection.commit();
      if (cities.isEmpty() && known) {
        // Only now: an ended session finds no way back in.
        strings(
            connection,
            "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE usesysid = ?::oid",
            id.get(0));
      }
      connection.commit();
      return done;
    }
  }

  /** Other databases of the server that this login may connect to. */
  public List<String> otherDatabases(String login) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return strings(
          connection,
          """
          SELECT quote_ident(datname) FROM pg_database
          WHERE datallowconn AND datname <> current_database() AND has_database_privilege(?, oid, 'CONNECT') ORDER BY 1\
          """,
          login);
    }
  }

  private static void map(Connection connection, Grant grant) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO store.login_city (login, city_id) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
      for (String city : grant.cities) {
        insert.setString(1, grant.login);
        insert.setString(2, city);
        insert.executeUpdate();
      }
    }
  }

  private static String takeCities(Connection connection, String login, List<String> cities)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM store.login_city WHERE login = ? AND city_id = ANY (?)")) {
      delete.setString(1, login);
      delete.setArray(2, connection.createArrayOf("text", cities.toArray()));
      delete.executeUpdate();
    }
    return "%s does not see %s any more".formatted(login, String.join(", ", cities));
  }

  private static String takeAway(Connection connection, String login, boolean known)
      throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM store.login_city WHERE login = ?");
        Statement statement = connection.createStatement()) {
      delete.setString(1, login);
      delete.executeUpdate();
      if (!known) {
        return "the cities of %s, a login that is gone, are revoked".formatted(login);
      }
      String name = quoted(connection, login);
      statement.execute("ALTER ROLE " + name + " NOLOGIN");
      for (AccessRole role : AccessRole.values()) {
        statement.execute("REVOKE " + role.group() + " FROM " + name);
      }
      return drop(connection, login, name);
    }
  }

  private static String drop(Connection connection, String login, String name) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP ROLE " + name);
      return login + " is gone";
    } catch (SQLException ownsSomething) {
      connection.rollback(before);
      return "%s may read nothing and log in no more; it stays, because it owns something: %s"
          .formatted(login, ownsSomething.getMessage());
    }
  }

  /** Whether the login is there. */
  private static boolean refusePrivileged(Connection connection, String login) throws SQLException {
    if (DASHBOARDS.matcher(login).matches()) {
      throw new InvalidInput(
          "'%s' is the dashboards' own login, which would be locked out: expected a login of people"
              .formatted(login));
    }
    try (PreparedStatement query = connection.prepareStatement(PRIVILEGED)) {
      query.setString(1, login);
      try (ResultSet row = query.executeQuery()) {
        boolean known = row.next();
        if (known && row.getBoolean(1)) {
          throw new InvalidInput(
              "'%s' writes or administrates: expected a login that only reads".formatted(login));
        }
        return known;
      }
    }
  }

  private static void refuseUnknownCities(Connection connection, List<String> cities)
      throws SQLException {
    List<String> known =
        strings(
            connection, "SELECT city_id FROM store.city WHERE ?::text IS NOT NULL ORDER BY 1", "");
    for (String city : cities) {
      if (!known.contains(city)) {
        throw new InvalidInput(
            unknown("--city: '%s' is no city of the registry".formatted(city), city, known));
      }
    }
  }

  private static void refuseOtherRole(Grant grant, Optional<Login> present) {
    List<String> roles = present.map(Login::roles).orElse(List.of());
    if (roles.stream().anyMatch(role -> !role.equals(grant.role.label()))) {
      throw new InvalidInput(
          "'%s' has the role %s: expected a login without a role, or revoke it first"
              .formatted(grant.login, String.join(", ", roles)));
    }
    if (grant.role.isOfCities()
        && grant.cities.isEmpty()
        && present.map(Login::cities).orElse(List.of()).isEmpty()) {
      throw new InvalidInput(
          "a %s without a city sees nothing: expected --city".formatted(grant.role.label()));
    }
  }

  private static String unknown(String what, String typed, List<String> known) {
    return what
        + NearMatch.of(typed, known)
            .map(near -> "; did you mean " + near + "?")
            .orElse(
                ": expected one of " + (known.isEmpty() ? "none yet" : String.join(", ", known)));
  }

  /** As an identifier in SQL; the driver's own quoting refuses what is not plain ASCII. */
  private static String quoted(Connection connection, String name) throws SQLException {
    return strings(connection, "SELECT quote_ident(?)", name).get(0);
  }

  private static List<Login> find(Connection connection, String login) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LOGINS)) {
      query.setString(1, login);
      query.setString(2, login);
      try (ResultSet rows = query.executeQuery()) {
        var logins = new ArrayList<Login>();
        while (rows.next()) {
          logins.add(
              new Login(
                  rows.getString(1),
                  list(rows.getArray(2)),
                  list(rows.getArray(3)),
                  rows.getString(4)));
        }
        return logins;
      }
    }
  }

  private static List<String> list(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static List<String> strings(Connection connection, String sql, String parameter)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, parameter);
      try (ResultSet rows = query.executeQuery()) {
        var strings = new ArrayList<String>();
        while (rows.next()) {
          strings.add(rows.getString(1));
        }
        return strings;
      }
    }
  }
}
