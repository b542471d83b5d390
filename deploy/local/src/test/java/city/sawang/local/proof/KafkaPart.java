package city.sawang.local.proof;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Lanes;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Some of the records of a played fleet, for the ordinary lane of the readings topic, with the
 * heartbeats of a bridge between them.
 *
 * @param messages in order of arrival; a {@link Heartbeat} goes into every partition
 */
record KafkaPart(List<Arriving> messages) {
  private static final long BEAT_MILLIS = 300_000;
  private static final AvroMessages AVRO = new AvroMessages();

  /** A reading, or without one a heartbeat. */
  private record Arriving(long at, Reading reading) {}

  /**
   * @param latest up to so much later than they came do the readings arrive, by chance; heartbeats do
   *     not
   * @param parts of about the same size
   */
  static List<KafkaPart> of(List<Reading> readings, Duration latest, long seed, int parts) {
    Random random = new Random(seed);
    List<Arriving> all = new ArrayList<>();
    long first = readings.get(0).getReceivedAt();
    long last = first;
    for (Reading reading : readings) {
      last = Math.max(last, reading.getReceivedAt());
      long late = latest.isZero() ? 0 : random.nextLong(latest.toMillis());
      all.add(new Arriving(reading.getReceivedAt() + late, reading));
    }
    for (long at = first; at <= last; at += BEAT_MILLIS) {
      all.add(new Arriving(at, null));
    }
    all.sort(Comparator.comparingLong(Arriving::at));
    // What is over when all has come is the same for everybody.
    all.add(new Arriving(last + BEAT_MILLIS, null));
    List<KafkaPart> result = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      result.add(
          new KafkaPart(all.subList(all.size() * part / parts, all.size() * (part + 1) / parts)));
    }
    return result;
  }

  /**
   * Returns when Kafka has confirmed all.
   *
   * @return so many records
   */
  long sendTo(String kafka) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka, "acks", "all", "linger.ms", 20),
            new StringSerializer(),
            new ByteArraySerializer())) {
      int partitions =
          Lanes.of(
                  producer.partitionsFor(Topics.READINGS).size(),
                  producer.partitionsFor(Topics.REGISTRY).size())
              .ordinary();
      List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
      for (Arriving message : messages) {
        if (message.reading() == null) {
          byte[] beat = AVRO.encode(new Heartbeat("proof-bridge", message.at()));
          for (int partition = 0; partition < partitions; partition++) {
            records.add(new ProducerRecord<>(Topics.READINGS, partition, message.at(), null, beat));
          }
        } else {
          records.add(record(message.reading(), partitions));
        }
      }
      var confirmations = records.stream().map(producer::send).toList();
      for (var confirmation : confirmations) {
        confirmation.get();
      }
      return records.size();
    } catch (Exception e) {
      throw new IllegalStateException("send " + messages.size() + " messages to " + kafka, e);
    }
  }

  private static ProducerRecord<String, byte[]> record(Reading reading, int partitions) {
    String key = Topics.key(reading.getCityId(), reading.getControllerId());
    return new ProducerRecord<>(
        Topics.READINGS,
        Math.floorMod(key.hashCode(), partitions),
        reading.getObservedAt(),
        key,
        AVRO.encode(reading));
  }
}
