package city.sawang.ingest.kafka;

import city.sawang.ingest.config.KafkaSettings;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.RegistryCity;
import city.sawang.schemas.avro.RegistryController;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Brings {@code lighting.registry.v1} up to a given state: what is there already is not written
 * again, so that loading the same registry twice makes no job recompute anything.
 */
public final class RegistryPublisher {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;
  private final Duration timeout;

  /** What became of the records of the topic that are not in the given state. */
  public enum Absent {
    /** They stay: the given state is a part of the registry, one city for example. */
    KEEP,
    /** They are deleted by a tombstone: the given state is the whole registry. */
    DELETE
  }

  /** How many records were written, left as they were, and deleted. */
  public record Changes(int written, int unchanged, int deleted) {}

  /**
   * @param timeout for Kafka, for reading the topic as well as for writing it
   */
  public RegistryPublisher(KafkaSettings kafka, Duration timeout) {
    this.kafka = kafka;
    this.timeout = timeout;
  }

  /**
   * Writes what is new or different, cities before controllers.
   *
   * @throws IllegalArgumentException when two records have the same key
   * @throws IllegalStateException when Kafka does not answer in time; what was written stays
   *     written, and the next call writes the rest
   */
  public Changes publish(
      Collection<RegistryCity> cities, Collection<RegistryController> controllers, Absent absent) {
    AvroMessages avro = new AvroMessages();
    Map<String, byte[]> present = read();
    Set<String> requested = new HashSet<>();
    AtomicReference<Exception> failure = new AtomicReference<>();
    int written = 0;
    int deleted = 0;
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (RegistryCity city : cities) {
        String key = distinct(requested, city.getCityId());
        written += write(producer, key, avro.encode(city), present, failure);
      }
      for (RegistryController controller : controllers) {
        String key =
            distinct(requested, Topics.key(controller.getCityId(), controller.getControllerId()));
        written += write(producer, key, avro.encode(controller), present, failure);
      }
      if (absent == Absent.DELETE) {
        for (String key : present.keySet()) {
          if (!requested.contains(key)) {
            send(producer, key, null, failure);
            deleted++;
          }
        }
      }
      producer.flush();
    } catch (KafkaException e) {
      throw new IllegalStateException("write " + Topics.REGISTRY, e);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("write " + Topics.REGISTRY, failure.get());
    }
    return new Changes(written, requested.size() - written, deleted);
  }

  private static String distinct(Set<String> requested, String key) {
    if (!requested.add(key)) {
      throw new IllegalArgumentException("two registry records for " + key + ", expected one");
    }
    return key;
  }

  private static int write(
      KafkaProducer<byte[], byte[]> producer,
      String key,
      byte[] value,
      Map<String, byte[]> present,
      AtomicReference<Exception> failure) {
    if (Arrays.equals(value, present.get(key))) {
      return 0;
    }
    send(producer, key, value, failure);
    return 1;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      String key,
      byte[] value,
      AtomicReference<Exception> failure) {
    producer.send(
        new ProducerRecord<>(Topics.REGISTRY, key.getBytes(StandardCharsets.UTF_8), value),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeout.toMillis() + 20);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The present value of every key. */
  private Map<String, byte[]> read() {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    Map<String, byte[]> present = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.REGISTRY, timeout).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, timeout);
      long deadline = System.nanoTime() + timeout.toNanos();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("read " + Topics.REGISTRY + " within " + timeout);
        }
        consumer
            .poll(POLL)
            .forEach(
                entry -> {
                  String key = new String(entry.key(), StandardCharsets.UTF_8);
                  if (entry.value() == null) {
                    present.remove(key);
                  } else {
                    present.put(key, entry.value());
                  }
                });
      }
      return present;
    } catch (KafkaException e) {
      throw new IllegalStateException("read " + Topics.REGISTRY, e);
    }
  }
}
