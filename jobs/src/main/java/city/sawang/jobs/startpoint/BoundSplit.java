package city.sawang.jobs.startpoint;

import java.util.Objects;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** Where to read on in a partition, with the log that the offset counts in. */
final class BoundSplit extends KafkaPartitionSplit {
  private final LogIdentity log;

  BoundSplit(KafkaPartitionSplit split, LogIdentity log) {
    super(
        split.getTopicPartition(),
        split.getStartingOffset(),
        split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
    this.log = log;
  }

  /** The log of a split; empty: it was never bound to one. */
  static Optional<LogIdentity> logOf(KafkaPartitionSplit split) {
    return split instanceof BoundSplit bound ? Optional.of(bound.log) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BoundSplit split && super.equals(other) && log.equals(split.log);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), log);
  }
}
