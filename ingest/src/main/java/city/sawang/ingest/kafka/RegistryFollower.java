package city.sawang.ingest.kafka;

import city.sawang.ingest.config.KafkaSettings;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the cities and controllers of {@code lighting.registry.v1}: reads it from the beginning and
 * follows it. Only the keys are kept, about 100 bytes per controller.
 */
public final class RegistryFollower implements KnownDevices, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Map<String, Object> settings;
  private final Set<String> cities = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<String>> citiesOfController = new ConcurrentHashMap<>();
  // Sets of cities are few and the same for many controllers: each is kept once.
  private final Map<Set<String>, Set<String>> sets = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "registry follower");
  private volatile boolean caughtUp;
  private volatile boolean closing;
  private volatile KafkaConsumer<byte[], byte[]> consumer;

  private RegistryFollower(KafkaSettings kafka) {
    settings = new HashMap<>(kafka.properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
    thread.setDaemon(true);
  }

  /** Starts to read; {@link #caughtUp} is true once everything that was there is known. */
  public static RegistryFollower start(KafkaSettings kafka) {
    RegistryFollower follower = new RegistryFollower(kafka);
    follower.thread.start();
    return follower;
  }

  private void run() {
    while (!closing) {
      try (KafkaConsumer<byte[], byte[]> reader =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer = reader;
        follow(reader);
      } catch (WakeupException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("reading {} failed, beginning again: {}", Topics.REGISTRY, e.toString());
        pause();
      } catch (RuntimeException e) {
        // Our bug. A dead follower would leave an old registry in force and nobody would notice.
        LOG.error("reading {} failed, beginning again", Topics.REGISTRY, e);
        pause();
      }
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> reader) {
    List<TopicPartition> partitions =
        reader.partitionsFor(Topics.REGISTRY).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
    while (!closing) {
      reader.poll(POLL).forEach(this::learn);
      if (!caughtUp && partitions.stream().allMatch(one -> reader.position(one) >= ends.get(one))) {
        caughtUp = true;
        LOG.info(
            "{} cities and {} controllers are known", cities.size(), citiesOfController.size());
      }
    }
  }

  private void learn(ConsumerRecord<byte[], byte[]> entry) {
    String key = new String(entry.key(), StandardCharsets.UTF_8);
    boolean known = entry.value() != null;
    int slash = key.indexOf('/');
    if (slash < 0) {
      if (known) {
        cities.add(key);
      } else {
        cities.remove(key);
      }
      return;
    }
    String city = key.substring(0, slash).intern();
    String controller = key.substring(slash + 1);
    citiesOfController.compute(
        controller,
        (id, before) -> {
          Stream<String> others =
              before == null ? Stream.of() : before.stream().filter(one -> !one.equals(city));
          Set<String> after =
              (known ? Stream.concat(others, Stream.of(city)) : others)
                  .collect(Collectors.toUnmodifiableSet());
          return after.isEmpty() ? null : sets.computeIfAbsent(after, same -> same);
        });
  }

  @Override
  public boolean isCity(String cityId) {
    return cities.contains(cityId);
  }

  @Override
  public Set<String> citiesOf(String controllerId) {
    return citiesOfController.getOrDefault(controllerId, Set.of());
  }

  /** Whether everything that was in the topic at the start is known. */
  public boolean caughtUp() {
    return caughtUp;
  }

  private void pause() {
    synchronized (thread) {
      long until = System.nanoTime() + RETRY.toNanos();
      try {
        while (!closing && System.nanoTime() < until) {
          thread.wait(POLL.toMillis());
        }
      } catch (InterruptedException e) {
        closing = true;
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    KafkaConsumer<byte[], byte[]> reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
