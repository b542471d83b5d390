package city.sawang.local.quarantine;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.kafka.LaneChoice;
import city.sawang.ingest.kafka.RegistryFollower;
import city.sawang.ingest.profile.Profiles;
import city.sawang.ingest.profile.TopicDecoder;
import city.sawang.local.CommandFailure;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Lanes;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Reading;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Gives refused payloads a second chance: the same road as at first, with the time of then. */
public final class Redrive implements AutoCloseable {
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int DELIVERY_MILLIS = 20_000;

  /** What became of one: accepted or not, and a line that says so. */
  public record Outcome(boolean accepted, String text) {}

  private final Profiles profiles;
  private final RefusedPayloads refusals;
  private final RegistryFollower registry;
  private final PayloadDecoder decoder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroMessages avro = new AvroMessages();
  private final LaneChoice lane = new LaneChoice(BridgeConfig.DEFAULT_BACKLOG_AGE);

  /** Waits until the registry is known. */
  public Redrive(String bootstrap, Profiles profiles, RefusedPayloads refusals)
      throws InterruptedException {
    this.profiles = profiles;
    this.refusals = refusals;
    registry =
        RegistryFollower.start(
            BridgeConfig.of("tcp://localhost:1883", "sawang-redrive", bootstrap).kafka());
    decoder = new TopicDecoder(registry, profiles);
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                DELIVERY_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                DELIVERY_MILLIS / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERY_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    awaitRegistry(bootstrap);
  }

  private void awaitRegistry(String bootstrap) throws InterruptedException {
    long until = System.nanoTime() + REGISTRY_LIMIT.toNanos();
    while (!registry.caughtUp()) {
      if (System.nanoTime() > until) {
        close();
        throw new CommandFailure(
            "cannot read the registry from Kafka at %s within %d s"
                .formatted(bootstrap, REGISTRY_LIMIT.toSeconds()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /**
   * By how much our clock was behind when these were received, as the devices say that are refused
   * as in the future: the median of their medians.
   */
  public Optional<Duration> clockOffset(List<RefusedPayload> chosen) {
    Map<String, List<Long>> offsets = new TreeMap<>();
    for (RefusedPayload one : chosen) {
      for (Decoded part : decoder.decode(arrival(one, Duration.ZERO))) {
        if (part instanceof Decoded.Refused refused && refused.claimedAtMillis().isPresent()) {
          offsets
              .computeIfAbsent(
                  refused.payload().getCityId() + '/' + refused.payload().getControllerId(),
                  device -> new ArrayList<>())
              .add(refused.claimedAtMillis().getAsLong() - one.receivedAt().toEpochMilli());
        }
      }
    }
    return offsets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis(median(offsets.values().stream().map(Redrive::median).toList())));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static Arrival arrival(RefusedPayload refused, Duration clockOffset) {
    return new Arrival(
        refused.topic(),
        refused.payload(),
        refused.receivedAt().plus(clockOffset).toEpochMilli(),
        refused.reason().equals(ReasonCode.RETAINED_WITHOUT_TIME.name()));
  }

  /**
   * Reads one again; sends it in and marks it only when all of it is accepted now.
   *
   * @param clockOffset by how much our clock was behind when it was received: it is judged, and
   *     kept, as of the corrected time
   */
  public Outcome redrive(RefusedPayload refused, Duration clockOffset)
      throws InterruptedException, ExecutionException, SQLException {
    if (refused.reason().equals(ReasonCode.CONFLICT.name())) {
      return new Outcome(
          false, "stays: CONFLICT, another reading with its number came first and counts");
    }
    if (refused.redrivenAt() != null) {
      return new Outcome(false, "stays: it was redriven at " + refused.redrivenAt());
    }
    List<Reading> readings = new ArrayList<>();
    for (Decoded part : decoder.decode(arrival(refused, clockOffset))) {
      if (part instanceof Decoded.Refused again) {
        return new Outcome(
            false,
            "stays: %s, %s".formatted(again.payload().getReason(), again.payload().getDetail()));
      }
      if (part instanceof Decoded.Accepted accepted) {
        readings.add(accepted.reading());
      }
    }
    publish(readings);
    refusals.markRedriven(refused.id(), Instant.now());
    return new Outcome(
        true,
        readings.isEmpty()
            ? "recognised, and no telemetry"
            : "redriven: %d %s"
                .formatted(readings.size(), readings.size() == 1 ? "reading" : "readings"));
  }

  private void publish(List<Reading> readings) throws InterruptedException, ExecutionException {
    Lanes lanes =
        Lanes.of(
            producer.partitionsFor(Topics.READINGS).size(),
            producer.partitionsFor(Topics.REGISTRY).size());
    List<Future<?>> confirmations = new ArrayList<>();
    for (Reading reading : readings) {
      byte[] key =
          Topics.key(reading.getCityId(), reading.getControllerId())
              .getBytes(StandardCharsets.UTF_8);
      // Old by today: whoever redrives a month of payloads must not stand before the live readings.
      int partition =
          lane.partition(lanes, key, reading.getObservedAt(), System.currentTimeMillis());
      confirmations.add(
          producer.send(
              new ProducerRecord<>(
                  Topics.READINGS, partition, reading.getObservedAt(), key, avro.encode(reading))));
    }
    producer.flush();
    for (Future<?> confirmation : confirmations) {
      try {
        confirmation.get();
      } catch (ExecutionException e) {
        throw new CommandFailure(
            "Kafka refuses the reading, nothing is marked as redriven: "
                + e.getCause().getMessage());
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    registry.close();
    profiles.close();
  }
}
