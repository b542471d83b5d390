package city.sawang.local.export;

import city.sawang.schemas.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL for all tests of this JVM; every test that asks gets a migrated database in it. */
public final class ExportDatabase {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final EmbeddedPostgres server;
  private final String name;

  private ExportDatabase(EmbeddedPostgres server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Migrated, without a row. */
  public static ExportDatabase empty() {
    var database = new ExportDatabase(Server.RUNNING, "export_" + COUNT.incrementAndGet());
    try (Connection postgres = Server.RUNNING.getPostgresDatabase().getConnection();
        Statement statement = postgres.createStatement()) {
      statement.execute("CREATE DATABASE " + database.name);
    } catch (SQLException e) {
      throw new IllegalStateException("create a database", e);
    }
    Migrations.migrate(database.source());
    return database;
  }

  /** With the rows of a resource beside this class. */
  public static ExportDatabase seeded(String resource) {
    ExportDatabase database = empty();
    database.execute(resource(resource));
    return database;
  }

  static String resource(String name) {
    try (var in = ExportDatabase.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the owner; values arrive as PostgreSQL prints them, as the command does it. */
  PGSimpleDataSource source() {
    var source = new PGSimpleDataSource();
    source.setUrl(server.getJdbcUrl("postgres", name));
    source.setBinaryTransfer(false);
    return source;
  }

  public Connection connect() throws SQLException {
    return source().getConnection();
  }

  /** An address with the owner's login in it. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&password=postgres"
        .formatted(server.getPort(), name);
  }

  /** An address with another login, which is made and granted a role. */
  public String url(String login, String role) {
    execute(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s LOGIN; END IF; END $$; GRANT %2$s TO %1$s"
            .formatted(login, role));
    return url().replace("user=postgres", "user=" + login);
  }

  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql.lines().findFirst().orElse(""), e);
    }
  }

  private static final class Server {
    private static final EmbeddedPostgres RUNNING = start();

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
}
