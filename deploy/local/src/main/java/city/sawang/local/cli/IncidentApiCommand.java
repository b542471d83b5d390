package city.sawang.local.cli;

import city.sawang.local.incident.http.IncidentServer;
import city.sawang.local.platform.ExternalDatabase;
import city.sawang.local.services.DatabaseWatch;
import city.sawang.local.services.PeriodicTasks;
import city.sawang.local.services.PlatformDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang incident-api}: incidents and people's steps over HTTP, as a process of its own. */
@Command(
    name = "incident-api",
    mixinStandardHelpOptions = true,
    description = {
      "Incidents and people's steps over HTTP, as a process of its own. Every request names a login",
      "of the database (HTTP Basic) and may do what that login may: see 'sawang access'."
    },
    sortOptions = false)
final class IncidentApiCommand implements Callable<Integer> {
  private static final Duration ASK_DATABASE = Duration.ofSeconds(1);

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      required = true,
      description =
          "Database, with user and password of any login that may read public views: it is asked"
              + " whether it answers, and nothing else.")
  private String jdbcUrl;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "3001",
      description = "Port; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    PlatformDatabase.Login login = ExternalDatabase.login(jdbcUrl);
    String address = ExternalDatabase.withoutLogin(jdbcUrl);
    return role.run(
        (data, startup, metrics) -> {
          int chosen = role.port("incident-api", port);
          IncidentServer server =
              startup
                  .part(
                      "incident-api",
                      () -> IncidentServer.start(role.host, chosen, address),
                      IncidentServer::url)
                  .get();
          DatabaseWatch database = new DatabaseWatch("database", address, login);
          startup.lastPart(
              "watch",
              () -> new PeriodicTasks().schedule("database", ASK_DATABASE, database::check),
              part -> "asks the database");
          return new RoleOptions.Running(
              Map.of("incidents", server.url()), database::notReadyReasons);
        });
  }
}
