package city.sawang.jobs.flink;

import java.net.URI;
import java.time.Duration;

/**
 * What can be chosen about how Flink runs a job; everything else is the same wherever it runs and
 * stands in {@link FlinkConfiguration}.
 *
 * @param jobName in Flink's web pages and metrics
 * @param parallelism subtasks of every operator
 * @param maxParallelism key groups: the most subtasks the job can ever have
 * @param stateBackend where the state lives
 * @param checkpointInterval time between the starts of two checkpoints
 * @param checkpoints an absolute directory as {@code file:///…}, or a store Flink has a plug-in for
 */
public record FlinkSettings(
    String jobName,
    int parallelism,
    int maxParallelism,
    StateBackend stateBackend,
    Duration checkpointInterval,
    URI checkpoints) {}
