package city.sawang.jobs.source;

import city.sawang.schemas.Lanes;
import city.sawang.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of one lane of the readings topic, asked of Kafka when the job starts.
 *
 * @param reserved those for backlog, perhaps none; else the ordinary ones
 */
record LanePartitions(boolean reserved) implements KafkaSubscriber {
  private static final long TIMEOUT_SECONDS = 60;

  @Override
  public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient kafka) {
    Lanes lanes = lanes(kafka);
    return IntStream.range(0, lanes.all())
        .filter(partition -> lanes.isReserved(partition) == reserved)
        .mapToObj(partition -> new TopicPartition(Topics.READINGS, partition))
        .collect(Collectors.toSet());
  }

  private static Lanes lanes(AdminClient kafka) {
    try {
      Map<String, TopicDescription> topics =
          kafka
              .describeTopics(List.of(Topics.READINGS, Topics.REGISTRY))
              .allTopicNames()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return Lanes.of(
          topics.get(Topics.READINGS).partitions().size(),
          topics.get(Topics.REGISTRY).partitions().size());
    } catch (ExecutionException e) {
      throw new IllegalStateException("ask Kafka for the partitions of readings", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "Kafka named no partitions within %d s".formatted(TIMEOUT_SECONDS), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("ask Kafka for the partitions of readings", e);
    }
  }
}
