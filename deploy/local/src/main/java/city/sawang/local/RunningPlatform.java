package city.sawang.local;

import city.sawang.local.parts.Database;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** Where a command finds the platform it works on: the one of a data directory, or by addresses. */
final class RunningPlatform {
  private static final String FILE = "running.json";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of the running 'sawang up' to work on. Default: ~/.sawang")
  private Path data = Path.of(System.getProperty("user.home"), ".sawang");

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Kafka to work on, instead of that of --data.")
  private String kafka;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description =
          "Database to work on, with user and password of its owner, instead of that of --data.")
  private String jdbcUrl;

  /** Leaves a note for later commands; only its owner may read it, for it carries a login. */
  static void note(DataDirectory data, String kafka, Database database) {
    ReadyFile.write(
        data.resolve(FILE), Map.of("kafka", kafka, "jdbc", database.withLogin(database.owner())));
  }

  /** Takes the note away. */
  static void forget(DataDirectory data) throws IOException {
    Files.deleteIfExists(data.resolve(FILE));
  }

  String kafka() {
    return kafka != null ? kafka : noted(data, "kafka");
  }

  /** The address of the database with its owner's login in it. */
  String ownerUrl() {
    return jdbcUrl != null ? jdbcUrl : noted(data, "jdbc");
  }

  /** The database as its owner. */
  DataSource ownerDatabase() {
    return database(data, jdbcUrl);
  }

  /**
   * @param jdbcUrl null: the one that the platform of the data directory noted
   */
  static PGSimpleDataSource database(Path data, String jdbcUrl) {
    String url = jdbcUrl != null ? jdbcUrl : noted(data, "jdbc");
    return Database.source(OwnDatabase.withoutLogin(url), OwnDatabase.login(url));
  }

  private static String noted(Path data, String what) {
    Path file = data.resolve(FILE);
    try {
      if (Files.exists(file)) {
        JsonNode value = new ObjectMapper().readTree(file.toFile()).path(what);
        return value.asText();
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + file + ": " + e, e);
    }
    throw new CommandFailure(
        "no platform runs on --data %s: start one (sawang up), or say --kafka and --jdbc-url"
            .formatted(data));
  }
}
