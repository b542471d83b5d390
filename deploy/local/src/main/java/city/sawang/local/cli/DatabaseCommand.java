package city.sawang.local.cli;

import city.sawang.local.services.DatabaseWatch;
import city.sawang.local.services.PeriodicTasks;
import city.sawang.local.services.PlatformDatabase;
import city.sawang.local.services.PostgresServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang database}: PostgreSQL as a process of its own. */
@Command(
    name = "database",
    mixinStandardHelpOptions = true,
    description = {
      "The embedded PostgreSQL, migrated, as a process of its own.",
      "Its ready file carries five logins: jdbc reads the public views, jdbcJobs writes what the"
          + " jobs compute, jdbcOwner loads the registry; jdbcDashboards and jdbcNotify are for the"
          + " roles of these names."
    },
    sortOptions = false)
final class DatabaseCommand implements Callable<Integer> {
  private static final Duration CHECK = Duration.ofSeconds(1);

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5432",
      description = "Port; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    return role.run(
        (data, startup, metrics) -> {
          PostgresServer.stopOrphan(data.resolve("postgresql"));
          int chosen = role.port("PostgreSQL", port);
          String password = data.password(PostgresServer.SUPERUSER);
          PostgresServer server =
              startup
                  .part(
                      "PostgreSQL",
                      () ->
                          new PostgresServer(
                              data.resolve("postgresql"), role.host, chosen, password),
                      part -> role.host + ":" + chosen)
                  .get();
          PlatformDatabase database =
              startup
                  .part(
                      "database", () -> server.prepareDatabase(data::password), part -> "migrated")
                  .get();
          Map<String, String> addresses = new LinkedHashMap<>();
          addresses.put("jdbc", database.viewerUrl());
          addresses.put("jdbcDashboards", database.withLogin(database.dashboards()));
          addresses.put("jdbcJobs", database.withLogin(database.jobs()));
          addresses.put("jdbcNotify", database.withLogin(database.notifier()));
          addresses.put("jdbcOwner", database.withLogin(database.owner()));
          DatabaseWatch watch = new DatabaseWatch("PostgreSQL", database.url(), database.viewer());
          startup.lastPart(
              "watch",
              () -> new PeriodicTasks().schedule("database", CHECK, watch::check),
              part -> "asks the database");
          startup.lastPart(
              "restart",
              () -> new PeriodicTasks().schedule("PostgreSQL", CHECK, server::check),
              part -> "of a PostgreSQL that dies");
          return new RoleOptions.Running(
              addresses,
              () ->
                  server.isRunning()
                      ? watch.notReadyReasons()
                      : List.of("PostgreSQL does not run"));
        });
  }
}
