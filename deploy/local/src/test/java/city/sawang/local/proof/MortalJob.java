package city.sawang.local.proof;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.SawangJobs;
import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.RunningJob;
import city.sawang.jobs.flink.TaskManagerMemory;
import org.apache.flink.configuration.Configuration;

/** The job as it is delivered, on a Flink of its own; it ends as by kill -9. */
final class MortalJob implements AutoCloseable {
  private static final int HEAP_MEGABYTES = 256;

  private final EmbeddedFlink flink;
  private final RunningJob job;

  /** Starts it, from the newest complete checkpoint if there is one. */
  MortalJob(JobSettings settings) throws Exception {
    flink =
        EmbeddedFlink.start(
            settings.flink(),
            FlinkPlace.local(),
            0,
            TaskManagerMemory.of(HEAP_MEGABYTES, 0, settings.parallelism()),
            new Configuration());
    try {
      job = flink.run(configuration -> SawangJobs.graph(settings, configuration));
    } catch (Exception e) {
      flink.close();
      throw e;
    }
  }

  /** Ends it without a last checkpoint: what came after the newest one is done again. */
  @Override
  public void close() throws Exception {
    try {
      job.stop();
    } finally {
      flink.close();
    }
  }
}
