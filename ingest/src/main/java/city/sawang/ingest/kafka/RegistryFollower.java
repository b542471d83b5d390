package city.sawang.ingest.kafka;

import city.sawang.ingest.config.KafkaSettings;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Identifiers;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.RegistryController;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the cities and controllers of {@code lighting.registry.v1}: reads it from the beginning and
 * follows it. Only ids and kinds are kept, about 150 bytes per controller.
 */
public final class RegistryFollower implements KnownDevices, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int ANSWER_SECONDS = 5;
  private static final Duration CHECK_TOPIC = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Optional<DeviceKind> LAMP = Optional.of(DeviceKind.LAMP);
  private static final Optional<DeviceKind> METER = Optional.of(DeviceKind.METER);

  private final Map<String, Object> settings;
  private final Map<String, Object> adminSettings;
  private final AvroMessages avro = new AvroMessages();
  private final Map<String, Optional<String>> cities = new ConcurrentHashMap<>();

  /** By the spelling of the registry and by the form in which ids are compared. */
  private final Map<String, List<RegisteredDevice>> devices = new ConcurrentHashMap<>();

  private final Thread thread = new Thread(this::run, "registry follower");
  private volatile boolean caughtUp;
  private volatile String problem = Topics.REGISTRY + " has not been read yet";
  private volatile boolean closing;
  private volatile KafkaConsumer<byte[], byte[]> consumer;

  private RegistryFollower(KafkaSettings kafka) {
    settings = new HashMap<>(kafka.properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    adminSettings = new HashMap<>(settings);
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
      try (Admin admin = Admin.create(adminSettings);
          KafkaConsumer<byte[], byte[]> reader =
              new KafkaConsumer<>(
                  settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer = reader;
        follow(reader, admin);
      } catch (WakeupException | InterruptedException e) {
        return;
      } catch (ExecutionException | TimeoutException e) {
        failed(e);
        pause();
      } catch (KafkaException e) {
        failed(e);
        LOG.warn("reading {} failed, beginning again: {}", Topics.REGISTRY, e.toString());
        pause();
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        // Our bug. A dead follower would leave an old registry in force and nobody would notice.
        failed(e);
        LOG.error("reading {} failed, beginning again", Topics.REGISTRY, e);
        pause();
      }
    }
  }

  /** What is known stays in force, but nobody learns what is new. */
  private void failed(Throwable why) {
    problem = "%s cannot be read: %s".formatted(Topics.REGISTRY, why);
  }

  private void follow(KafkaConsumer<byte[], byte[]> reader, Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<TopicPartition> partitions = partitions(reader);
    if (partitions.isEmpty()) {
      problem = Topics.REGISTRY + " is not there: start Kafka with its topics";
      pause();
      return;
    }
    Uuid followed = topicId(admin);
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
    boolean whole = false;
    long checkTopicAt = System.nanoTime() + CHECK_TOPIC.toNanos();
    while (!closing) {
      reader.poll(POLL).forEach(this::learn);
      if (!whole && partitions.stream().allMatch(one -> reader.position(one) >= ends.get(one))) {
        whole = true;
        LOG.info(
            "{} cities and {} controllers are known",
            cities.size(),
            devices.values().stream().distinct().count());
      }
      if (whole) {
        caughtUp = true;
        problem = cities.isEmpty() ? Topics.REGISTRY + " is empty: load the registry" : "";
      }
      if (System.nanoTime() - checkTopicAt > 0) {
        checkTopicAt = System.nanoTime() + CHECK_TOPIC.toNanos();
        if (isAnother(admin, followed)) {
          LOG.warn("{} was made anew: read from its beginning", Topics.REGISTRY);
          return;
        }
      }
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> reader) {
    List<PartitionInfo> found = reader.partitionsFor(Topics.REGISTRY);
    return found == null
        ? List.of()
        : found.stream().map(one -> new TopicPartition(one.topic(), one.partition())).toList();
  }

  /**
   * A topic that was made anew: the position reached in the former one means nothing there, and what
   * it says is read from its beginning. Kafka away is no new topic.
   */
  private static boolean isAnother(Admin admin, Uuid followed) throws InterruptedException {
    try {
      return !topicId(admin).equals(followed);
    } catch (ExecutionException | TimeoutException unknown) {
      return false;
    }
  }

  private static Uuid topicId(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    return admin
        .describeTopics(List.of(Topics.REGISTRY))
        .allTopicNames()
        .get(ANSWER_SECONDS, TimeUnit.SECONDS)
        .get(Topics.REGISTRY)
        .topicId();
  }

  private void learn(ConsumerRecord<byte[], byte[]> entry) {
    String key = new String(entry.key(), StandardCharsets.UTF_8);
    int slash = key.indexOf('/');
    if (slash < 0) {
      if (entry.value() != null) {
        cities.put(Identifiers.comparable(key), Optional.of(key));
      } else {
        cities.remove(Identifiers.comparable(key));
      }
      return;
    }
    String city = key.substring(0, slash).intern();
    String device = key.substring(slash + 1);
    Stream<RegisteredDevice> others =
        registrations(device).stream()
            .filter(one -> !one.cityId().equals(city) || !one.deviceId().equals(device));
    List<RegisteredDevice> after =
        (entry.value() == null
                ? others
                : Stream.concat(
                    others,
                    Stream.of(new RegisteredDevice(city, device, kind(key, entry.value())))))
            .toList();
    put(Identifiers.comparable(device), after);
    // Most devices spell their id as the registry does: these are found without changing a letter.
    put(device, after);
    after.forEach(one -> put(one.deviceId(), after));
  }

  private void put(String id, List<RegisteredDevice> registrations) {
    if (registrations.isEmpty()) {
      devices.remove(id);
    } else {
      devices.put(id, registrations);
    }
  }

  private Optional<DeviceKind> kind(String key, byte[] value) {
    try {
      if (avro.decode(value) instanceof RegistryController controller) {
        boolean meter =
            controller.getAssignments().stream().anyMatch(a -> a.getKind() == DeviceKind.METER);
        return meter ? METER : LAMP;
      }
    } catch (IllegalArgumentException e) {
      // Written by a later version, perhaps: the device is registered all the same.
      LOG.warn("the registry's record of {} cannot be read: {}", key, e.getMessage());
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> city(String cityId) {
    Optional<String> found = cities.get(cityId);
    if (found == null) {
      found = cities.get(Identifiers.comparable(cityId));
    }
    return found == null ? Optional.empty() : found;
  }

  @Override
  public List<RegisteredDevice> registrations(String deviceId) {
    List<RegisteredDevice> found = devices.get(deviceId);
    if (found == null) {
      found = devices.get(Identifiers.comparable(deviceId));
    }
    return found == null ? List.of() : found;
  }

  /** How many devices are registered, counted to {@code most}. */
  public int devices(int most) {
    return (int) devices.values().stream().distinct().limit(most).count();
  }

  /** Whether everything that was in the topic at the start is known, and it is not empty. */
  public boolean caughtUp() {
    return caughtUp && !cities.isEmpty();
  }

  /** Why the registry is not known as it is now; empty: it is. */
  public Optional<String> problem() {
    if (!thread.isAlive()) {
      return Optional.of("the thread that follows " + Topics.REGISTRY + " has ended");
    }
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
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
