package city.sawang.local.services;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the jobs are behind Kafka: end offsets less the offsets they committed with their last
 * checkpoint, asked from time to time by {@link #check}.
 */
public final class ConsumerLagMonitor implements AutoCloseable {
  private static final long ANSWER_SECONDS = 10;
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final Admin admin;
  private final List<String> groups;
  private final MeterRegistry metrics;
  private final Map<String, Long> lags = new ConcurrentHashMap<>();

  /**
   * @param groups the jobs' consumer groups
   */
  public ConsumerLagMonitor(String bootstrap, List<String> groups, MeterRegistry metrics) {
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    this.groups = List.copyOf(groups);
    this.metrics = metrics;
  }

  /** Asks once. */
  public void check() throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
        admin
            .listConsumerGroupOffsets(
                groups.stream()
                    .collect(
                        Collectors.toMap(
                            group -> group, group -> new ListConsumerGroupOffsetsSpec())))
            .all()
            .get(ANSWER_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    committed
        .values()
        .forEach(
            group ->
                group.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest())));
    var ends = admin.listOffsets(asked).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    committed.forEach(
        (group, offsets) ->
            show(
                group,
                offsets.entrySet().stream()
                    .mapToLong(
                        entry ->
                            Math.max(
                                0, ends.get(entry.getKey()).offset() - entry.getValue().offset()))
                    .sum()));
  }

  /**
   * Waits until a group has taken everything that a topic holds.
   *
   * @throws TimeoutException when it has not within {@code limit}
   */
  public void awaitNone(String group, String topic, Duration limit, BooleanSupplier stopping)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!stopping.getAsBoolean() && !hasTaken(group, topic)) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "%s has not taken all of %s within %d s".formatted(group, topic, limit.toSeconds()));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  /** A partition that the group has not begun to read has no committed offset at all. */
  private boolean hasTaken(String group, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(ANSWER_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetSpec> asked =
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(ANSWER_SECONDS, TimeUnit.SECONDS)
            .get(topic)
            .partitions()
            .stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition.partition()),
                    partition -> OffsetSpec.latest()));
    return admin.listOffsets(asked).all().get(ANSWER_SECONDS, TimeUnit.SECONDS).entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata reached = committed.get(end.getKey());
              return end.getValue().offset() <= (reached == null ? 0 : reached.offset());
            });
  }

  private void show(String group, long lag) {
    if (lags.put(group, lag) == null) {
      Gauge.builder("sawang.job.lag.records", () -> lags.get(group))
          .description("Records in Kafka beyond what the last checkpoint covers")
          .tag("job", group)
          .register(metrics);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
