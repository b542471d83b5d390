package city.sawang.local.verify;

import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * Follows the two topics: marks what of the ledger has arrived, finds what nobody sent, and counts
 * what the hourly ledger has to say when each distinct reading is accepted once.
 */
final class KafkaTrace implements KafkaReader.Visitor {
  private static final long HOUR = 3_600_000;
  private static final long EARLY_MILLIS = 1_000;

  /**
   * What one city and hour of arrival must show.
   *
   * @param accepted distinct readings
   */
  record Count(long received, long accepted, long duplicate, long quarantined) {
    private static final Count ZERO = new Count(0, 0, 0, 0);

    private Count plus(Count other) {
      return new Count(
          received + other.received,
          accepted + other.accepted,
          duplicate + other.duplicate,
          quarantined + other.quarantined);
    }
  }

  /** City and start of an hour. */
  record CityHour(String cityId, long hour) {}

  private final SendLog ledger;
  private final SentReadings readings;
  private final long horizonMillis;
  private final ObjectMapper json = new ObjectMapper();
  private final MessageDigest sha256;
  private final Defects defects = new Defects();
  private final LongHashMap digests = new LongHashMap();
  private final LongHashMap firstArrivals = new LongHashMap();
  private final Map<Integer, Long> arrivals = new HashMap<>();
  private final Map<CityHour, Count> hours = new HashMap<>();
  private final Map<CityHour, Count> unnumberedHours = new HashMap<>();
  private final Map<String, UnnumberedReadings.Judged> judged = new HashMap<>();
  private final Map<SendLog.MalformedKey, Integer> malformedSeen = new HashMap<>();
  private final Set<String> quarantineIds = new HashSet<>();
  private long readingRecords;
  private long quarantineRecords;

  KafkaTrace(SendLog ledger, long horizonMillis) {
    this.ledger = ledger;
    this.readings = ledger.readings();
    this.horizonMillis = horizonMillis;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void reading(int partition, long offset, Reading r) {
    readingRecords++;
    UnnumberedReadings unnumbered =
        ledger.unnumbered().get(SimulatedDevice.key(r.getCityId(), r.getControllerId()));
    if (unnumbered != null && r.getSeq() == null) {
      unnumbered.found(
          new UnnumberedReadings.Found(
              partition,
              offset,
              arrivals.merge(partition, r.getReceivedAt(), Math::max),
              r.getDigest(),
              content(r),
              r.getReceivedAt() < ledger.startedAt() - EARLY_MILLIS));
      count(hours, r.getCityId(), r.getReceivedAt(), new Count(1, 0, 0, 0));
      return;
    }
    long identity =
        IdentityHash.of(
            r.getCityId(),
            r.getControllerId(),
            r.getBootId(),
            r.getSeq(),
            r.getObservedAt(),
            r.getDigest());
    long first = digests.get(identity);
    boolean fresh = first == LongHashMap.ABSENT;
    long digest = r.getDigest() == LongHashMap.ABSENT ? 0 : r.getDigest();
    if (fresh) {
      digests.put(identity, digest);
      firstArrivals.put(identity, r.getReceivedAt());
    }
    boolean duplicate = !fresh && first == digest;
    if (duplicate && r.getReceivedAt() < firstArrivals.get(identity)) {
      // Partitions are read one after the other; accepted is the copy that came first.
      count(hours, r.getCityId(), r.getReceivedAt(), new Count(0, 1, -1, 0));
      count(hours, r.getCityId(), firstArrivals.get(identity), new Count(0, -1, 1, 0));
      firstArrivals.put(identity, r.getReceivedAt());
    }
    count(
        hours,
        r.getCityId(),
        r.getReceivedAt(),
        new Count(1, fresh ? 1 : 0, duplicate ? 1 : 0, fresh || duplicate ? 0 : 1));
    if (fresh) {
      follow(partition, offset, r);
    }
  }

  private void follow(int partition, long offset, Reading r) {
    int device = readings.deviceOf(r.getCityId(), r.getControllerId());
    int index = readings.find(r.getCityId(), r.getControllerId(), r.getBootId(), r.getSeq());
    SentReadings.Content found = content(r);
    if (index == SentReadings.NONE) {
      if (device != SentReadings.NONE && r.getReceivedAt() < ledger.startedAt() - EARLY_MILLIS) {
        index = readings.add(r.getCityId(), r.getControllerId(), found, SentReadings.BEFORE_LEDGER);
      } else {
        unknownReading(
            r.getCityId(),
            r.getControllerId(),
            r.getBootId(),
            r.getSeq(),
            r.getObservedAt(),
            device,
            "Kafka");
        return;
      }
    } else if (!same(readings.content(index), found)) {
      defects.add(
          DefectKind.PHANTOM,
          readings.subject(index),
          r.getObservedAt(),
          "Kafka says " + found + ", sent was " + readings.content(index));
    }
    readings.mark(index, SentReadings.IN_KAFKA);
    readings.place(
        index, partition, offset, arrivals.merge(partition, r.getReceivedAt(), Math::max));
  }

  /**
   * Marks the readings that came behind their controller's newest one by more than the horizon. A
   * controller's readings may lie in two partitions, an ordinary one and one for backlog, and these
   * are read in any order: so it is decided when both are read, by when the readings came.
   */
  void judgeLateness() {
    judgeUnnumbered();
    readings.clear(SentReadings.TOO_LATE);
    Map<Integer, Long> newest = new HashMap<>();
    for (int index : readings.inOrderOfArrival()) {
      long observedAt = readings.observedAt(index);
      long before = newest.getOrDefault(readings.device(index), observedAt);
      if (observedAt < before - horizonMillis) {
        readings.mark(index, SentReadings.TOO_LATE);
      }
      newest.put(readings.device(index), Math.max(before, observedAt));
    }
  }

  private void judgeUnnumbered() {
    unnumberedHours.clear();
    judged.clear();
    ledger
        .unnumbered()
        .forEach(
            (key, device) -> {
              UnnumberedReadings.Judged verdict = device.judge(horizonMillis);
              judged.put(key, verdict);
              String city = device.device().cityId();
              verdict
                  .accepted()
                  .forEach(
                      found ->
                          count(unnumberedHours, city, found.receivedAt(), new Count(0, 1, 0, 0)));
              verdict
                  .duplicates()
                  .forEach(
                      found ->
                          count(unnumberedHours, city, found.receivedAt(), new Count(0, 0, 1, 0)));
            });
  }

  /** What becomes of a device's readings without sequence number, see {@link #judgeLateness}. */
  UnnumberedReadings.Judged judged(String key) {
    return judged.get(key);
  }

  /**
   * A reading that the ledger does not have under this city and controller.
   *
   * @param device index of the device, or {@link SentReadings#NONE}
   */
  void unknownReading(
      String city,
      String controller,
      Long boot,
      Long seq,
      long observedAt,
      int device,
      String where) {
    report(defects, city, controller, boot, seq, observedAt, device, where);
  }

  /** As {@link #unknownReading}, reported to other defects. */
  void report(
      Defects to,
      String city,
      String controller,
      Long boot,
      Long seq,
      long observedAt,
      int device,
      String where) {
    for (SimulatedDevice other : readings.devicesNamed(controller)) {
      int there = readings.find(other.cityId(), controller, boot, seq);
      if (!other.cityId().equals(city)
          && there != SentReadings.NONE
          && readings.observedAt(there) == observedAt) {
        to.add(
            DefectKind.CROSS_CITY,
            city + '/' + controller,
            observedAt,
            where + " shows it under " + city + ", it was sent under " + other.cityId());
        return;
      }
    }
    if (device != SentReadings.NONE) {
      to.add(
          DefectKind.PHANTOM,
          city + '/' + controller,
          observedAt,
          where + " has boot " + boot + " seq " + seq + ", which was never sent");
    }
  }

  /** Whether two readings say the same where the ledger can tell. */
  static boolean same(SentReadings.Content sent, SentReadings.Content found) {
    return sent.observedAt() == found.observedAt()
        && sent.energy() == found.energy()
        && sent.power() == found.power();
  }

  private static SentReadings.Content content(Reading r) {
    return new SentReadings.Content(
        r.getObservedAt(),
        orZero(r.getBootId()),
        orZero(r.getSeq()),
        orZero(r.getEnergyTotalMilliwattHours()),
        orZero(r.getActivePowerMilliwatts()),
        r.getHistorical(),
        Boolean.TRUE.equals(r.getLampOn()),
        (r.getEnergyTotalMilliwattHours() == null ? SendLog.NO_COUNTER : 0)
            | (r.getActivePowerMilliwatts() == null ? SendLog.NO_POWER : 0)
            | (r.getSeq() == null ? SendLog.NO_SEQUENCE : 0)
            | (timedByArrival(r) ? SendLog.NO_CLOCK : 0),
        r.getReceivedAt());
  }

  private static boolean timedByArrival(Reading r) {
    return r.getTimeSource() == TimeSource.ARRIVAL;
  }

  private static long orZero(Long value) {
    return value == null ? 0 : value;
  }

  @Override
  public void quarantined(QuarantinedPayload refused) {
    quarantineRecords++;
    count(
        hours,
        refused.getCityId() == null ? "(unknown)" : refused.getCityId(),
        refused.getReceivedAt(),
        new Count(1, 0, 0, 1));
    if (refused.getReceivedAt() < ledger.startedAt() - EARLY_MILLIS) {
      return;
    }
    ByteBuffer buffer = refused.getPayload().duplicate();
    byte[] payload = new byte[buffer.remaining()];
    buffer.get(payload);
    long sha = ByteBuffer.wrap(sha256.digest(payload)).getLong();
    SendLog.MalformedKey key = new SendLog.MalformedKey(refused.getTopic(), sha);
    if (ledger.malformed().containsKey(key)) {
      malformedSeen.merge(key, 1, Integer::sum);
      quarantineIds.add(refused.getQuarantineId());
    } else {
      markInside(refused, payload);
    }
  }

  /** A refused payload may hold readings of the ledger, e.g. one from the year 2000. */
  private void markInside(QuarantinedPayload refused, byte[] payload) {
    String[] level = refused.getTopic().split("/");
    if (level.length != 5 || readings.deviceOf(level[2], level[3]) == SentReadings.NONE) {
      return;
    }
    JsonNode tree;
    try {
      tree = json.readTree(payload);
    } catch (IOException notJson) {
      return;
    }
    for (JsonNode element : tree.isArray() ? tree : Arrays.asList(tree)) {
      int index =
          element.hasNonNull("seq")
              ? readings.find(
                  level[2], level[3], element.path("bootId").asLong(), element.path("seq").asLong())
              : SentReadings.NONE;
      if (index != SentReadings.NONE) {
        readings.mark(index, SentReadings.IN_QUARANTINE);
        quarantineIds.add(refused.getQuarantineId());
      }
    }
  }

  private static void count(Map<CityHour, Count> into, String city, long receivedAt, Count one) {
    LongUnaryOperator hour = at -> Math.floorDiv(at, HOUR) * HOUR;
    into.merge(new CityHour(city, hour.applyAsLong(receivedAt)), one, Count::plus);
  }

  Defects defects() {
    return defects;
  }

  Count hour(String city, long hour) {
    CityHour key = new CityHour(city, hour);
    return hours.getOrDefault(key, Count.ZERO).plus(unnumberedHours.getOrDefault(key, Count.ZERO));
  }

  Map<CityHour, Count> hours() {
    return hours;
  }

  /** How often a payload without a reading was found in quarantine. */
  int seen(SendLog.MalformedKey malformed) {
    return malformedSeen.getOrDefault(malformed, 0);
  }

  /** Refusals of this ledger's payloads, which the database must show too. */
  Set<String> quarantineIds() {
    return quarantineIds;
  }

  long readingRecords() {
    return readingRecords;
  }

  long quarantineRecords() {
    return quarantineRecords;
  }
}
