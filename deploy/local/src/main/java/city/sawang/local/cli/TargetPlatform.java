package city.sawang.local.cli;

import city.sawang.local.platform.ExternalDatabase;
import city.sawang.local.platform.RunningFile;
import city.sawang.local.services.PlatformDatabase;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/**
 * Options of the commands that work on a running platform: the one of a data directory, or one
 * given by addresses.
 */
final class TargetPlatform {
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

  String kafka() {
    return kafka != null ? kafka : RunningFile.kafka(data);
  }

  /** The address of the database with its owner's login in it. */
  String ownerUrl() {
    return jdbcUrl != null ? jdbcUrl : RunningFile.ownerUrl(data);
  }

  /** The database as its owner. */
  DataSource ownerDatabase() {
    return database(data, jdbcUrl);
  }

  /**
   * The database as the login in its address.
   *
   * @param jdbcUrl null: that of the platform that runs on the data directory, as its owner
   */
  static PGSimpleDataSource database(Path data, String jdbcUrl) {
    String url = jdbcUrl != null ? jdbcUrl : RunningFile.ownerUrl(data);
    return PlatformDatabase.source(ExternalDatabase.withoutLogin(url), ExternalDatabase.login(url));
  }
}
