package city.sawang.jobs.audit.recompute;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink inside this process for the length of one batch. */
final class BatchFlink implements AutoCloseable {
  private static final int SORT_MEGABYTES_PER_SUBTASK = 96;
  private static final int NETWORK_MEGABYTES = 96;

  private final MiniCluster cluster;

  private BatchFlink(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @param directory for what does not fit into memory: sorted runs, data between stages
   */
  static BatchFlink start(Path directory, int parallelism) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(CoreOptions.TMP_DIRS, directory.toString());
    configuration.set(TaskManagerOptions.CPU_CORES, (double) parallelism);
    MemorySize network = MemorySize.ofMebiBytes(NETWORK_MEGABYTES + 16L * parallelism);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE,
        MemorySize.ofMebiBytes((long) SORT_MEGABYTES_PER_SUBTASK * parallelism));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    cluster.start();
    return new BatchFlink(cluster);
  }

  /** An environment whose job this cluster can run. */
  static StreamExecutionEnvironment environment(int parallelism) {
    Configuration configuration = new Configuration();
    configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    configuration.set(PipelineOptions.NAME, RecomputeJob.NAME);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
    // Somebody waits for it: better to fail with a reason than to try again.
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }

  /**
   * Runs the environment's job to its end.
   *
   * @throws ExecutionException with the failure of the job
   */
  void run(StreamExecutionEnvironment environment) throws Exception {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    JobResult result =
        cluster
            .submitJob(graph)
            .thenCompose(submitted -> cluster.requestJobResult(submitted.getJobID()))
            .get();
    if (result.getSerializedThrowable().isPresent()) {
      throw new ExecutionException(
          result
              .getSerializedThrowable()
              .get()
              .deserializeError(BatchFlink.class.getClassLoader()));
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
