package city.sawang.jobs.startpoint;

import city.sawang.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka which log it holds. */
public final class KafkaLogs implements AutoCloseable {
  private static final List<String> TOPICS =
      List.of(Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final Admin admin;
  private final String servers;

  /**
   * @param servers {@code host:port,…}
   */
  public KafkaLogs(String servers) {
    this.servers = servers;
    int millis = (int) ANSWER_LIMIT.toMillis();
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1_000));
  }

  /**
   * The log as it is now.
   *
   * @throws IllegalStateException when Kafka does not answer within 20 s, or has not all topics
   */
  public KafkaLog ask() {
    return answer(
        () -> {
          String cluster =
              admin.describeCluster().clusterId().get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
          Map<String, String> topics = new HashMap<>();
          admin
              .describeTopics(TOPICS)
              .allTopicNames()
              .get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS)
              .forEach((name, topic) -> topics.put(name, topic.topicId().toString()));
          return new KafkaLog(cluster, new TreeMap<>(topics));
        });
  }

  /** The numbers that the next records of these partitions get. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return answer(
        () ->
            admin
                .listOffsets(
                    partitions.stream()
                        .collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest())))
                .all()
                .get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset())));
  }

  /** A question to Kafka. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws InterruptedException, ExecutionException, TimeoutException;
  }

  private <T> T answer(Question<T> question) {
    try {
      return question.ask();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Kafka at " + servers + " does not say which log it holds: " + e.getCause(),
          e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "Kafka at %s does not say within %d s which log it holds"
              .formatted(servers, ANSWER_LIMIT.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Kafka at " + servers, e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
