package city.sawang.local.notify.outbox;

import city.sawang.local.export.ExportDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Nan with six lamps on two circuits, and Satun; the notifier logs in with its own rights. */
public final class NotifyDatabase {
  public static final String CITY = "mueang-nan";

  private static final String SEED =
      """
      INSERT INTO store.city VALUES ('mueang-nan', 'Mueang Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783), ('satun', 'Satun', 'สตูล', 'Asia/Bangkok', 6.624, 100.067);
      INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated) SELECT 'd', city_id, 'p', 'NEW', true FROM store.city;
      INSERT INTO store.lamp SELECT city_id, 'L' || k, 'd', 'F' || k % 2, 'C' || k, latitude, longitude, 60000, 'COMMISSIONED', true, 900, 'dusk-to-dawn'
        FROM store.city, generate_series(1, 6) k
      """;

  private static final String EMPTY =
      """
      DELETE FROM store.notification; DELETE FROM store.notification_receiver; DELETE FROM store.notification_hour; DELETE FROM store.incident_announced;
      DELETE FROM store.incident_change; DELETE FROM store.incident_handled; DELETE FROM store.incident; DELETE FROM store.planned_work; DELETE FROM store.lamp_state
      """;

  private final ExportDatabase database = Shared.SEEDED;

  /** Without an incident and without a receiver. */
  public NotifyDatabase() {
    database.execute(EMPTY);
  }

  /** Migrated once, whatever the number of tests. */
  private static final class Shared {
    private static final ExportDatabase SEEDED = seeded();

    private static ExportDatabase seeded() {
      ExportDatabase empty = ExportDatabase.empty();
      empty.execute(SEED);
      return empty;
    }
  }

  /** As a login of sawang_notifier. */
  public DataSource source() {
    var source = new PGSimpleDataSource();
    source.setUrl(url());
    return source;
  }

  /** The address with that login in it. */
  public String url() {
    return database.url("t_notify", "sawang_notifier");
  }

  /** As the owner. */
  public void execute(String sql) {
    database.execute(sql);
  }

  /** An open incident of a lamp that was detected now. */
  public void raise(String incident, String lamp) {
    insert(incident, "LAMP_FAILURE", "LAMP", lamp, null);
  }

  void insert(String incident, String code, String scope, String subject, String parent) {
    execute(
        """
        INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, parent_id, severity, opened_at, detected_at, rule_version, revision)
        VALUES ('%s', '%s', '%s', '%s', '%s', %s, 'MAJOR', now() - INTERVAL '20 minutes', now() - INTERVAL '10 minutes', 1, 1)\
        """
            .formatted(
                CITY,
                incident,
                code,
                scope,
                subject,
                parent == null ? "NULL" : "'" + parent + "'"));
  }

  /** Telemetry sees it clear, and is sure. */
  public void clear(String incident) {
    update(incident, "cleared_at = now() - INTERVAL '1 minute', verified_at = now()");
  }

  void update(String incident, String change) {
    execute(
        "UPDATE store.incident SET %s, revision = revision + 1 WHERE incident_id = '%s'"
            .formatted(change, incident));
  }

  /** The first column of every row, as the owner. */
  public List<String> rows(String sql) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    }
  }

  /** What lies in the outbox: receiver, kind, and incident or city. */
  List<String> outbox() throws SQLException {
    return rows(
        "SELECT concat_ws(' ', receiver, kind, coalesce(incident_id, city_id)) FROM"
            + " store.notification ORDER BY notification_id");
  }
}
