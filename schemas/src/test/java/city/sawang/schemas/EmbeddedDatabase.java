package city.sawang.schemas;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Starts one PostgreSQL for all tests of a JVM and gives every test that asks a database of its own
 * in it. The migrations run once; a migrated database is a copy of the one they made.
 */
public final class EmbeddedDatabase {
  private static final String TEMPLATE = "migrated";
  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static boolean templateMigrated;

  private final String name;

  private EmbeddedDatabase(String name) {
    this.name = name;
  }

  /** An empty database. */
  public static EmbeddedDatabase empty() throws SQLException {
    String name = "test_" + COUNT.incrementAndGet();
    administrate("CREATE DATABASE " + name);
    return new EmbeddedDatabase(name);
  }

  /** A database with all migrations applied. */
  public static EmbeddedDatabase migrated() throws SQLException {
    migrateTemplate();
    String name = "test_" + COUNT.incrementAndGet();
    administrate(
        "CREATE DATABASE %s TEMPLATE %s".formatted(name, TEMPLATE),
        // Rights to the database itself are no part of a copy.
        "UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = '%s') WHERE datname = '%s'"
            .formatted(TEMPLATE, name));
    return new EmbeddedDatabase(name);
  }

  private static synchronized void migrateTemplate() throws SQLException {
    if (!templateMigrated) {
      administrate("CREATE DATABASE " + TEMPLATE);
      Migrations.migrate(SERVER.getDatabase("postgres", TEMPLATE));
      templateMigrated = true;
    }
  }

  private static void administrate(String... statements) throws SQLException {
    try (Connection postgres = SERVER.getPostgresDatabase().getConnection();
        var statement = postgres.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  public DataSource dataSource() {
    return SERVER.getDatabase("postgres", name);
  }

  /** A connection of the superuser that ran the migrations. */
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /** A connection of another login. */
  public Connection connect(String login) throws SQLException {
    return DriverManager.getConnection(SERVER.getJdbcUrl(login, name));
  }

  public String name() {
    return name;
  }

  /** Where the server listens, for clients that speak its protocol themselves. */
  public static int port() {
    return SERVER.getPort();
  }

  private static EmbeddedPostgres start() {
    try {
      EmbeddedPostgres server = EmbeddedPostgres.builder().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("start an embedded PostgreSQL", e);
    }
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("stop the embedded PostgreSQL", e);
    }
  }
}
