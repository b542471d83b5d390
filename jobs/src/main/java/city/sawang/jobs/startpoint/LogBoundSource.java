package city.sawang.jobs.startpoint;

import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads a Kafka topic and keeps beside every offset the log it counts in: cluster and topic id. When
 * Kafka holds another log than the one a checkpoint knows, it reads nothing and says so, until
 * somebody accepts the new log by its name; then that is read from its first record.
 *
 * <p>A record passes through Kafka's own reader as before: only starts and checkpoints cost more.
 */
public final class LogBoundSource<T>
    implements Source<T, KafkaPartitionSplit, BoundEnumeratorState>, ResultTypeQueryable<T> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<T> kafka;
  private final LogBound bound;

  /**
   * @param servers {@code host:port,…}
   * @param topic that {@code kafka} reads
   * @param acceptedLog name of a log that may be read from its beginning although another is known;
   *     empty: none
   */
  public LogBoundSource(KafkaSource<T> kafka, String servers, String topic, String acceptedLog) {
    this.kafka = kafka;
    this.bound = new LogBound(servers, topic, acceptedLog);
  }

  @Override
  public Boundedness getBoundedness() {
    return kafka.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return new LogBoundReader<>(kafka.createReader(context), bound);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, BoundEnumeratorState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return new LogBoundEnumerator(kafka, bound, context, Optional.empty());
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, BoundEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, BoundEnumeratorState state) {
    return new LogBoundEnumerator(kafka, bound, context, Optional.of(state));
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return new BoundSplitSerializer(kafka.getSplitSerializer());
  }

  @Override
  public SimpleVersionedSerializer<BoundEnumeratorState> getEnumeratorCheckpointSerializer() {
    return new BoundEnumeratorStateSerializer(kafka.getEnumeratorCheckpointSerializer());
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return kafka.getProducedType();
  }
}
