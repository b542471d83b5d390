package city.sawang.local.platform;

import city.sawang.local.CommandFailure;
import city.sawang.local.services.PlatformDatabase;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file in the data directory of a running platform by which later commands find it: where Kafka
 * and the database are, the owner's login included. Only its owner may read it.
 */
public final class RunningFile {
  private static final String FILE = "running.json";
  private static final String KAFKA = "kafka";
  private static final String JDBC = "jdbc";

  private RunningFile() {}

  static void write(DataDirectory data, String kafka, PlatformDatabase database) {
    ReadyFile.write(
        data.resolve(FILE), Map.of(KAFKA, kafka, JDBC, database.withLogin(database.owner())));
  }

  static void remove(DataDirectory data) throws IOException {
    Files.deleteIfExists(data.resolve(FILE));
  }

  /**
   * Bootstrap address of the running platform's Kafka.
   *
   * @param data the platform's data directory
   * @throws CommandFailure when no platform runs there
   */
  public static String kafka(Path data) {
    return read(data, KAFKA);
  }

  /**
   * Address of the running platform's database with its owner's login in it.
   *
   * @param data the platform's data directory
   * @throws CommandFailure when no platform runs there
   */
  public static String ownerUrl(Path data) {
    return read(data, JDBC);
  }

  private static String read(Path data, String key) {
    Path file = data.resolve(FILE);
    try {
      if (Files.exists(file)) {
        return new ObjectMapper().readTree(file.toFile()).path(key).asText();
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + file + ": " + e, e);
    }
    throw new CommandFailure(
        "no platform runs on --data %s: start one (sawang up), or say --kafka and --jdbc-url"
            .formatted(data));
  }
}
