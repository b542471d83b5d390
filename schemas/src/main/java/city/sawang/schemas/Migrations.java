package city.sawang.schemas;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings a database to the newest version: the portable set {@code db/migration} always, the set
 * {@code db/timescale} as well when the server offers the extension timescaledb. Each set is
 * written by subject: roles, registry, operations, energy, quality, open data, gates. The public
 * views are the same in both cases. Every set has its own history table in schema {@code
 * migrations}, so that a database that gets TimescaleDB later catches up.
 */
public final class Migrations {
  /**
   * How long raw readings are kept in TimescaleDB unless configured otherwise: ten years, so that
   * nothing vanishes by surprise. Quarter hours are kept for ever. A plain PostgreSQL drops
   * nothing.
   */
  public static final Duration DEFAULT_READING_RETENTION = Duration.ofDays(3650);

  /** Younger than this a reading may still be corrected or replayed, and is never dropped. */
  private static final Duration SHORTEST_READING_RETENTION = Duration.ofDays(30);

  private static final String HISTORY_SCHEMA = "migrations";

  /** Which of the two sets of migrations. */
  public enum Family {
    PORTABLE("classpath:db/migration"),
    TIMESCALE("classpath:db/timescale");

    private final String location;

    Family(String location) {
      this.location = location;
    }

    private String historyTable() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A migration that was run.
   *
   * @param version empty for a repeatable one
   */
  public record Applied(Family family, String version, String description) {}

  private Migrations() {}

  /**
   * Migrates with {@link #DEFAULT_READING_RETENTION}.
   *
   * @see #migrate(DataSource, Duration)
   */
  public static List<Applied> migrate(DataSource dataSource) {
    return migrate(dataSource, DEFAULT_READING_RETENTION);
  }

  /**
   * Safe to call at every start, and by several processes at once: Flyway holds a lock.
   *
   * @param dataSource a login that may create schemas and roles (and, once, the extension)
   * @param readingRetention how long TimescaleDB keeps raw readings, at least 30 days
   * @return what was applied, in order; empty when the database was up to date
   * @throws org.flywaydb.core.api.FlywayException when a migration fails or an applied one was
   *     edited
   * @throws IllegalStateException when the server has TimescaleDB but cannot switch it on
   */
  public static List<Applied> migrate(DataSource dataSource, Duration readingRetention) {
    if (readingRetention.compareTo(SHORTEST_READING_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "retention of readings is %s: expected at least %s, the time within which readings are corrected and replayed"
              .formatted(readingRetention, SHORTEST_READING_RETENTION));
    }
    var applied = new ArrayList<Applied>();
    applied.addAll(run(dataSource, Family.PORTABLE, Map.of()));
    if (switchOnTimescale(dataSource)) {
      String retention = readingRetention.toSeconds() + " seconds";
      applied.addAll(run(dataSource, Family.TIMESCALE, Map.of("reading_retention", retention)));
    }
    return List.copyOf(applied);
  }

  /** One of the two sets alone. */
  static List<Applied> run(DataSource dataSource, Family family, Map<String, String> placeholders) {
    MigrateResult result =
        Flyway.configure()
            .dataSource(dataSource)
            .loggers("slf4j")
            .locations(family.location)
            .defaultSchema(HISTORY_SCHEMA)
            .createSchemas(true)
            .table(family.historyTable())
            // The other set's history already stands in the schema: start below version 1.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .placeholders(placeholders)
            .placeholderReplacement(!placeholders.isEmpty())
            .validateMigrationNaming(true)
            .load()
            .migrate();
    return result.migrations.stream()
        .map(one -> new Applied(family, one.version == null ? "" : one.version, one.description))
        .toList();
  }

  private static boolean switchOnTimescale(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "pg_available_extensions WHERE name = 'timescaledb'")) {
        return false;
      }
      if (!exists(statement, "pg_extension WHERE extname = 'timescaledb'")) {
        statement.execute("CREATE EXTENSION timescaledb");
      }
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "this server has TimescaleDB, but it cannot be switched on: add timescaledb to shared_preload_libraries,"
              + " or let a superuser run CREATE EXTENSION timescaledb in this database",
          e);
    }
  }

  private static boolean exists(Statement statement, String from) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT 1 FROM " + from)) {
      return row.next();
    }
  }
}
