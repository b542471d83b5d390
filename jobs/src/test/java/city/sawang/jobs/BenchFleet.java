package city.sawang.jobs;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A fleet for benchmarks: every lamp reports each quarter hour, a few seconds apart from its
 * neighbours; the counter follows the power, the power follows night and day. Heartbeats move the
 * watermark.
 *
 * @param lamps in cities of 2,000, on circuits of 50
 */
record BenchFleet(int lamps, Mood mood) {
  /** How its readings arrive. */
  enum Mood {
    /** All in order, and all lamps work. */
    CALM,
    /**
     * One in a hundred lamps gives no light; of the readings one in twenty comes an hour late, one in
     * four hundred three hours, and one in fifty twice.
     */
    TROUBLED
  }

  /** A healthy fleet, in order. */
  BenchFleet(int lamps) {
    this(lamps, Mood.CALM);
  }

  static final int INTERVAL_MILLIS = 900_000;

  private static final int LAMPS_A_CITY = 2_000;
  private static final int LAMPS_A_FEEDER = 50;
  private static final int LIT_MW = 40_000;
  private static final int STANDBY_MW = 400;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int LATE_SLOTS = 4;
  private static final int VERY_LATE_SLOTS = 12;

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
      int partitions = producer.partitionsFor(Topics.READINGS).size();
      for (int slot = 0; slot < readingsALamp; slot++) {
        for (int lamp = 0; lamp < lamps; lamp++) {
          for (int arriving : arriving(lamp, slot)) {
            send(producer, messages, reading(lamp, arriving), refused);
          }
        }
        long now = TestReadings.EVENING + (slot + 1L) * INTERVAL_MILLIS;
        for (int partition = 0; partition < partitions; partition++) {
          producer.send(
              new ProducerRecord<>(
                  Topics.READINGS,
                  partition,
                  now,
                  null,
                  messages.encode(new Heartbeat("bridge-1", now))));
        }
      }
      producer.flush();
      if (refused.get() != null) {
        throw new IllegalStateException("Kafka did not take all readings", refused.get());
      }
    }
  }

  private static void send(
      KafkaProducer<String, byte[]> producer,
      AvroMessages messages,
      Reading reading,
      AtomicReference<Exception> refused) {
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

  /** Which of the lamp's readings arrive in a slot. */
  private List<Integer> arriving(int lamp, int slot) {
    if (mood == Mood.CALM) {
      return List.of(slot);
    }
    List<Integer> slots = new ArrayList<>();
    for (int late : List.of(LATE_SLOTS, VERY_LATE_SLOTS)) {
      if (slot >= late && slotsLate(lamp, slot - late) == late) {
        slots.add(slot - late);
      }
    }
    if (slotsLate(lamp, slot) == 0) {
      slots.add(slot);
      if (dice(lamp, slot) % 50 == 1) {
        slots.add(slot);
      }
    }
    return slots;
  }

  private static int slotsLate(int lamp, int slot) {
    int dice = dice(lamp, slot);
    return dice % 400 == 7 ? VERY_LATE_SLOTS : dice % 20 == 0 ? LATE_SLOTS : 0;
  }

  /** The same number for the same reading in every run. */
  private static int dice(int lamp, int slot) {
    return Math.floorMod((lamp * 31 + slot) * 0x9E3779B9 >> 7, 1_000_000);
  }

  private boolean isBroken(int lamp) {
    return mood == Mood.TROUBLED && lamp % 100 == 7;
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

  private Reading reading(int lamp, int slot) {
    long offset = Math.floorMod(lamp * 7_919L, INTERVAL_MILLIS);
    long observedAt = TestReadings.EVENING + (long) slot * INTERVAL_MILLIS + offset;
    long localHour = Math.floorMod(observedAt / HOUR_MILLIS + 7, 24L);
    boolean night = localHour < 6 || localHour >= 18;
    boolean lit = night && !isBroken(lamp);
    return TestReadings.reading(controller(lamp), observedAt, slot)
        .setCityId(city(lamp))
        .setTopic("lighting/v1/" + city(lamp) + "/" + controller(lamp) + "/reading")
        .setEnergyTotalMilliwattHours(
            1_000_000L
                + lamp
                + (isBroken(lamp) ? (long) slot * STANDBY_MW / 4 : counted(slot, offset)))
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
