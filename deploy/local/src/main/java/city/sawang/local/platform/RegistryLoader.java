package city.sawang.local.platform;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.kafka.RegistryPublisher;
import city.sawang.jobs.expected.Night;
import city.sawang.jobs.expected.Nights;
import city.sawang.local.InvalidInput;
import city.sawang.schemas.registry.City;
import city.sawang.schemas.registry.Registry;
import city.sawang.schemas.registry.RegistryFiles;
import city.sawang.schemas.registry.RegistryMistake;
import city.sawang.schemas.registry.RegistryRecords;
import city.sawang.schemas.registry.RegistryTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Brings the registry from its files to where it is read: the database and Kafka. */
public final class RegistryLoader {
  /** The night calendar reaches so far back: the jobs correct figures of these nights at most. */
  private static final int NIGHTS_BACK = 60;

  /** And so far ahead; every load makes it longer. */
  private static final int NIGHTS_AHEAD = 400;

  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(20);

  private RegistryLoader() {}

  /** The mistakes in the files of a registry directory; none: it is valid. */
  static List<String> mistakes(Path directory) {
    return RegistryFiles.read(directory) instanceof RegistryFiles.Result.Invalid invalid
        ? invalid.mistakes().stream().map(RegistryMistake::toString).toList()
        : List.of();
  }

  /**
   * Reads a registry directory.
   *
   * @throws InvalidInput naming every mistake in its files
   */
  public static Registry read(Path directory) {
    return read(directory, warning -> {});
  }

  /**
   * Reads a registry directory.
   *
   * @param warnings is told what is suspicious in its files and refuses nothing
   * @throws InvalidInput naming every mistake in its files
   */
  public static Registry read(Path directory, Consumer<String> warnings) {
    RegistryFiles.Result result = RegistryFiles.read(directory);
    result.warnings().forEach(one -> warnings.accept(one.toString()));
    if (result instanceof RegistryFiles.Result.Invalid invalid) {
      throw new InvalidInput(
          headline(directory, invalid.mistakes().size()),
          invalid.mistakes().stream().map(RegistryMistake::toString).toList());
    }
    return ((RegistryFiles.Result.Valid) result).registry();
  }

  static String headline(Path directory, int mistakes) {
    return "%d %s in the registry %s:"
        .formatted(mistakes, mistakes == 1 ? "mistake" : "mistakes", directory);
  }

  /** Writes the tables behind the views of schema registry, and the calendar of the nights. */
  public static void intoDatabase(DataSource database, Registry registry, Instant now)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      RegistryTables.load(connection, registry, nights(registry, now));
    }
  }

  private static List<RegistryTables.LightingNight> nights(Registry registry, Instant now) {
    List<RegistryTables.LightingNight> nights = new ArrayList<>();
    for (City city : registry.cities()) {
      LocalDate today = now.atZone(city.timezone()).toLocalDate();
      for (int day = -NIGHTS_BACK; day <= NIGHTS_AHEAD; day++) {
        Night night =
            Nights.at(
                city.position().latitudeMicrodegrees(),
                city.position().longitudeMicrodegrees(),
                city.timezone(),
                today.plusDays(day));
        nights.add(
            new RegistryTables.LightingNight(
                city.cityId(),
                night.date(),
                Instant.ofEpochMilli(night.dusk()),
                Instant.ofEpochMilli(night.dawn())));
      }
    }
    return nights;
  }

  /**
   * Publishes the registry for bridge and jobs. A controller that stands in no file any more keeps its record: its past
   * figures stay with its lamp.
   */
  public static RegistryPublisher.Changes intoKafka(String bootstrap, Registry registry) {
    return new RegistryPublisher(
            BridgeConfig.of("tcp://localhost:1883", "sawang-registry", bootstrap).kafka(),
            KAFKA_PATIENCE)
        .publish(
            RegistryRecords.cities(registry),
            RegistryRecords.controllers(registry),
            RegistryPublisher.Absent.KEEP);
  }
}
