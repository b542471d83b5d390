package city.sawang.schemas;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One PostgreSQL for all tests of this JVM; every test that asks gets an empty database in it. */
public final class TestDatabase {
  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;

  private TestDatabase(String name) {
    this.name = name;
  }

  /** An empty database. */
  public static TestDatabase empty() throws SQLException {
    String name = "test_" + COUNT.incrementAndGet();
    try (Connection postgres = SERVER.getPostgresDatabase().getConnection();
        var statement = postgres.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return new TestDatabase(name);
  }

  /** A database with all migrations applied. */
  public static TestDatabase migrated() throws SQLException {
    TestDatabase database = empty();
    Migrations.migrate(database.dataSource());
    return database;
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
