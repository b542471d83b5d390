package city.sawang.jobs.flink;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/**
 * Flink's options: those of the jobs ({@link #of}) and those of every process they run in ({@link
 * #ofProcess}). The same for the platform in one JVM, for a cluster of processes, for tests and for
 * benchmarks; only addresses and memory sizes differ.
 */
public final class FlinkConfiguration {
  private static final int RETAINED_CHECKPOINTS = 3;
  private static final int TOLERABLE_FAILED_CHECKPOINTS = 10;
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(5);

  private FlinkConfiguration() {}

  /** How a job runs. What it resumes from is {@link #recovering}. */
  public static Configuration of(FlinkSettings settings) {
    Configuration configuration = new Configuration();
    pipeline(configuration, settings);
    checkpoints(configuration, settings);
    rocksDb(configuration);
    restarts(configuration);
    return configuration;
  }

  /**
   * How a job runs that resumes from the newest complete checkpoint in {@link
   * FlinkSettings#checkpoints} when there is one. Only a {@code file:} directory can be searched;
   * for another store give the path in {@code execution.state-recovery.path}.
   */
  public static Configuration recovering(FlinkSettings settings) {
    Configuration configuration = of(settings);
    URI checkpoints = settings.checkpoints();
    if ("file".equals(checkpoints.getScheme())) {
      Checkpoints.newestComplete(checkpoints)
          .ifPresent(
              newest -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, flinkPath(newest)));
    }
    // The checkpoint resumed from belongs to the new run, which removes it when it has newer ones.
    configuration.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
    // Operators of earlier versions that are no more leave their state behind.
    configuration.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
    return configuration;
  }

  /**
   * A directory as Flink reads it: it takes the percent signs of a URI for part of the name, and would
   * keep the state of a directory with blanks or Thai letters in another one.
   */
  public static String flinkPath(URI directory) {
    return "file".equals(directory.getScheme())
        ? "file://" + Path.of(directory)
        : directory.toString();
  }

  /** What holds for every Flink process, JobManager or TaskManager or both in one JVM. */
  public static Configuration ofProcess(FlinkPlace place) {
    Configuration configuration = new Configuration();
    String host = place.host();
    configuration.set(RestOptions.ADDRESS, host);
    configuration.set(RestOptions.BIND_ADDRESS, host);
    configuration.set(JobManagerOptions.ADDRESS, host);
    configuration.set(JobManagerOptions.BIND_HOST, host);
    configuration.set(TaskManagerOptions.HOST, host);
    configuration.set(TaskManagerOptions.BIND_HOST, host);
    place
        .workingFiles()
        .ifPresent(
            directory ->
                configuration.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString()));
    // Whoever reaches the web pages may look; jobs come from the command line.
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    configuration.set(WebOptions.CANCEL_ENABLE, false);
    configuration.set(WebOptions.RESCALE_ENABLE, false);
    // No page of another origin reads along; the guard takes even this name away.
    configuration.set(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN, "https://nobody.invalid");
    shortQueues(configuration);
    rocksDb(configuration);
    heartbeats(configuration);
    return configuration;
  }

  /** Where the JobManager is, with its web pages. */
  public static Configuration withJobManager(
      Configuration configuration, int port, int webPort, int heapMegabytes) {
    configuration.set(JobManagerOptions.PORT, port);
    configuration.set(RestOptions.PORT, webPort);
    configuration.set(RestOptions.BIND_PORT, Integer.toString(webPort));
    configuration.set(JobManagerOptions.JVM_HEAP_MEMORY, MemorySize.ofMebiBytes(heapMegabytes));
    configuration.set(JobManagerOptions.OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(128));
    configuration.set(JobManagerOptions.JVM_METASPACE, MemorySize.ofMebiBytes(160));
    return configuration;
  }

  private static void pipeline(Configuration configuration, FlinkSettings settings) {
    configuration.set(PipelineOptions.NAME, settings.jobName());
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.MAX_PARALLELISM, settings.maxParallelism());
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
    // Everything that travels is an immutable record, so nothing needs to be copied on the way.
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(50));
  }

  private static void checkpoints(Configuration configuration, FlinkSettings settings) {
    configuration.set(StateBackendOptions.STATE_BACKEND, settings.stateBackend().flinkName());
    configuration.set(
        CheckpointingOptions.INCREMENTAL_CHECKPOINTS,
        settings.stateBackend() == StateBackend.ROCKSDB);
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, flinkPath(settings.checkpoints()));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
    configuration.set(
        CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
        settings.checkpointInterval().dividedBy(2));
    configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
    configuration.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
    configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_FAILED_CHECKPOINTS);
  }

  /**
   * Without a RocksDB state these do nothing. Nearly every reading replaces the entry of its
   * controller and of its lamp: much is written, little of it more than once read, and it is
   * compact already.
   */
  private static void rocksDb(Configuration configuration) {
    configuration.setString(
        RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL.key(), "NO_COMPRESSION");
    // An entry is in one file of many: most are not even looked into.
    configuration.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    // The more is gathered before it is written, the fewer files there are to merge and to look
    // into.
    configuration.set(RocksDBOptions.WRITE_BUFFER_RATIO, 0.7);
  }

  private static void restarts(Configuration configuration) {
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(5));
    // For ever: the night does not wait for somebody to press a button.
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, Integer.MAX_VALUE);
  }

  private static void heartbeats(Configuration configuration) {
    // A killed TaskManager is noticed after 5 s instead of 50.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(5));
  }

  /**
   * What waits in front of an operator is a tenth of a second of its work, not as much as buffers
   * hold: a fresh reading waits behind all of it when a backlog keeps the job busy, and a
   * checkpoint holds up every input until the slowest one has worked off its own.
   */
  private static void shortQueues(Configuration configuration) {
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_TARGET, Duration.ofMillis(100));
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_PERIOD, Duration.ofMillis(100));
  }

  /**
   * Adds the memory and slots of a TaskManager, which Flink's own start scripts would else work
   * out.
   *
   * @param slots subtasks of every operator in this process
   */
  public static Configuration withTaskManager(
      Configuration configuration, TaskManagerMemory memory, int slots) {
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    configuration.set(TaskManagerOptions.CPU_CORES, (double) slots);
    configuration.set(
        TaskManagerOptions.FRAMEWORK_HEAP_MEMORY,
        MemorySize.ofMebiBytes(TaskManagerMemory.FRAMEWORK_HEAP_MEGABYTES));
    configuration.set(TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(64));
    configuration.set(
        TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(memory.heapMegabytes()));
    configuration.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(32));
    MemorySize network = MemorySize.ofMebiBytes(memory.networkMegabytes());
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(memory.managedMegabytes()));
    configuration.set(TaskManagerOptions.JVM_METASPACE, MemorySize.ofMebiBytes(160));
    // Only counted, never taken; but a TaskManager process does not start without it.
    configuration.set(TaskManagerOptions.JVM_OVERHEAD_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.JVM_OVERHEAD_MAX, MemorySize.ofMebiBytes(64));
    return configuration;
  }
}
