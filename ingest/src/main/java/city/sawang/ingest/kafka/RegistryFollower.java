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
 * follows it. Only ids and kinds are kept, about 150 bytes per controller.
 */
public final class RegistryFollower implements KnownDevices, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Optional<DeviceKind> LAMP = Optional.of(DeviceKind.LAMP);
  private static final Optional<DeviceKind> METER = Optional.of(DeviceKind.METER);

  private final Map<String, Object> settings;
  private final AvroMessages avro = new AvroMessages();
  private final Map<String, Optional<String>> cities = new ConcurrentHashMap<>();

  /** By the spelling of the registry and by the form in which ids are compared. */
  private final Map<String, List<RegisteredDevice>> devices = new ConcurrentHashMap<>();

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
            "{} cities and {} controllers are known",
            cities.size(),
            devices.values().stream().distinct().count());
      }
    }
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
