package city.sawang.local.services;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.flink.FlinkConfiguration;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.TaskManagerMemory;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;

/**
 * Gathers the options that a JobManager or a TaskManager runs with when it is a process of its own:
 * those of every Flink process of ours, of the jobs, and the memory of this process.
 */
final class FlinkRoleOptions {
  private static final int MEGABYTE = 1 << 20;

  private FlinkRoleOptions() {}

  static Configuration ofJobManager(
      Path data, String host, int port, int uiPort, JobSettings settings) {
    Configuration configuration = ofProcess(data, host);
    configuration.addAll(FlinkConfiguration.of(settings.flink()));
    return FlinkConfiguration.withJobManager(configuration, port, uiPort, heapMegabytes());
  }

  static Configuration ofTaskManager(
      Path data,
      String host,
      String jobManagerHost,
      int jobManagerPort,
      int managedMegabytes,
      int slots) {
    Configuration configuration = ofProcess(data, host);
    configuration.set(JobManagerOptions.ADDRESS, jobManagerHost);
    configuration.set(JobManagerOptions.PORT, jobManagerPort);
    FlinkConfiguration.withTaskManager(
        configuration,
        TaskManagerMemory.of(
            heapMegabytes() - TaskManagerMemory.FRAMEWORK_HEAP_MEGABYTES, managedMegabytes, slots),
        slots);
    return configuration;
  }

  private static Configuration ofProcess(Path data, String host) {
    Configuration configuration =
        FlinkConfiguration.ofProcess(new FlinkPlace(host, Optional.of(data)));
    configuration.addAll(FlinkMetricsReporter.reporting());
    return configuration;
  }

  private static int heapMegabytes() {
    return (int) (Runtime.getRuntime().maxMemory() / MEGABYTE);
  }
}
