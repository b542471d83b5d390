package city.sawang.jobs.startpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Which offsets count in which log, and that checkpoints keep it. */
class LogBoundTest {
  private static final KafkaLog LOG = log("cluster-1", "topic-1");
  private static final Optional<LogIdentity> KEPT = Optional.of(LOG.of("readings"));
  private static final KafkaPartitionSplit SPLIT =
      new KafkaPartitionSplit(new TopicPartition("readings", 3), 42);

  private static KafkaLog log(String cluster, String topicId) {
    return new KafkaLog(cluster, new TreeMap<>(Map.of("readings", topicId)));
  }

  private static LogBound accepting(String log) {
    return new LogBound("k:9092", "readings", log);
  }

  @Test
  void onlyTheSameTopicOfTheSameClusterIsReadOn() {
    assertThat(accepting("").judge("x", KEPT, LOG)).isEqualTo(LogBound.Verdict.READ_ON);
    for (KafkaLog other : List.of(log("cluster-2", "topic-1"), log("cluster-1", "topic-2"))) {
      assertThatThrownBy(() -> accepting("").judge("the checkpoint x", KEPT, other))
          .isInstanceOf(OtherLog.class)
          .hasMessageContaining("readings topic-1 of cluster cluster-1")
          .hasMessageContaining("--new-log " + other.name());
      assertThatThrownBy(() -> accepting(LOG.name()).judge("x", KEPT, other))
          .isInstanceOf(OtherLog.class);
      assertThat(accepting(other.name()).judge("x", KEPT, other))
          .isEqualTo(LogBound.Verdict.BEGIN_ANEW);
      assertThat(accepting("copy:" + other.name()).judge("x", KEPT, other))
          .isEqualTo(LogBound.Verdict.READ_ON);
    }
  }

  @Test
  void offsetsOfBeforeTheyWereBoundAreReadOn() {
    assertThat(accepting("").judge("x", Optional.empty(), LOG)).isEqualTo(LogBound.Verdict.READ_ON);
  }

  @Test
  void theLogOfASplitSurvivesAndOldSplitsAreRead() throws Exception {
    var kafka = new KafkaPartitionSplitSerializer();
    var ours = new BoundSplitSerializer(kafka);
    BoundSplit bound = new BoundSplit(SPLIT, KEPT.get());

    KafkaPartitionSplit read = ours.deserialize(ours.getVersion(), ours.serialize(bound));
    assertThat(read).isEqualTo(bound);
    assertThat(BoundSplit.logOf(read)).isEqualTo(KEPT);

    KafkaPartitionSplit old = ours.deserialize(kafka.getVersion(), kafka.serialize(SPLIT));
    assertThat(old).isEqualTo(SPLIT);
    assertThat(BoundSplit.logOf(old)).isEmpty();
  }

  @Test
  void theLogOfAnEnumeratorSurvivesAndOldOnesAreRead() throws Exception {
    var kafka = new KafkaSourceEnumStateSerializer();
    var ours = new BoundEnumeratorStateSerializer(kafka);
    var state = new KafkaSourceEnumState(List.of(SPLIT), List.of(), true);

    byte[] bytes = ours.serialize(new BoundEnumeratorState(KEPT, state));
    BoundEnumeratorState read = ours.deserialize(ours.getVersion(), bytes);
    assertThat(read.log()).isEqualTo(KEPT);
    assertThat(read.kafka().assignedSplits()).containsExactly(SPLIT);
    assertThat(BoundEnumeratorStateSerializer.logOf(ours.getVersion(), bytes)).isEqualTo(KEPT);

    BoundEnumeratorState old = ours.deserialize(kafka.getVersion(), kafka.serialize(state));
    assertThat(old.log()).isEmpty();
    assertThat(old.kafka().assignedSplits()).containsExactly(SPLIT);
  }
}
