package city.sawang.grafana.provisioning;

import city.sawang.schemas.text.NeutralLocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes Grafana's data sources from the registry: one for operations in each city, one for analysts,
 * one for auditors and the platform, one for citizens. Grafana lets a viewer send any SQL through a
 * data source, so that each has a login of its own: what the login may see is all that the viewer may.
 */
public final class DataSources {
  /** Grafana's plugin for PostgreSQL. */
  public static final String TYPE = "grafana-postgresql-datasource";

  private static final String HEAD =
      """
      # Written by city.sawang.grafana.provisioning.DataSources from the cities of deploy/registry: do not edit, run it again.
      # From the environment: SAWANG_DATABASE_ADDRESS (host:port), SAWANG_DATABASE, SAWANG_DATABASE_SSLMODE and a password for each login.
      apiVersion: 1
      # A city that leaves the registry leaves Grafana too.
      prune: true
      datasources:
      """;

  /**
   * One data source and the database login behind it.
   *
   * @param role the group of which the login is a member
   * @param city the only city that the login may see; empty: whatever its group may see
   */
  public record Source(String uid, String name, String login, String role, Optional<String> city) {
    /** Name of the environment variable in which Grafana looks for the password of the login. */
    public String passwordVariable() {
      return login.toUpperCase(Locale.ROOT).replace('-', '_') + "_PASSWORD";
    }
  }

  private DataSources() {}

  /**
   * @param arguments directory of the registry, file to write
   */
  public static void main(String[] arguments) throws IOException {
    NeutralLocale.set();
    if (arguments.length != 2) {
      System.err.println("usage: DataSources REGISTRY_DIRECTORY OUTPUT_FILE");
      System.exit(2);
    }
    Files.writeString(Path.of(arguments[1]), yaml(cities(Path.of(arguments[0]))));
  }

  /**
   * The ids of the cities of a registry, in their order: the names of the directories with a
   * city.yaml.
   */
  public static List<String> cities(Path registry) throws IOException {
    try (Stream<Path> directories = Files.list(registry)) {
      return directories
          .filter(directory -> Files.exists(directory.resolve("city.yaml")))
          .map(directory -> directory.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** What Grafana gets for these cities. */
  public static List<Source> sources(List<String> cities) {
    var sources = new ArrayList<Source>();
    for (String city : cities) {
      sources.add(
          new Source(
              "sawang-operations-" + city,
              "Sawang operations " + city,
              "sawang_grafana_" + city.replace('-', '_'),
              "sawang_city_reader",
              Optional.of(city)));
    }
    sources.add(
        new Source(
            "sawang-analyst",
            "Sawang analyst",
            "sawang_grafana_analyst",
            "sawang_analyst",
            Optional.empty()));
    sources.add(
        new Source(
            "sawang-auditor",
            "Sawang auditor",
            "sawang_grafana_auditor",
            "sawang_auditor",
            Optional.empty()));
    sources.add(
        new Source(
            "sawang-public",
            "Sawang open data",
            "sawang_grafana_public",
            "sawang_public",
            Optional.empty()));
    return List.copyOf(sources);
  }

  /** The whole file, for a database with TimescaleDB. */
  public static String yaml(List<String> cities) {
    return yaml(cities, true);
  }

  /**
   * The whole file.
   *
   * @param timescale whether the database has TimescaleDB, whose functions Grafana then uses
   */
  public static String yaml(List<String> cities, boolean timescale) {
    var text = new StringBuilder(HEAD);
    for (Source source : sources(cities)) {
      text.append(
          """
            - name: %s
              uid: %s
              orgId: 1
              type: %s
              access: proxy
              url: $SAWANG_DATABASE_ADDRESS
              # A login of role %s.
              user: %s
              secureJsonData:
                password: $%s
              jsonData:
                database: $SAWANG_DATABASE
                sslmode: $SAWANG_DATABASE_SSLMODE
                postgresVersion: 1700
                timescaledb: %s
                maxOpenConns: 5
                maxIdleConns: 2
                connMaxLifetime: 3600
              editable: false
          """
              .formatted(
                  source.name(),
                  source.uid(),
                  TYPE,
                  source.role(),
                  source.login(),
                  source.passwordVariable(),
                  timescale));
    }
    return text.toString();
  }
}
