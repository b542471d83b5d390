package city.sawang.jobs.flink;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that runs on {@link EmbeddedFlink}: asked for its status, checkpointed and stopped here.
 */
public final class RunningJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
  private static final long ANSWER_SECONDS = 60;
  private static final long LAST_CHECKPOINT_SECONDS = 10;
  private static final long CANCEL_SECONDS = 30;

  private final MiniCluster cluster;
  private final JobID id;

  RunningJob(MiniCluster cluster, JobID id) {
    this.cluster = cluster;
    this.id = id;
  }

  /** The job's id, under which its checkpoints lie. */
  public JobID id() {
    return id;
  }

  /** What the job does at the moment. */
  public JobStatus status() {
    try {
      return cluster.getJobStatus(id).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Flink does not give the status of job " + id, e);
    }
  }

  /**
   * Takes a checkpoint now and waits for it.
   *
   * @throws ExecutionException when the job cannot take one
   * @throws TimeoutException when it takes longer
   */
  public void checkpoint(Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    cluster.triggerCheckpoint(id).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Stops the job after a last checkpoint, so that the next start has nothing to repeat. Without
   * one (the database is away, say) it stops all the same: the next start resumes from the newest
   * there is.
   */
  @Override
  public void close() throws InterruptedException {
    try {
      checkpoint(Duration.ofSeconds(LAST_CHECKPOINT_SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("no last checkpoint, the next start repeats a little: {}", e.toString());
    }
    try {
      stop();
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("the job ends with its cluster: {}", e.toString());
    }
  }

  /** Stops the job where it is, as a power cut would: the next start repeats a little. */
  public void stop() throws InterruptedException, ExecutionException, TimeoutException {
    cluster.cancelJob(id).get(CANCEL_SECONDS, TimeUnit.SECONDS);
    cluster.requestJobResult(id).get(CANCEL_SECONDS, TimeUnit.SECONDS);
  }
}
