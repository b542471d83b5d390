package city.sawang.local.cli;

import city.sawang.grafana.server.DashboardConfig;
import city.sawang.grafana.server.DashboardServer;
import city.sawang.local.platform.ExternalDatabase;
import city.sawang.local.platform.Installation;
import city.sawang.local.platform.PlatformFiles;
import city.sawang.local.services.DatabaseWatch;
import city.sawang.local.services.PeriodicTasks;
import city.sawang.local.services.PlatformDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang dashboards}: the committed dashboards in a browser, as a process of its own. */
@Command(
    name = "dashboards",
    mixinStandardHelpOptions = true,
    description = "The committed dashboards in a browser, read-only, as a process of its own.",
    sortOptions = false)
final class DashboardsCommand implements Callable<Integer> {
  private static final Duration ASK_DATABASE = Duration.ofSeconds(1);

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      required = true,
      description =
          "Database, with user and password of a login that may read public views: what it sees,"
              + " every viewer sees (jdbcDashboards in the ready file of 'database').")
  private String jdbcUrl;

  @Option(
      names = "--dashboards",
      paramLabel = "DIR",
      description = "Dashboards to show. Default: deploy/grafana/dashboards")
  private Path dashboards = Installation.directory("deploy/grafana/dashboards");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "3000",
      description = "Port; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--incident-api",
      paramLabel = "URL",
      defaultValue = "",
      description =
          "Where a browser finds incident-api: an incident's page leads there. Default: nowhere")
  private String incidentApi;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    PlatformDatabase.Login login = ExternalDatabase.login(jdbcUrl);
    PlatformFiles.requireDashboards(dashboards);
    return role.run(
        (data, startup, metrics) -> {
          int chosen = role.port("dashboards", port);
          DashboardConfig config =
              DashboardConfig.local(
                      chosen,
                      dashboards,
                      ExternalDatabase.withoutLogin(jdbcUrl),
                      login.user(),
                      login.password())
                  .withBind(role.host)
                  .withIncidentApi(incidentApi);
          DashboardServer server =
              startup
                  .part("dashboards", () -> DashboardServer.start(config), DashboardServer::url)
                  .get();
          DatabaseWatch database =
              new DatabaseWatch("database", ExternalDatabase.withoutLogin(jdbcUrl), login);
          startup.lastPart(
              "watch",
              () -> new PeriodicTasks().schedule("database", ASK_DATABASE, database::check),
              part -> "asks the database");
          return new RoleOptions.Running(
              Map.of("dashboards", server.url()), database::notReadyReasons);
        });
  }
}
