package city.sawang.local.parts;

import city.sawang.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of the public contract, as one machine needs them. */
public final class KafkaTopics {
  /** Readings and registry must have as many as each other: the jobs join them by key. */
  public static final int PARTITIONS = 8;

  private static final short REPLICAS = 1;

  private KafkaTopics() {}

  /**
   * Makes the topics that are not there yet.
   *
   * @throws IllegalStateException when an existing topic has another number of partitions, so that
   *     readings and registry would not meet
   */
  public static void ensure(String bootstrap) throws InterruptedException, ExecutionException {
    List<NewTopic> wanted =
        List.of(
            topic(Topics.READINGS, PARTITIONS, Map.of()),
            topic(Topics.QUARANTINE, PARTITIONS, Map.of()),
            topic(
                Topics.REGISTRY,
                PARTITIONS,
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
    try (Admin admin = admin(bootstrap)) {
      Set<String> known = admin.listTopics().names().get();
      var missing = wanted.stream().filter(topic -> !known.contains(topic.name())).toList();
      for (var result : admin.createTopics(missing).values().values()) {
        try {
          result.get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
      }
      if (known.contains(Topics.READINGS) && known.contains(Topics.REGISTRY)) {
        requireEqualPartitions(admin);
      }
    }
  }

  private static void requireEqualPartitions(Admin admin)
      throws InterruptedException, ExecutionException {
    Map<String, Integer> partitions =
        admin
            .describeTopics(List.of(Topics.READINGS, Topics.REGISTRY))
            .allTopicNames()
            .get()
            .values()
            .stream()
            .collect(Collectors.toMap(t -> t.name(), t -> t.partitions().size()));
    if (!partitions.get(Topics.READINGS).equals(partitions.get(Topics.REGISTRY))) {
      throw new IllegalStateException(
          "topics %s have different numbers of partitions: expected the same, they are joined by key"
              .formatted(partitions));
    }
  }

  private static NewTopic topic(String name, int partitions, Map<String, String> settings) {
    return new NewTopic(name, partitions, REPLICAS).configs(settings);
  }

  /** An admin client with deadlines fit for one machine. */
  public static Admin admin(String bootstrap) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            10_000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            30_000));
  }
}
