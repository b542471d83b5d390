package city.sawang.schemas.incidents;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Nan and Satun with lamps on circuits, and the logins that may work on or look at incidents. */
final class TwoCities implements AutoCloseable {
  private static final String SEED =
      """
      INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783), ('satun', 'Satun', 'สตูล', 'Asia/Bangkok', 6.624, 100.067);
      INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated) SELECT 'd', city_id, 'p', 'NEW', true FROM store.city;
      INSERT INTO store.lamp SELECT city_id, 'L' || k, 'd', 'F' || k % 2, 'C' || k, latitude + k, longitude, 60000, 'COMMISSIONED', true, 900, 'dusk-to-dawn'
        FROM store.city, generate_series(1, 6) k;
      INSERT INTO store.assignment (city_id, controller_id, lamp_id) SELECT city_id, controller_id, lamp_id FROM store.lamp;
      INSERT INTO store.meter SELECT city_id, 'M1', 'd', 'F1', 7, 8, 900, 'COMMISSIONED' FROM store.city;
      CREATE ROLE w_nan LOGIN; GRANT sawang_city_operator TO w_nan; INSERT INTO store.login_city VALUES ('w_nan', 'mueang-nan');
      CREATE ROLE w_reader LOGIN; GRANT sawang_city_reader TO w_reader; INSERT INTO store.login_city VALUES ('w_reader', 'mueang-nan');
      CREATE ROLE w_auditor LOGIN; GRANT sawang_auditor TO w_auditor;
      CREATE ROLE w_analyst LOGIN; GRANT sawang_analyst TO w_analyst;
      CREATE ROLE w_both LOGIN; GRANT sawang_city_operator, sawang_auditor TO w_both; INSERT INTO store.login_city VALUES ('w_both', 'mueang-nan');
      CREATE ROLE w_sink LOGIN; GRANT sawang_sink TO w_sink;
      """;

  final EmbeddedDatabase database;
  final Connection owner;

  TwoCities() throws SQLException {
    database = EmbeddedDatabase.migrated();
    owner = database.connect();
    execute(owner, SEED);
  }

  /** An open lamp failure since 19:00 of the given hours ago. */
  void raise(String city, String incident, String subject) throws SQLException {
    execute(
        owner,
        """
        INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, revision)
        VALUES ('%s', '%s', 'LAMP_FAILURE', 'LAMP', '%s', 'MAJOR', now() - INTERVAL '2 hours', now() - INTERVAL '110 minutes', 1, 1)"""
            .formatted(city, incident, subject));
  }

  /** Readings of a city reached the rules until then. */
  void watch(String city, String until) throws SQLException {
    execute(
        owner,
        """
        INSERT INTO store.incident_watch SELECT '%s', date_trunc('hour', at), at FROM (SELECT %s AS at) w
        ON CONFLICT (city_id, hour) DO UPDATE SET watched_until = excluded.watched_until"""
            .formatted(city, until));
  }

  @Override
  public void close() throws SQLException {
    execute(
        owner,
        "DROP OWNED BY w_nan, w_reader, w_auditor, w_analyst, w_both, w_sink; DROP ROLE w_nan, w_reader, w_auditor, w_analyst, w_both, w_sink");
    owner.close();
  }

  static String step(String city, String incident, String step) {
    String more =
        switch (step) {
          case "ASSIGN" -> ", NULL, 'crew 2'";
          case "RESOLVE", "COMMENT" -> ", 'driver changed'";
          case "SHELVE" -> ", 'waits for a part', NULL, now() + INTERVAL '2 days'";
          default -> "";
        };
    return "SELECT operations.take_incident_step('%s', '%s', '%s', 'Somchai'%s)"
        .formatted(city, incident, step, more);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    List<String> rows = rows(connection, sql);
    return rows.isEmpty() ? null : rows.get(0);
  }

  /** The first column of every row. */
  static List<String> rows(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }
}
