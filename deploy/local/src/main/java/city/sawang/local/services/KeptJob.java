package city.sawang.local.services;

import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.JobDefinition;
import city.sawang.jobs.flink.RunningJob;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a job running: one that was canceled, or has failed for good, is started again from its
 * newest complete checkpoint by {@link #check}.
 */
public final class KeptJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptJob.class);

  /** So long it takes at least until it works again. */
  private static final Duration SHOWN = Duration.ofSeconds(3);

  private final EmbeddedFlink flink;
  private final JobDefinition definition;
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private RunningJob job;
  private boolean closed;
  private volatile String ended = "";
  private volatile long startedAgainAt;

  /** Submits the job. */
  public KeptJob(EmbeddedFlink flink, JobDefinition definition) throws Exception {
    this.flink = flink;
    this.definition = definition;
    this.job = flink.run(definition);
  }

  /** Starts it again when it has ended; to be called every second or so. */
  public synchronized void check() throws Exception {
    if (closed) {
      return;
    }
    JobStatus status = job.status();
    if (!status.isGloballyTerminalState()) {
      if (System.nanoTime() - startedAgainAt > SHOWN.toNanos()) {
        ended = "";
      }
      return;
    }
    ended = "job is " + status + ": it is started again from its newest checkpoint";
    if (backoff.isTime(System.nanoTime())) {
      LOG.warn("the job is {}: started again from its newest checkpoint", status);
      job = flink.run(definition);
      startedAgainAt = System.nanoTime();
    }
  }

  /** Why it gets no data through; empty: it has not ended lately. */
  public List<String> notReadyReasons() {
    return ended.isEmpty() ? List.of() : List.of(ended);
  }

  /** The job as it runs now. */
  public synchronized RunningJob job() {
    return job;
  }

  /** Stops it after a last checkpoint. */
  @Override
  public synchronized void close() throws InterruptedException {
    closed = true;
    job.close();
  }
}
