package city.sawang.local.parts;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** Flink inside this process: JobManager, one TaskManager and the web UI. */
public final class FlinkCluster implements AutoCloseable {
  private static final int CHECKPOINTS_KEPT = 2;

  private final MiniCluster cluster;

  /**
   * Starts the cluster; it accepts jobs when the constructor returns.
   *
   * @param data directory for its working files
   * @param host address of the web UI
   * @param uiPort port of the web UI
   * @param slots how many subtasks of an operator may run
   */
  public FlinkCluster(Path data, String host, int uiPort, int slots) throws Exception {
    Configuration configuration = settings(data, host);
    configuration.set(RestOptions.PORT, uiPort);
    configuration.set(RestOptions.BIND_PORT, Integer.toString(uiPort));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
  }

  /** What holds for a cluster in one process and for one of several processes alike. */
  static Configuration settings(Path data, String host) {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, host);
    configuration.set(RestOptions.BIND_ADDRESS, host);
    configuration.set(JobManagerOptions.ADDRESS, host);
    configuration.set(JobManagerOptions.BIND_HOST, host);
    configuration.set(TaskManagerOptions.HOST, host);
    configuration.set(TaskManagerOptions.BIND_HOST, host);
    configuration.set(CoreOptions.TMP_DIRS, data.resolve("tmp").toString());
    configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, CHECKPOINTS_KEPT);
    // Whoever reaches the UI may look; jobs come from the command line.
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    configuration.set(WebOptions.CANCEL_ENABLE, false);
    configuration.set(WebOptions.RESCALE_ENABLE, false);
    // A killed TaskManager is noticed after 5 s instead of 50.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(5));
    configuration.setString("metrics.reporter.sawang.factory.class", FlinkMetrics.class.getName());
    return configuration;
  }

  /** Runs a job. */
  public JobID submit(JobGraph job) throws Exception {
    return cluster.submitJob(job).get().getJobID();
  }

  /** What became of a job. */
  public JobStatus status(JobID job) throws Exception {
    return cluster.getJobStatus(job).get();
  }

  /** Where its web UI and REST answer. */
  public URI restAddress() throws Exception {
    return cluster.getRestAddress().get();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
