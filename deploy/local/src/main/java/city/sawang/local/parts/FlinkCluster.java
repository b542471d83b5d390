package city.sawang.local.parts;

import city.sawang.jobs.FlinkConfiguration;
import city.sawang.jobs.JobSettings;
import city.sawang.jobs.SawangJobs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink inside this process: JobManager, one TaskManager and the web UI. */
public final class FlinkCluster implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlinkCluster.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration LAST_CHECKPOINT_LIMIT = Duration.ofSeconds(10);

  private final MiniCluster cluster;

  /**
   * Starts the cluster; it takes jobs when the constructor returns. It needs neither Kafka nor the
   * database yet.
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
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
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

  /**
   * Runs the jobs from their newest complete checkpoint, or from the beginning.
   *
   * @return stops the jobs after a last checkpoint, so that the next start has nothing to repeat;
   *     without that checkpoint (the database is away, say) the next start goes on from the newest
   *     there is
   */
  public AutoCloseable run(JobSettings settings) throws Exception {
    Configuration configuration = FlinkConfiguration.recovering(settings);
    JobGraph graph = SawangJobs.graph(settings, configuration).getJobGraph();
    graph.setSavepointRestoreSettings(SavepointRestoreSettings.fromConfiguration(configuration));
    JobID job = cluster.submitJob(graph).get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS).getJobID();
    return () -> stop(job);
  }

  private void stop(JobID job) throws InterruptedException {
    try {
      cluster.triggerCheckpoint(job).get(LAST_CHECKPOINT_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.info("no last checkpoint, the next start repeats a little: {}", e.toString());
    }
    try {
      cluster.cancelJob(job).get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
      cluster.requestJobResult(job).get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.info("the jobs end with their cluster: {}", e.toString());
    }
  }

  /** Where its web UI and REST answer. */
  public URI restAddress() throws Exception {
    return cluster.getRestAddress().get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
