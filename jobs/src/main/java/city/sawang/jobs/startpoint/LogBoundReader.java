package city.sawang.jobs.startpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions as Kafka's reader does, and none of another log than its offsets count in. It
 * binds every split that it keeps to the log it read it from.
 */
final class LogBoundReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  private static final Logger LOG = LoggerFactory.getLogger(LogBoundReader.class);

  private final SourceReader<T, KafkaPartitionSplit> kafka;
  private final LogBound bound;
  private LogIdentity log;

  LogBoundReader(SourceReader<T, KafkaPartitionSplit> kafka, LogBound bound) {
    this.kafka = kafka;
    this.bound = bound;
  }

  /**
   * Those of another log are left out when that may be read from its beginning: the enumerator gives
   * out its partitions anew.
   *
   * @throws OtherLog when they count in another log
   */
  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    List<KafkaPartitionSplit> read = new ArrayList<>();
    try (KafkaLogs logs = new KafkaLogs(bound.servers())) {
      KafkaLog found = logs.ask();
      log = found.of(bound.topic());
      for (KafkaPartitionSplit split : splits) {
        LogBound.Verdict verdict =
            bound.judge("a checkpoint's " + split.splitId(), BoundSplit.logOf(split), found);
        if (verdict == LogBound.Verdict.READ_ON) {
          read.add(split);
        }
      }
      if (!read.isEmpty()) {
        Map<TopicPartition, Long> ends =
            logs.ends(read.stream().map(KafkaPartitionSplit::getTopicPartition).toList());
        read.replaceAll(split -> notBeyond(ends.get(split.getTopicPartition()), split));
      }
    }
    kafka.addSplits(read);
  }

  /**
   * A log that lost its end (a power cut before it was on the disk) gives the numbers that it lost
   * to new records: they are not to be skipped.
   */
  private static KafkaPartitionSplit notBeyond(long end, KafkaPartitionSplit split) {
    if (split.getStartingOffset() <= end) {
      return split;
    }
    LOG.warn(
        "{} ends at record {}, and {} were read of it: Kafka lost its end; reading on from there",
        split.splitId(),
        end,
        split.getStartingOffset());
    return new KafkaPartitionSplit(
        split.getTopicPartition(),
        end,
        split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET));
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    List<KafkaPartitionSplit> splits = new ArrayList<>();
    for (KafkaPartitionSplit split : kafka.snapshotState(checkpointId)) {
      splits.add(new BoundSplit(split, log));
    }
    return splits;
  }

  @Override
  public void start() {
    kafka.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    return kafka.pollNext(output);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return kafka.isAvailable();
  }

  @Override
  public void notifyNoMoreSplits() {
    kafka.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    kafka.handleSourceEvents(event);
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
  public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
    kafka.pauseOrResumeSplits(toPause, toResume);
  }

  @Override
  public void close() throws Exception {
    kafka.close();
  }
}
