package city.sawang.jobs;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Two days of two cities in three chapters. The first is sent to the version that takes the
 * savepoint, the others come after the upgrade. Since a release it must never change, or the kept
 * savepoints no longer belong to it: a new twist is a new story beside it.
 *
 * <p>Nan: {@code c1} plain; {@code c2} swapped for {@code c3}; {@code c4} whose counter resets and
 * which turns out to have moved to another lamp long ago; {@code m1} a meter. Satun: {@code s1}
 * whose link is down in the first evening; {@code s2} without counter and sequence; {@code s3} that
 * is registered late; {@code s4} from which nothing ever comes.
 */
final class UpgradeStory {
  static final int PARTITIONS = 4;

  /** It is swapped in the first chapter and says nothing after that. */
  static final String RETIRED = "c2";

  private static final long QUARTER = 900_000;
  private static final long HOUR = 4 * QUARTER;
  private static final long DAY = 24 * HOUR;

  /** 15:00 in Thailand. */
  private static final long START = TestReadings.EVENING - 4 * HOUR;

  private static final int FIRST_END = 30 * 4;
  private static final int SECOND_END = 42 * 4;
  private static final int END = 54 * 4;
  private static final int SWAP = 20 * 4;
  private static final int LINK_DOWN = 22 * 4;

  private final AvroMessages messages = new AvroMessages();

  /**
   * What is sent together, registry first: the readings come when the registry is known. The
   * registry ends with a damaged record in every partition, which shows in the ledger that all
   * before it was read.
   */
  record Chapter(
      List<ProducerRecord<String, byte[]>> registry, List<ProducerRecord<String, byte[]>> data) {}

  /** Up to the savepoint: 30 hours. */
  Chapter first() {
    List<ProducerRecord<String, byte[]>> data = heartbeats(START);
    for (int slot = 0; slot < FIRST_END; slot++) {
      addSlot(data, slot);
      // What c4 held back comes two hours late.
      if (slot >= 8 && isHeldBack(slot - 8) && (slot - 8) % 14 != 0) {
        data.add(record(c4(slot - 8)));
      }
    }
    data.add(refused("q1", "{"));
    return new Chapter(registry(false), data);
  }

  /** After the upgrade: corrections of the registry, a link that is up again, 12 hours. */
  Chapter second() {
    List<ProducerRecord<String, byte[]>> data = heartbeats(START + FIRST_END * QUARTER);
    for (int slot = LINK_DOWN; slot < FIRST_END; slot++) {
      data.add(record(s1(slot).setHistorical(true)));
    }
    for (int slot = 0; slot < FIRST_END; slot += 14) {
      data.add(record(c4(slot)));
    }
    // Known already; of the same identity with other content; older than the horizon.
    data.add(record(c1(40)));
    data.add(record(s2(41)));
    data.add(record(c1(42).setDigest(1).setEnergyTotalMilliwattHours(7L)));
    data.add(record(c1(50).setObservedAt(START - 4 * DAY).setSeq(9_000L).setDigest(2)));
    for (int slot = FIRST_END; slot < SECOND_END; slot++) {
      addSlot(data, slot);
    }
    data.add(refused("q2", "[]"));
    return new Chapter(registry(true), data);
  }

  /** After one more restart: a late reading of the first day, one sent again, 12 hours. */
  Chapter third() {
    List<ProducerRecord<String, byte[]>> data = heartbeats(START + SECOND_END * QUARTER);
    for (int slot = SECOND_END; slot < END; slot++) {
      addSlot(data, slot);
    }
    data.add(
        record(
            c1(60)
                .setObservedAt(START + 60 * QUARTER + QUARTER / 2)
                .setSeq(9_001L)
                .setDigest(3)
                .setEnergyTotalMilliwattHours(counted(1_000_000, 60) + 50)));
    data.add(record(c3(SWAP + 10)));
    return new Chapter(registry(true), data);
  }

  /** Readings, refused payloads and damaged records: what the ledger has to count. */
  static long received(Chapter chapter) {
    return PARTITIONS + chapter.data().stream().filter(record -> record.key() != null).count();
  }

  private void addSlot(List<ProducerRecord<String, byte[]>> data, int slot) {
    data.add(record(c1(slot)));
    data.add(record(slot < SWAP ? c2(slot) : c3(slot)));
    if (!isHeldBack(slot) || slot >= FIRST_END) {
      data.add(record(c4(slot)));
    }
    if (slot % 4 == 0) {
      data.add(record(m1(slot)));
    }
    if (slot < LINK_DOWN || slot >= FIRST_END) {
      data.add(record(s1(slot)));
    }
    data.add(record(s2(slot)));
    data.add(record(s3(slot)));
  }

  private static boolean isHeldBack(int slot) {
    return slot % 7 == 0;
  }

  private static Reading.Builder c1(int slot) {
    return reading("mueang-nan", "c1", slot).setEnergyTotalMilliwattHours(counted(1_000_000, slot));
  }

  private static Reading.Builder c2(int slot) {
    return reading("mueang-nan", "c2", slot).setEnergyTotalMilliwattHours(counted(2_000_000, slot));
  }

  private static Reading.Builder c3(int slot) {
    return reading("mueang-nan", "c3", slot).setEnergyTotalMilliwattHours(counted(5_000, slot));
  }

  /** Its counter restarts from zero in the first night. */
  private static Reading.Builder c4(int slot) {
    int reset = 50;
    return reading("mueang-nan", "c4", slot)
        .setEnergyTotalMilliwattHours(
            slot < reset ? counted(4_000_000, slot) : counted(0, slot) - counted(0, reset - 1));
  }

  private static Reading.Builder m1(int slot) {
    return reading("mueang-nan", "m1", slot)
        .setKind(DeviceKind.METER)
        .setEnergyTotalMilliwattHours(3 * counted(9_000_000, slot))
        .setActivePowerMilliwatts(3L * power(slot));
  }

  private static Reading.Builder s1(int slot) {
    return reading("satun", "s1", slot).setEnergyTotalMilliwattHours(counted(100_000, slot));
  }

  private static Reading.Builder s2(int slot) {
    return reading("satun", "s2", slot).setBootId(null).setSeq(null);
  }

  private static Reading.Builder s3(int slot) {
    return reading("satun", "s3", slot).setEnergyTotalMilliwattHours(counted(300_000, slot));
  }

  private static Reading.Builder reading(String city, String controller, int slot) {
    long observedAt = START + slot * QUARTER + 10_000L * (controller.hashCode() % 7);
    return TestReadings.reading(controller, observedAt, slot)
        .setCityId(city)
        .setTopic("lighting/v1/" + city + "/" + controller + "/reading")
        .setActivePowerMilliwatts((long) power(slot))
        .setDimActualBasisPoints(isLit(slot) ? 10_000 : 0)
        .setLampOn(isLit(slot));
  }

  private static int power(int slot) {
    return isLit(slot) ? 40_000 : 400;
  }

  /** Burns from 18:00 to 06:00. */
  private static boolean isLit(int slot) {
    int localHour = (15 + slot / 4) % 24;
    return localHour < 6 || localHour >= 18;
  }

  private static long counted(long from, int slot) {
    long counter = from;
    for (int past = 0; past < slot; past++) {
      counter += power(past) / 4;
    }
    return counter;
  }

  /**
   * @param corrected s3 is known by now, and so is that c4 hangs at lamp-4 since ten hours after
   *     the start
   */
  private List<ProducerRecord<String, byte[]>> registry(boolean corrected) {
    Assignment.Builder lamp2 = lamp("lamp-2", "F1");
    long swap = START + SWAP * QUARTER;
    long moved = START + 10 * HOUR;
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    records.add(registered("mueang-nan", "c1", lamp("lamp-1", "F1").build()));
    records.add(
        registered("mueang-nan", "c2", Assignment.newBuilder(lamp2).setValidTo(swap).build()));
    records.add(
        registered("mueang-nan", "c3", Assignment.newBuilder(lamp2).setValidFrom(swap).build()));
    if (corrected) {
      records.add(
          registered(
              "mueang-nan",
              "c4",
              lamp("lamp-3", "F2").setValidTo(moved).build(),
              lamp("lamp-4", "F1").setValidFrom(moved).build()));
      records.add(registered("satun", "s3", lamp("lamp-3", "F1").build()));
    } else {
      records.add(registered("mueang-nan", "c4", lamp("lamp-3", "F2").build()));
    }
    records.add(
        registered("mueang-nan", "m1", lamp("meter-1", "F1").setKind(DeviceKind.METER).build()));
    records.add(registered("satun", "s1", lamp("lamp-1", "F1").build()));
    records.add(registered("satun", "s2", lamp("lamp-2", "F1").build()));
    records.add(registered("satun", "s4", lamp("lamp-9", "F1").build()));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      records.add(
          new ProducerRecord<>(
              Topics.REGISTRY, partition, START, "mueang-nan/c1", new byte[] {1, 2, 3}));
    }
    return records;
  }

  private static Assignment.Builder lamp(String lampId, String feederId) {
    Assignment like = TestReadings.registered("any", lampId).getAssignments().get(0);
    return Assignment.newBuilder(like).setFeederId(feederId).setReportIntervalSeconds(900);
  }

  private ProducerRecord<String, byte[]> registered(
      String city, String controller, Assignment... assignments) {
    RegistryController record =
        RegistryController.newBuilder(TestReadings.registered(controller, "any"))
            .setCityId(city)
            .setAssignments(List.of(assignments))
            .build();
    return record(Topics.REGISTRY, Topics.key(city, controller), START, record);
  }

  private ProducerRecord<String, byte[]> record(Reading.Builder builder) {
    Reading reading = builder.build();
    return record(
        Topics.READINGS,
        Topics.key(reading.getCityId(), reading.getControllerId()),
        reading.getObservedAt(),
        reading);
  }

  private ProducerRecord<String, byte[]> refused(String id, String payload) {
    return record(
        Topics.QUARANTINE,
        "mueang-nan/c1",
        START,
        QuarantinedPayload.newBuilder()
            .setQuarantineId(id)
            .setReceivedAt(START)
            .setTopic("lighting/v1/mueang-nan/c1/reading")
            .setCityId("mueang-nan")
            .setReason("NOT_OUR_SCHEMA")
            .setDetail("no measurement")
            .setPayload(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  private List<ProducerRecord<String, byte[]>> heartbeats(long at) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    byte[] heartbeat = messages.encode(new Heartbeat("bridge-1", at));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      records.add(new ProducerRecord<>(Topics.READINGS, partition, at, null, heartbeat));
    }
    return records;
  }

  /** The partition is ours, so that offsets are the same in every run. */
  private ProducerRecord<String, byte[]> record(
      String topic, String key, long timestamp, SpecificRecord message) {
    return new ProducerRecord<>(
        topic, Math.floorMod(key.hashCode(), PARTITIONS), timestamp, key, messages.encode(message));
  }
}
