package city.sawang.ingest.kafka;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Remembers what arrived in the readings and quarantine topics. */
public final class KafkaTail implements AutoCloseable {
  private final String bootstrapServers;
  private final AvroMessages avro = new AvroMessages();
  private final Map<String, Set<Long>> seqs = new ConcurrentHashMap<>();
  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> readings =
      new ConcurrentHashMap<>();
  private final List<QuarantinedPayload> quarantined = new CopyOnWriteArrayList<>();
  private final Map<String, Set<Integer>> beats = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "kafka tail");
  private volatile boolean closing;

  public KafkaTail(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Stream.of(Topics.READINGS, Topics.QUARANTINE)
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closing) {
        consumer.poll(Duration.ofMillis(50)).forEach(this::remember);
      }
    }
  }

  private void remember(ConsumerRecord<byte[], byte[]> entry) {
    Object message = avro.decode(entry.value());
    if (message instanceof Reading reading) {
      seqs.computeIfAbsent(reading.getCityId(), city -> ConcurrentHashMap.newKeySet())
          .add(reading.getSeq());
      readings
          .computeIfAbsent(reading.getCityId(), city -> new CopyOnWriteArrayList<>())
          .add(entry);
    } else if (message instanceof Heartbeat beat) {
      beats
          .computeIfAbsent(beat.getBridgeId(), bridge -> ConcurrentHashMap.newKeySet())
          .add(entry.partition());
    } else {
      quarantined.add((QuarantinedPayload) message);
    }
  }

  /** The distinct sequence numbers of a city's readings. */
  public Set<Long> seqs(String city) {
    return seqs.getOrDefault(city, Set.of());
  }

  /** The records of a city's readings, duplicates included. */
  public List<ConsumerRecord<byte[], byte[]>> readings(String city) {
    return readings.getOrDefault(city, List.of());
  }

  public List<QuarantinedPayload> quarantined(String city) {
    return quarantined.stream().filter(one -> one.getTopic().contains('/' + city + '/')).toList();
  }

  /** The partitions that had a heartbeat of this bridge. */
  public Set<Integer> beats(String bridgeId) {
    return beats.getOrDefault(bridgeId, Set.of());
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
