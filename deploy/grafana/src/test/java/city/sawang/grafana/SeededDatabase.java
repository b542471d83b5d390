package city.sawang.grafana;

import city.sawang.schemas.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A migrated PostgreSQL with a plausible fleet and the logins that data sources use. */
public final class SeededDatabase implements AutoCloseable {
  /** Sees Nan only. */
  public static final String NAN = "grafana_test_nan";

  /** Sees energy, quality and registry of all cities. */
  public static final String ANALYST = "grafana_test_analyst";

  /** Sees every public view. */
  public static final String AUDITOR = "grafana_test_auditor";

  /** Sees open data of all cities, and nothing else. */
  public static final String PUBLIC = "grafana_test_public";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final EmbeddedPostgres server;
  private final String name;

  private SeededDatabase(EmbeddedPostgres server, String name) {
    this.server = server;
    this.name = name;
  }

  /** One for all tests of the JVM, in which it is night in Nan and day in Chiang Mai: only read it. */
  public static SeededDatabase shared() {
    return Shared.DATABASE;
  }

  /** The same views without a row. */
  public static SeededDatabase empty() {
    return create(Shared.DATABASE.server, "");
  }

  /**
   * @param lamps in each city
   * @param days of figures
   * @param fixed whether Nan has night and Chiang Mai day at any hour
   */
  static SeededDatabase start(int port, int lamps, int days, boolean fixed) {
    try {
      EmbeddedPostgres server =
          (port == 0 ? EmbeddedPostgres.builder() : EmbeddedPostgres.builder().setPort(port))
              .start();
      String seed =
          read("seed.sql")
              .replace("{lamps}", Integer.toString(lamps))
              .replace("{days}", Integer.toString(days))
              .replace("{fixed}", Boolean.toString(fixed));
      return create(server, seed);
    } catch (IOException e) {
      throw new UncheckedIOException("start an embedded PostgreSQL", e);
    }
  }

  /** The views without a row, on a server of their own: stop it with {@link #close}. */
  public static SeededDatabase startEmpty() {
    try {
      return create(EmbeddedPostgres.builder().start(), "");
    } catch (IOException e) {
      throw new UncheckedIOException("start an embedded PostgreSQL", e);
    }
  }

  private static SeededDatabase create(EmbeddedPostgres server, String seed) {
    String name = "seeded_" + COUNT.incrementAndGet();
    try (Connection postgres = server.getPostgresDatabase().getConnection();
        Statement statement = postgres.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      var database = new SeededDatabase(server, name);
      Migrations.migrate(database.as("postgres"));
      database.logins();
      if (!seed.isEmpty()) {
        database.execute(seed);
      }
      return database;
    } catch (SQLException e) {
      throw new IllegalStateException("seed a database", e);
    }
  }

  private void logins() throws SQLException {
    execute(
        """
        DO $$
        DECLARE
          pair text[];
        BEGIN
          FOREACH pair SLICE 1 IN ARRAY ARRAY[['%s', 'sawang_city_reader'], ['%s', 'sawang_analyst'], ['%s', 'sawang_auditor'],
                                            ['%s', 'sawang_public']] LOOP
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = pair[1]) THEN
              EXECUTE format('CREATE ROLE %%I LOGIN IN ROLE %%I', pair[1], pair[2]);
            END IF;
          END LOOP;
        END
        $$;
        INSERT INTO store.login_city (login, city_id) VALUES ('%s', 'mueang-nan')
        """
            .formatted(NAN, ANALYST, AUDITOR, PUBLIC, NAN));
  }

  /** Runs statements as the superuser. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = as("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Connections of a login. */
  public DataSource as(String login) {
    return server.getDatabase(login, name);
  }

  /** JDBC URL without a login. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), name);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = SeededDatabase.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final class Shared {
    static final SeededDatabase DATABASE = startOnce();

    private static SeededDatabase startOnce() {
      SeededDatabase database = start(0, 8, 31, true);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      database.close();
                    } catch (IOException e) {
                      throw new UncheckedIOException("stop the embedded PostgreSQL", e);
                    }
                  }));
      return database;
    }
  }
}
