package city.sawang.local.cli;

import city.sawang.local.notify.Notifier;
import city.sawang.local.notify.config.NotifyConfig;
import city.sawang.local.notify.config.NotifyConfigFile;
import city.sawang.local.platform.ExternalDatabase;
import city.sawang.local.services.PlatformDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang notify}: tells receivers of incidents, as a process of its own. */
@Command(
    name = "notify",
    mixinStandardHelpOptions = true,
    description = {
      "Tells receivers of incidents: webhooks, Alertmanager's receivers, LINE, e-mail; as a process"
          + " of its own.",
      "What waits for a receiver is in the database: the role may be killed at any moment."
    },
    sortOptions = false)
final class NotifyCommand implements Callable<Integer> {
  @Option(
      names = "--receivers",
      paramLabel = "FILE",
      required = true,
      description = "Who is told, and how. Example: deploy/examples/notify.yaml")
  private Path receivers;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      required = true,
      description =
          "Database, with user and password of a login of sawang_notifier (jdbcNotify in the ready"
              + " file of 'database').")
  private String jdbcUrl;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    PlatformDatabase.Login login = ExternalDatabase.login(jdbcUrl);
    NotifyConfig config = NotifyConfigFile.read(receivers, System.getenv());
    return role.run(
        (data, startup, metrics) -> {
          Notifier notifier =
              startup
                  .part(
                      "notifications",
                      () ->
                          Notifier.start(
                              config,
                              ExternalDatabase.withoutLogin(jdbcUrl),
                              login.user(),
                              login.password(),
                              metrics),
                      part -> "%d receivers".formatted(config.receivers().size()))
                  .get();
          return new RoleOptions.Running(Map.of(), notifier::notReadyReasons);
        });
  }
}
