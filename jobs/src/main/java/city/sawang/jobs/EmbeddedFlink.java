package city.sawang.jobs;

import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs on a Flink inside this JVM, with its web pages when flink-runtime-web is on the class
 * path. Goes on from the newest complete checkpoint.
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final long SUBMIT_SECONDS = 60;
  private static final long LAST_CHECKPOINT_SECONDS = 10;
  private static final long CANCEL_SECONDS = 20;
  private static final int HEAP_MEGABYTES = 256;
  private static final int ROCKSDB_MEGABYTES = 128;

  private final MiniCluster cluster;
  private final JobID job;

  private EmbeddedFlink(MiniCluster cluster, JobID job) {
    this.cluster = cluster;
    this.job = job;
  }

  /**
   * Returns when the job was accepted; it may not run yet.
   *
   * @param webPort port of the web pages on 127.0.0.1; 0: any free one
   * @param extra further Flink options, e.g. of a metric reporter; they go before ours
   * @throws Exception when the cluster does not start or refuses the job
   */
  public static EmbeddedFlink start(JobSettings settings, int webPort, Configuration extra)
      throws Exception {
    Configuration configuration = FlinkConfiguration.recovering(settings);
    FlinkConfiguration.withTaskManagerMemory(
        configuration,
        HEAP_MEGABYTES,
        settings.stateBackend() == JobSettings.StateBackend.ROCKSDB ? ROCKSDB_MEGABYTES : 0,
        settings.parallelism());
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, Integer.toString(webPort));
    configuration.addAll(extra);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.parallelism())
                .build());
    try {
      cluster.start();
      JobID job =
          cluster
              .submitJob(SawangJobs.graph(settings, configuration).getJobGraph())
              .get(SUBMIT_SECONDS, TimeUnit.SECONDS)
              .getJobID();
      return new EmbeddedFlink(cluster, job);
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** Address of the web pages and of Flink's REST interface. */
  public URI webAddress() {
    try {
      return cluster.getRestAddress().get(SUBMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Flink tells no web address", e);
    }
  }

  /** The job's id, under which its checkpoints lie. */
  public JobID job() {
    return job;
  }

  /** What the job does at the moment. */
  public JobStatus status() {
    try {
      return cluster.getJobStatus(job).get(SUBMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Flink tells no status of job " + job, e);
    }
  }

  /**
   * Stops the job after a last checkpoint, so that the next start has nothing to repeat. Without
   * one (the database is away, say) it stops all the same: the next start goes on from the newest
   * there is.
   */
  @Override
  public void close() throws Exception {
    try {
      cluster.triggerCheckpoint(job).get(LAST_CHECKPOINT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("no last checkpoint, the next start repeats a little: {}", e.toString());
    }
    stop();
  }

  /** Stops the job where it is, as a power cut would: the next start repeats a little. */
  public void stop() throws Exception {
    try {
      cluster.cancelJob(job).get(CANCEL_SECONDS, TimeUnit.SECONDS);
      cluster.requestJobResult(job).get(CANCEL_SECONDS, TimeUnit.SECONDS);
    } finally {
      cluster.close();
    }
  }
}
