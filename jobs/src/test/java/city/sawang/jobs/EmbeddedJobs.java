package city.sawang.jobs;

import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.RunningJob;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.flink.TaskManagerMemory;
import java.net.URI;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;

/** The jobs on a Flink inside this JVM, started together and ended together. */
public final class EmbeddedJobs implements AutoCloseable {
  private static final int HEAP_MEGABYTES = 256;
  private static final int ROCKSDB_MEGABYTES = 128;

  private final EmbeddedFlink flink;
  private final RunningJob job;

  private EmbeddedJobs(EmbeddedFlink flink, RunningJob job) {
    this.flink = flink;
    this.job = job;
  }

  /**
   * Returns when the job was accepted; it may not run yet.
   *
   * @param extra further options of Flink, e.g. a savepoint to start from; they replace ours
   * @throws Exception when the cluster does not start or refuses the job
   */
  public static EmbeddedJobs start(JobSettings settings, Configuration extra) throws Exception {
    int rocksDb = settings.stateBackend() == StateBackend.ROCKSDB ? ROCKSDB_MEGABYTES : 0;
    EmbeddedFlink flink =
        EmbeddedFlink.start(
            settings.flink(),
            FlinkPlace.local(),
            0,
            TaskManagerMemory.of(HEAP_MEGABYTES, rocksDb, settings.parallelism()),
            extra);
    try {
      return new EmbeddedJobs(
          flink, flink.run(configuration -> SawangJobs.graph(settings, configuration)));
    } catch (Exception e) {
      flink.close();
      throw e;
    }
  }

  /** Address of Flink's REST interface. */
  public URI webAddress() {
    return flink.webAddress();
  }

  /** What opens Flink's REST interface to changes. */
  String restToken() {
    return flink.restToken();
  }

  /** The job's id, under which its checkpoints lie. */
  public JobID job() {
    return job.id();
  }

  /** What the job does at the moment. */
  public JobStatus status() {
    return job.status();
  }

  /** Stops the job after a last checkpoint, then Flink. */
  @Override
  public void close() throws Exception {
    job.close();
    flink.close();
  }

  /** Stops the job where it is, as a power cut would, then Flink. */
  public void stop() throws Exception {
    try {
      job.stop();
    } finally {
      flink.close();
    }
  }
}
