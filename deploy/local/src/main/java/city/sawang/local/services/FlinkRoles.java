package city.sawang.local.services;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.SawangJobs;
import city.sawang.jobs.rest.RestGuardFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * Flink's own entry points, which take over the process: they read a configuration directory, and
 * end the process when they end. They need no Flink distribution, only the class path.
 */
public final class FlinkRoles {
  private FlinkRoles() {}

  /** Runs the jobs in the JobManager; its only argument is in this process already. */
  public static final class Jobs {
    private static volatile JobSettings settings;

    private Jobs() {}

    /** Called by Flink when the JobManager runs. */
    public static void main(String[] arguments) throws Exception {
      SawangJobs.run(settings);
    }
  }

  /**
   * Turns this process into a JobManager that runs our jobs from their newest complete checkpoint.
   *
   * @param port for TaskManagers
   * @param uiPort of the web UI
   * @param restToken what opens its REST interface to changes
   * @return the thread in which it runs
   */
  public static Thread jobManager(
      Path data, String host, int port, int uiPort, String restToken, JobSettings settings)
      throws IOException {
    Configuration configuration = FlinkRoleOptions.ofJobManager(data, host, port, uiPort, settings);
    configuration.set(RestGuardFactory.TOKEN, restToken);
    Path directory = write(data, configuration);
    Jobs.settings = settings;
    return run(
        "jobmanager",
        () ->
            StandaloneApplicationClusterEntryPoint.main(
                new String[] {
                  "--configDir", directory.toString(), "--job-classname", Jobs.class.getName()
                }));
  }

  /**
   * Turns this process into a TaskManager.
   *
   * @param managedMegabytes for RocksDB
   * @return the thread in which it runs
   */
  public static Thread taskManager(
      Path data,
      String host,
      String jobManagerHost,
      int jobManagerPort,
      int managedMegabytes,
      int slots)
      throws IOException {
    Path directory =
        write(
            data,
            FlinkRoleOptions.ofTaskManager(
                data, host, jobManagerHost, jobManagerPort, managedMegabytes, slots));
    return run(
        "taskmanager",
        () ->
            TaskManagerRunner.runTaskManagerProcessSecurely(
                new String[] {"--configDir", directory.toString()}));
  }

  /** Writes Flink's config.yaml; a JSON string is a YAML string. */
  private static Path write(Path data, Configuration configuration) throws IOException {
    Path directory = Files.createDirectories(data.resolve("conf"));
    Files.createDirectories(data.resolve("tmp"));
    ObjectMapper json = new ObjectMapper();
    StringBuilder yaml = new StringBuilder("# Rewritten at every start.\n");
    for (Map.Entry<String, String> entry : new TreeMap<>(configuration.toMap()).entrySet()) {
      yaml.append(entry.getKey())
          .append(": ")
          .append(json.writeValueAsString(entry.getValue()))
          .append('\n');
    }
    Files.writeString(directory.resolve("config.yaml"), yaml);
    return directory;
  }

  /** Something that may fail. */
  @FunctionalInterface
  private interface EntryPoint {
    void main() throws Exception;
  }

  private static Thread run(String name, EntryPoint entryPoint) {
    Thread thread =
        new Thread(
            () -> {
              try {
                entryPoint.main();
              } catch (Exception e) {
                throw new IllegalStateException(name + " ended", e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (failed, problem) -> {
          problem.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    thread.start();
    return thread;
  }
}
