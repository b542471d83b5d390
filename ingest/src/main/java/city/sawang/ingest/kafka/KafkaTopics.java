package city.sawang.ingest.kafka;

import city.sawang.ingest.config.KafkaSettings;
import city.sawang.schemas.Lanes;
import city.sawang.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of the contract where they are missing. */
public final class KafkaTopics {
  /**
   * Kafka deletes a segment by the newest record timestamp in it, and our timestamps are when a
   * device measured, which may be years ago. A segment never holds backlog alone, because the
   * heartbeats put the present into every partition; 30 days are the three days of lateness, the
   * seven that a broker queues for an absent bridge, and a holiday to notice that the jobs stand.
   */
  private static final Duration RETENTION = Duration.ofDays(30);

  private static final Duration RETRY = Duration.ofMillis(50);
  private static final int LARGEST_QUARANTINE_RECORD_BYTES = ReadingPublisher.LARGEST_RECORD_BYTES;

  private KafkaTopics() {}

  /**
   * Creates what is missing and leaves alone what is there, but for one thing: a readings topic with
   * fewer than {@code reserved} partitions for backlog gets more of them at its end. The ordinary
   * ones keep their numbers, so every controller's readings stay where they are.
   *
   * @param partitions of the registry topic, and ordinary ones of the readings topic, 1 to 1000; the
   *     other topics have one
   * @param reserved partitions for backlog at the end of the readings topic, 0 to {@code partitions}
   * @param replicas 1 to the number of brokers
   * @throws IllegalStateException when Kafka does not do it within {@code timeout}, or when the
   *     readings and registry topics are there with numbers of partitions that make no {@link Lanes}
   */
  public static void ensure(
      KafkaSettings kafka, int partitions, int reserved, short replicas, Duration timeout) {
    if (partitions < 1 || partitions > 1000) {
      throw new IllegalArgumentException("partitions is " + partitions + ", expected 1 to 1000");
    }
    if (reserved < 0 || reserved > partitions) {
      throw new IllegalArgumentException(
          "reserved is " + reserved + ", expected 0 to " + partitions);
    }
    List<NewTopic> topics = new ArrayList<>();
    topics.add(topic(Topics.READINGS, partitions + reserved, replicas, kept()));
    topics.add(topic(Topics.QUARANTINE, 1, replicas, quarantine()));
    topics.add(topic(Topics.REGISTRY, partitions, replicas, compacted()));
    topics.add(topic(Topics.INCIDENTS, 1, replicas, kept()));
    topics.add(
        topic(Topics.STATEMENTS, 1, replicas, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")));
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      for (NewTopic topic : topics) {
        create(admin, topic, timeout);
      }
      reserve(admin, reserved, timeout);
    }
  }

  private static NewTopic topic(
      String name, int partitions, short replicas, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    // acks=all promises more than one copy as soon as there are more than two.
    all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicas > 2 ? "2" : "1");
    return new NewTopic(name, Optional.of(partitions), Optional.of(replicas)).configs(all);
  }

  private static Map<String, String> kept() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(RETENTION.toMillis()),
        // The bridge judges times. A broker whose own clock is behind would refuse every reading,
        // and those that are redriven because of it.
        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
        Long.toString(Long.MAX_VALUE));
  }

  private static Map<String, String> quarantine() {
    Map<String, String> settings = new HashMap<>(kept());
    settings.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_QUARANTINE_RECORD_BYTES));
    return settings;
  }

  private static Map<String, String> compacted() {
    return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  private static void create(Admin admin, NewTopic topic, Duration timeout) {
    try {
      admin.createTopics(List.of(topic)).all().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("create topic " + topic.name(), e.getCause());
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException("create topic " + topic.name() + " within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("create topic " + topic.name(), e);
    }
  }

  private static void reserve(Admin admin, int reserved, Duration timeout) {
    Map<String, TopicDescription> topics = describe(admin, timeout);
    int readings = topics.get(Topics.READINGS).partitions().size();
    int registry = topics.get(Topics.REGISTRY).partitions().size();
    if (readings < registry || readings > 2 * registry) {
      throw new IllegalStateException(
          "%s has %d partitions and %s has %d, expected as many and at most as many again, reserved for backlog"
              .formatted(Topics.READINGS, readings, Topics.REGISTRY, registry));
    }
    int requested = registry + Math.min(reserved, registry);
    if (readings < requested) {
      enlarge(admin, requested, timeout);
    }
  }

  private static void enlarge(Admin admin, int requested, Duration timeout) {
    try {
      admin
          .createPartitions(Map.of(Topics.READINGS, NewPartitions.increaseTo(requested)))
          .all()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("enlarge " + Topics.READINGS, e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("enlarge " + Topics.READINGS + " within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("enlarge " + Topics.READINGS, e);
    }
  }

  /** A topic just created is unknown for a moment to the broker that is asked. */
  private static Map<String, TopicDescription> describe(Admin admin, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return admin
            .describeTopics(List.of(Topics.READINGS, Topics.REGISTRY))
            .allTopicNames()
            .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw new IllegalStateException("describe the topics", e.getCause());
        }
        LockSupport.parkNanos(RETRY.toNanos());
      } catch (TimeoutException e) {
        throw new IllegalStateException("describe the topics within " + timeout, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("describe the topics", e);
      }
    }
  }
}
