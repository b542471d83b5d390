package city.sawang.jobs.startpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * Gives out partitions as Kafka's enumerator does, and none of another log than the one it was bound
 * to at its first start. It looks again every few seconds: Kafka may be made anew while the job
 * runs.
 */
final class LogBoundEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, BoundEnumeratorState> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final KafkaSource<?> source;
  private final LogBound bound;
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final Optional<BoundEnumeratorState> restored;
  private SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
  private KafkaLogs logs;
  private LogIdentity log;

  LogBoundEnumerator(
      KafkaSource<?> source,
      LogBound bound,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      Optional<BoundEnumeratorState> restored) {
    this.source = source;
    this.bound = bound;
    this.context = context;
    this.restored = restored;
  }

  @Override
  public void start() {
    logs = new KafkaLogs(bound.servers());
    KafkaLog found = logs.ask();
    log = found.of(bound.topic());
    kafka = restored.isPresent() ? resume(restored.get(), found) : source.createEnumerator(context);
    kafka.start();
    context.callAsync(
        logs::ask,
        (seen, unreachable) -> {
          // Kafka away is the readers' business, who wait for it.
          if (unreachable == null && !seen.of(bound.topic()).equals(log)) {
            throw new OtherLog("the running job", log, seen);
          }
        },
        LOOK_AGAIN.toMillis(),
        LOOK_AGAIN.toMillis());
  }

  private SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> resume(
      BoundEnumeratorState state, KafkaLog found) {
    if (bound.judge("the checkpoint", state.log(), found) == LogBound.Verdict.BEGIN_ANEW) {
      return source.createEnumerator(context);
    }
    try {
      return source.restoreEnumerator(context, state.kafka());
    } catch (IOException e) {
      throw new IllegalStateException("restore what is known of " + bound.topic(), e);
    }
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    kafka.handleSplitRequest(subtask, host);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
    kafka.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    kafka.addReader(subtask);
  }

  @Override
  public BoundEnumeratorState snapshotState(long checkpointId) throws Exception {
    return new BoundEnumeratorState(Optional.of(log), kafka.snapshotState(checkpointId));
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    kafka.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    kafka.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    kafka.handleSourceEvent(subtask, event);
  }

  @Override
  public void close() throws IOException {
    try {
      if (kafka != null) {
        kafka.close();
      }
    } finally {
      if (logs != null) {
        logs.close();
      }
    }
  }
}
