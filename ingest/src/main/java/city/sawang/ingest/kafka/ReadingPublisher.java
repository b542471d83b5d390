package city.sawang.ingest.kafka;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.KafkaSettings;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.schemas.Lanes;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes readings, refused payloads and heartbeats to Kafka and reports every single record's
 * confirmation. It never waits for one.
 *
 * <p>Safe for use by several threads.
 */
public final class ReadingPublisher implements AutoCloseable {
  /** Above the largest MQTT packet that is taken, with room for the reason and the origin in quarantine. */
  static final int LARGEST_RECORD_BYTES = 9 * 1024 * 1024;

  private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(3);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final BridgeMetrics metrics;
  private final LaneChoice choice;
  private volatile Producer<byte[], byte[]> producer;
  private volatile Lanes lanes;
  private volatile long confirmedAtNanos = System.nanoTime();
  private volatile boolean confirmedEver;

  /** Called when Kafka has confirmed one record or given it up. */
  public interface Delivery {
    void confirmed();

    void failed(Exception why);
  }

  /**
   * @param producers asked for a producer now, and for another one by {@link #renew}
   */
  public ReadingPublisher(
      BridgeConfig config, BridgeMetrics metrics, Supplier<Producer<byte[], byte[]>> producers) {
    this.producers = producers;
    this.producer = producers.get();
    this.metrics = metrics;
    this.choice = new LaneChoice(config.backlogAge());
  }

  /** Makes producers for the configured Kafka. */
  public static Supplier<Producer<byte[], byte[]>> producers(BridgeConfig config) {
    Map<String, Object> settings = settings(config);
    return () ->
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Map<String, Object> settings(BridgeConfig config) {
    KafkaSettings kafka = config.kafka();
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.mqtt().clientId());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, kafka.linger().toMillis());
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) kafka.deliveryTimeout().toMillis());
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(10_000, kafka.deliveryTimeout().minus(kafka.linger()).toMillis()));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA_TIMEOUT.toMillis());
    // The quarantine topic may be silent for days: fetching its metadata again would hold up the
    // thread that reads from MQTT.
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD_BYTES);
    // Room for what may be outstanding, and for the slack of half-filled batches.
    settings.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        config.mqtt().brokers().size() * config.limits().outstandingBytes()
            + (16L << 20)
            + LARGEST_RECORD_BYTES);
    return settings;
  }

  /** The partitions of the readings topic; asks Kafka when they are not known. */
  public Lanes awaitTopics() {
    Producer<byte[], byte[]> asked = producer;
    asked.partitionsFor(Topics.QUARANTINE);
    Lanes found =
        Lanes.of(
            asked.partitionsFor(Topics.READINGS).size(),
            asked.partitionsFor(Topics.REGISTRY).size());
    lanes = found;
    return found;
  }

  public void publish(Reading reading, byte[] encoded, Delivery delivery) {
    Lanes known = lanes == null ? awaitTopics() : lanes;
    byte[] key = utf8(Topics.key(reading.getCityId(), reading.getControllerId()));
    int partition = choice.partition(known, key, reading.getObservedAt(), reading.getReceivedAt());
    send(
        new ProducerRecord<>(Topics.READINGS, partition, reading.getObservedAt(), key, encoded),
        (metadata, failure) -> {
          if (failure == null) {
            confirmed();
            metrics.accepted();
            if (known.isReserved(partition)) {
              metrics.backlog();
            }
            delivery.confirmed();
          } else {
            delivery.failed(failure);
          }
        });
  }

  public void quarantine(QuarantinedPayload refused, byte[] encoded, Delivery delivery) {
    ReasonCode reason = ReasonCode.valueOf(refused.getReason());
    send(
        new ProducerRecord<>(
            Topics.QUARANTINE,
            null,
            refused.getReceivedAt(),
            utf8(refused.getQuarantineId()),
            encoded),
        (metadata, failure) -> {
          if (failure == null) {
            confirmed();
            metrics.quarantined(reason);
            delivery.confirmed();
          } else {
            delivery.failed(failure);
          }
        });
  }

  void heartbeat(int partition, long sentAtMillis, byte[] encoded, Delivery delivery) {
    send(
        new ProducerRecord<>(Topics.READINGS, partition, sentAtMillis, null, encoded),
        (metadata, failure) -> {
          if (failure == null) {
            confirmed();
            metrics.heartbeat();
            delivery.confirmed();
          } else {
            delivery.failed(failure);
          }
        });
  }

  /**
   * Goes on with a new producer. Some errors (a refused authorisation, a lost producer epoch)
   * leave a producer unusable for ever; what it had not sent fails, and comes again from MQTT.
   */
  public synchronized void renew() {
    Producer<byte[], byte[]> old = producer;
    producer = producers.get();
    old.close(Duration.ZERO);
  }

  private void send(ProducerRecord<byte[], byte[]> message, Callback whenDone) {
    producer.send(message, whenDone);
  }

  private void confirmed() {
    confirmedAtNanos = System.nanoTime();
    confirmedEver = true;
  }

  /** Whether Kafka confirmed anything within the last {@code span}. */
  public boolean confirmedWithin(Duration span) {
    return confirmedEver && System.nanoTime() - confirmedAtNanos <= span.toNanos();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Sends what is buffered, for at most {@code timeout}. */
  public void close(Duration timeout) {
    producer.close(timeout);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
