package city.sawang.jobs;

import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.schemas.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A migrated PostgreSQL of its own; it can be stopped and started again over its data. */
public final class TestDatabase implements AutoCloseable {
  private final Path directory;
  private final int port;
  private EmbeddedPostgres server;

  private TestDatabase(Path directory) throws IOException {
    this.directory = directory;
    this.server = builder().start();
    this.port = server.getPort();
  }

  /** Starts a server and migrates its database. */
  public static TestDatabase start(Path directory) throws IOException {
    TestDatabase database = new TestDatabase(directory);
    Migrations.migrate(database.server.getPostgresDatabase());
    return database;
  }

  /** Starts a server whose database is as a release left it, at that migration. */
  static TestDatabase startAt(Path directory, String migration) throws IOException {
    TestDatabase database = new TestDatabase(directory);
    Flyway.configure()
        .dataSource(database.dataSource())
        .locations("classpath:db/migration")
        .defaultSchema("migrations")
        .table("portable")
        .placeholderReplacement(false)
        .target(migration)
        .load()
        .migrate();
    return database;
  }

  /** Does to the database what the start of this version does. */
  void migrate() {
    Migrations.migrate(dataSource());
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false);
  }

  public DatabaseAddress address() {
    return new DatabaseAddress(server.getJdbcUrl("postgres", "postgres"), "postgres", "");
  }

  /** Connections as the superuser. */
  public DataSource dataSource() {
    return server.getPostgresDatabase();
  }

  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("stop PostgreSQL", e);
    }
  }

  public void startAgain() throws IOException {
    server = builder().setPort(port).start();
  }

  /** The rows of a query, column by name. */
  public List<Map<String, Object>> rows(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, Object>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnName(i), result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** The one number that a query gives. */
  public long number(String sql) throws SQLException {
    return ((Number) rows(sql).get(0).values().iterator().next()).longValue();
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
