package city.sawang.jobs;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A healthy fleet for benchmarks: every lamp reports each quarter hour, a few seconds apart from its
 * neighbours; the counter follows the power, the power follows night and day.
 *
 * @param lamps in cities of 2,000, on circuits of 50
 */
record BenchFleet(int lamps) {
  static final int INTERVAL_MILLIS = 900_000;

  private static final int LAMPS_A_CITY = 2_000;
  private static final int LAMPS_A_FEEDER = 50;
  private static final int LIT_MW = 40_000;
  private static final int STANDBY_MW = 400;
  private static final long HOUR_MILLIS = 3_600_000;

  /** Sends the registry and then the readings in the order of time, as a backlog would lie. */
  void send(EmbeddedKafka kafka, int readingsALamp) {
    Properties properties = new Properties();
    properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "20");
    properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, "262144");
    properties.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, "67108864");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      AvroMessages messages = new AvroMessages();
      AtomicReference<Exception> refused = new AtomicReference<>();
      for (int lamp = 0; lamp < lamps; lamp++) {
        producer.send(
            new ProducerRecord<>(
                Topics.REGISTRY,
                Topics.key(city(lamp), controller(lamp)),
                messages.encode(registered(lamp))));
      }
      producer.flush();
      IntStream.range(0, readingsALamp)
          .forEach(
              slot -> {
                for (int lamp = 0; lamp < lamps; lamp++) {
                  Reading reading = reading(lamp, slot);
                  Integer anyPartition = null;
                  producer.send(
                      new ProducerRecord<>(
                          Topics.READINGS,
                          anyPartition,
                          reading.getObservedAt(),
                          Topics.key(reading.getCityId(), reading.getControllerId()),
                          messages.encode(reading)),
                      (sent, failure) -> {
                        if (failure != null) {
                          refused.compareAndSet(null, failure);
                        }
                      });
                }
              });
      producer.flush();
      if (refused.get() != null) {
        throw new IllegalStateException("Kafka did not take all readings", refused.get());
      }
    }
  }

  private static String city(int lamp) {
    return "city-" + lamp / LAMPS_A_CITY;
  }

  private static String controller(int lamp) {
    return "nlc-" + lamp;
  }

  private static RegistryController registered(int lamp) {
    RegistryController like = TestReadings.registered(controller(lamp), "lamp-" + lamp);
    like.setCityId(city(lamp));
    Assignment assignment = like.getAssignments().get(0);
    assignment.setFeederId("F" + lamp / LAMPS_A_FEEDER);
    assignment.setReportIntervalSeconds(INTERVAL_MILLIS / 1000);
    like.setAssignments(List.of(assignment));
    return like;
  }

  private static Reading reading(int lamp, int slot) {
    long offset = Math.floorMod(lamp * 7_919L, INTERVAL_MILLIS);
    long observedAt = TestReadings.EVENING + (long) slot * INTERVAL_MILLIS + offset;
    long localHour = Math.floorMod(observedAt / HOUR_MILLIS + 7, 24L);
    boolean lit = localHour < 6 || localHour >= 18;
    return TestReadings.reading(controller(lamp), observedAt, slot)
        .setCityId(city(lamp))
        .setTopic("lighting/v1/" + city(lamp) + "/" + controller(lamp) + "/reading")
        .setEnergyTotalMilliwattHours(1_000_000L + lamp + counted(slot, offset))
        .setActivePowerMilliwatts((long) (lit ? LIT_MW : STANDBY_MW) + (slot * 31 + lamp) % 97)
        .setSupplyVoltageMillivolts(229_000L + (slot * 17 + lamp) % 50 * 20)
        .setPowerFactorBasisPoints(9_500 + (slot + lamp) % 100)
        .setDimActualBasisPoints(lit ? 10_000 : 0)
        .setLampOn(lit)
        .build();
  }

  /** What a lamp has used up to a slot: 12 of 24 hours at full power. */
  private static long counted(int slot, long offset) {
    long energy = 0;
    long day = 96;
    long whole = slot / day;
    energy += whole * (day / 2) * (LIT_MW + STANDBY_MW) / 4;
    for (long s = whole * day; s < slot; s++) {
      long at = TestReadings.EVENING + s * INTERVAL_MILLIS + offset;
      long localHour = Math.floorMod(at / HOUR_MILLIS + 7, 24L);
      energy += (localHour < 6 || localHour >= 18 ? LIT_MW : STANDBY_MW) / 4;
    }
    return energy;
  }
}
