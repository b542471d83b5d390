package city.sawang.local.cli;

import city.sawang.local.InvalidInput;
import city.sawang.local.services.FlinkMetricsReporter;
import city.sawang.local.services.FlinkRoles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang taskmanager}: Flink's TaskManager as a process of its own. */
@Command(
    name = "taskmanager",
    mixinStandardHelpOptions = true,
    description = "Flink's TaskManager, which does the work of the jobs, as a process of its own.",
    sortOptions = false)
final class TaskManagerCommand implements Callable<Integer> {
  @Option(
      names = "--jobmanager",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:6123",
      description = "The JobManager. Default: ${DEFAULT-VALUE}")
  private String jobManager;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many subtasks of an operator it may run. Default: ${DEFAULT-VALUE}")
  private int slots;

  @Option(
      names = "--managed-memory",
      paramLabel = "MB",
      defaultValue = "0",
      description = "Memory for RocksDB; 0 with the state on the heap. Default: ${DEFAULT-VALUE}")
  private int managedMegabytes;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    int colon = jobManager.lastIndexOf(':');
    if (colon < 1 || !jobManager.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new InvalidInput("--jobmanager %s: expected host:port".formatted(jobManager));
    }
    return role.run(
        (data, startup, metrics) -> {
          FlinkMetricsReporter.showIn(metrics);
          startup.lastPart(
              "taskmanager",
              () ->
                  FlinkRoles.taskManager(
                      data.resolve("flink"),
                      role.host,
                      jobManager.substring(0, colon),
                      Integer.parseInt(jobManager.substring(colon + 1)),
                      managedMegabytes,
                      slots),
              part -> "for " + jobManager);
          return new RoleOptions.Running(Map.of("jobmanager", jobManager), List::of);
        });
  }
}
