package city.sawang.local.verify;

import city.sawang.local.verify.DatabaseReader.ReadProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Compares a ledger with Kafka and the database. Waits until the database has caught up with Kafka
 * or makes no more progress, and only then judges: while rows are on their way, nothing is a
 * defect.
 */
public final class Verifier {
  /**
   * How long to wait.
   *
   * @param settle no progress for so long: the platform has done what it will do
   * @param deadline judge after so long in any case
   * @param poll pause between two polls
   * @param horizon lateness horizon of the jobs
   */
  public record Limits(Duration settle, Duration deadline, Duration poll, Duration horizon) {
    public Limits {
      if (settle.isNegative() || deadline.compareTo(settle) < 0) {
        throw new IllegalArgumentException(
            "deadline is " + deadline + ", expected no less than settle " + settle);
      }
    }
  }

  private static final long QUARTER = 900_000;

  private final SendLog ledger;
  private final SentReadings readings;
  private final KafkaReader kafka;
  private final DatabaseReader database;
  private final Limits limits;
  private final LongSupplier nanos;
  private final KafkaTrace trail;
  private final Set<String> cities = new TreeSet<>();

  Verifier(SendLog ledger, KafkaReader kafka, DatabaseReader database, Limits limits) {
    this.ledger = ledger;
    this.readings = ledger.readings();
    this.kafka = kafka;
    this.database = database;
    this.limits = limits;
    this.nanos = System::nanoTime;
    this.trail = new KafkaTrace(ledger, limits.horizon().toMillis());
    readings.devices().forEach(device -> cities.add(device.cityId()));
  }

  /**
   * Compares the send log of a simulator with the Kafka and the database of a platform.
   *
   * @param sendLog file that the simulator wrote
   * @param kafka bootstrap servers
   * @param jdbcUrl with a login that may read every public view
   * @throws IOException when the file is no send log
   */
  public static VerificationReport verify(Path sendLog, String kafka, String jdbcUrl, Limits limits)
      throws IOException, SQLException, InterruptedException {
    SendLog sent = SendLog.read(sendLog);
    try (KafkaReader records = new KafkaTopicReader(kafka);
        DatabaseReader rows = new PublicViewReader(jdbcUrl)) {
      return new Verifier(sent, records, rows, limits).verify();
    }
  }

  VerificationReport verify() throws SQLException, InterruptedException {
    long began = nanos.getAsLong();
    long quietSince = began;
    ReadProgress last = null;
    while (true) {
      boolean moved = readKafka();
      ReadProgress progress = progress();
      moved |= !progress.equals(last);
      last = progress;
      long now = nanos.getAsLong();
      if (moved) {
        quietSince = now;
      } else if (arrived(progress)) {
        VerificationReport verdict = judge();
        if (verdict.defects().clean()) {
          return verdict;
        }
      }
      boolean settled = now - quietSince >= limits.settle().toNanos();
      if (settled || now - began >= limits.deadline().toNanos()) {
        return judge();
      }
      TimeUnit.MILLISECONDS.sleep(limits.poll().toMillis());
    }
  }

  private boolean readKafka() {
    long before = trail.readingRecords() + trail.quarantineRecords();
    kafka.read(trail);
    return trail.readingRecords() + trail.quarantineRecords() > before;
  }

  private ReadProgress progress() throws SQLException {
    Span span = span();
    return database.progress(cities, span.from, span.to);
  }

  /** Whether the database can be complete; the full comparison costs more than this check. */
  private boolean arrived(ReadProgress progress) {
    long received =
        trail.hours().entrySet().stream()
            .filter(e -> cities.contains(e.getKey().cityId()))
            .mapToLong(e -> e.getValue().received())
            .sum();
    return progress.readings() >= readings.count(SentReadings.IN_KAFKA)
        && progress.received() >= received;
  }

  /** The instants of all readings that should be there, and so of every row to look at. */
  private record Span(long from, long to) {}

  private Span span() {
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (int i = 0; i < readings.size(); i++) {
      if (readings.is(i, SentReadings.IN_KAFKA) || readings.is(i, SentReadings.ACKNOWLEDGED)) {
        from = Math.min(from, readings.observedAt(i));
        to = Math.max(to, readings.observedAt(i));
      }
    }
    for (UnnumberedReadings device : ledger.unnumbered().values()) {
      for (UnnumberedReadings.Found found : device.records()) {
        from = Math.min(from, found.content().observedAt());
        to = Math.max(to, found.content().observedAt());
      }
    }
    return from > to ? new Span(0, 0) : new Span(from, to);
  }

  private VerificationReport judge() throws SQLException {
    Defects defects = new Defects();
    defects.addAll(trail.defects());
    trail.judgeLateness();
    Span span = span();
    judgeArchive(defects, span);
    judgeSent(defects);
    judgeUnnumbered(defects);
    judgeQuarantine(defects);
    judgeLedger(defects);
    long quarters = judgeQuarters(defects, span);
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("messages sent", ledger.messages());
    figures.put("messages acknowledged", ledger.acknowledged());
    figures.put("readings sent, repetitions included", ledger.readingsSent());
    figures.put(
        "readings sent, distinct", readings.size() - readings.count(SentReadings.BEFORE_LEDGER));
    figures.put("records in the readings topic", trail.readingRecords());
    figures.put("readings of the ledger in Kafka, distinct", readings.count(SentReadings.IN_KAFKA));
    figures.put("records in the quarantine topic", trail.quarantineRecords());
    figures.put("readings of the ledger in quarantine", readings.count(SentReadings.IN_QUARANTINE));
    figures.put("readings of the ledger in the database", readings.count(SentReadings.IN_DATABASE));
    figures.put("readings without sequence number in Kafka", unnumberedRecords());
    figures.put("quarter hours compared", quarters);
    return new VerificationReport(figures, defects);
  }

  /** Marks what the database shows, and finds what it shows twice, wrongly or without reason. */
  private void judgeArchive(Defects defects, Span span) throws SQLException {
    readings.clear(SentReadings.IN_DATABASE);
    ledger.unnumbered().values().forEach(UnnumberedReadings::clearRows);
    database.readings(
        span.from,
        span.to,
        row -> {
          UnnumberedReadings unnumbered =
              ledger.unnumbered().get(SimulatedDevice.key(row.cityId(), row.controllerId()));
          if (unnumbered != null && row.seq() == null) {
            unnumbered.row(row.observedAt(), row.energy(), row.power());
            return;
          }
          int device = readings.deviceOf(row.cityId(), row.controllerId());
          int index = readings.find(row.cityId(), row.controllerId(), row.boot(), row.seq());
          if (index == SentReadings.NONE) {
            trail.report(
                defects,
                row.cityId(),
                row.controllerId(),
                row.boot(),
                row.seq(),
                row.observedAt(),
                device,
                "the database");
            return;
          }
          SentReadings.Content sent = readings.content(index);
          if (readings.is(index, SentReadings.IN_DATABASE)) {
            defects.add(
                DefectKind.DUPLICATE_EFFECT,
                readings.subject(index),
                row.observedAt(),
                readings.name(index) + " is archived more than once");
          } else if (sent.observedAt() != row.observedAt()
              || different(sent.energy(), row.energy())
              || different(sent.power(), row.power())) {
            defects.add(
                DefectKind.PHANTOM,
                readings.subject(index),
                row.observedAt(),
                "the database says " + row + ", sent was " + sent);
          }
          readings.mark(index, SentReadings.IN_DATABASE);
        });
  }

  private static boolean different(long sent, Long found) {
    return found != null ? found != sent : sent != 0;
  }

  /** Follows every acknowledged reading to Kafka, and everything in Kafka to the database. */
  private void judgeSent(Defects defects) {
    long[] reached = reachedOffsets();
    long others = 0;
    for (int i = 0; i < readings.size(); i++) {
      if (readings.is(i, SentReadings.IN_KAFKA)) {
        if (!readings.is(i, SentReadings.IN_DATABASE)) {
          boolean behind = readings.offset(i) > reached[readings.partition(i)];
          defects.add(
              behind ? DefectKind.STALLED : DefectKind.LOST,
              readings.subject(i),
              readings.observedAt(i),
              readings.name(i)
                  + " is in Kafka at partition "
                  + readings.partition(i)
                  + " offset "
                  + readings.offset(i)
                  + (behind
                      ? "; the database has got no further than " + reached[readings.partition(i)]
                      : "; the database has later ones and not this"));
        }
      } else if (isOfAnotherLog(i)) {
        others++;
      } else if (readings.is(i, SentReadings.ACKNOWLEDGED)
          && !readings.is(i, SentReadings.IN_QUARANTINE)) {
        defects.add(
            DefectKind.LOST,
            readings.subject(i),
            readings.observedAt(i),
            readings.name(i) + " was acknowledged and is neither in Kafka nor in quarantine");
      }
    }
    if (others > 0) {
      defects.add(
          DefectKind.OTHER_LOG,
          "Kafka",
          ledger.startedAt(),
          others
              + " readings are in the database and not in Kafka, which has its first record: it is"
              + " another log than the one they came through, and neither counts nor figures of"
              + " their devices can be compared with it");
    }
  }

  /** Retention takes the first records of a log; a log that has them all never had this one. */
  private boolean isOfAnotherLog(int index) {
    return kafka.fromTheBeginning()
        && readings.is(index, SentReadings.IN_DATABASE)
        && !readings.is(index, SentReadings.IN_KAFKA);
  }

  private void judgeUnnumbered(Defects defects) {
    long[] reached = reachedOffsets();
    ledger
        .unnumbered()
        .forEach(
            (key, device) -> {
              device.checkKafka(ledger::isAcknowledged, defects);
              device.checkArchive(trail.judged(key), reached, defects);
            });
  }

  private long unnumberedRecords() {
    return ledger.unnumbered().values().stream().mapToLong(d -> d.records().size()).sum();
  }

  /** Per partition the last offset of which something is in the database. */
  private long[] reachedOffsets() {
    long[] reached = new long[Short.MAX_VALUE];
    Arrays.fill(reached, -1);
    for (int i = 0; i < readings.size(); i++) {
      if (readings.is(i, SentReadings.IN_KAFKA) && readings.is(i, SentReadings.IN_DATABASE)) {
        int partition = readings.partition(i);
        reached[partition] = Math.max(reached[partition], readings.offset(i));
      }
    }
    ledger.unnumbered().values().forEach(device -> device.reached(reached));
    return reached;
  }

  private void judgeQuarantine(Defects defects) throws SQLException {
    ledger
        .malformed()
        .forEach(
            (payload, sent) -> {
              int seen = trail.seen(payload);
              if (seen < sent) {
                defects.add(
                    DefectKind.LOST,
                    payload.topic(),
                    ledger.startedAt(),
                    "malformed payload "
                        + Long.toHexString(payload.sha())
                        + " was acknowledged "
                        + sent
                        + " times and is "
                        + seen
                        + " times in quarantine");
              }
            });
    Set<String> missing = new HashSet<>(trail.quarantineIds());
    database.quarantineIds(ledger.startedAt() - QUARTER, missing::remove);
    missing.forEach(
        id ->
            defects.add(
                DefectKind.LOST,
                id,
                ledger.startedAt(),
                "the refusal is in Kafka and not in quality.quarantine"));
  }

  /** The hourly ledger must count every distinct reading once, in every hour. */
  private void judgeLedger(Defects defects) throws SQLException {
    Set<KafkaTrace.CityHour> open = new HashSet<>();
    trail.hours().keySet().stream().filter(h -> cities.contains(h.cityId())).forEach(open::add);
    boolean countable = kafka.fromTheBeginning() && defects.count(DefectKind.OTHER_LOG) == 0;
    database.ledgerHours(
        cities,
        row -> {
          open.remove(new KafkaTrace.CityHour(row.cityId(), row.hour()));
          KafkaTrace.Count count = trail.hour(row.cityId(), row.hour());
          DefectKind kind = DefectKind.DUPLICATE_EFFECT;
          String wrong = null;
          if (row.unexplained() != 0
              || row.received() != row.accepted() + row.duplicate() + row.quarantined()
              || row.accepted() != row.inTime() + row.late() + row.tooLate()) {
            wrong = "does not add up";
          } else if (countable
              && (row.received() != count.received()
                  || row.accepted() != count.accepted()
                  || row.duplicate() != count.duplicate()
                  || row.quarantined() != count.quarantined())) {
            wrong = "differs from Kafka's " + count;
            kind = row.received() < count.received() ? uncounted(defects) : kind;
          }
          if (wrong != null) {
            defects.add(kind, row.cityId(), row.hour(), "the ledger's " + row + ' ' + wrong);
          }
        });
    if (countable) {
      open.forEach(
          hour ->
              defects.add(
                  uncounted(defects),
                  hour.cityId(),
                  hour.hour(),
                  "the ledger has no row, Kafka has " + trail.hour(hour.cityId(), hour.hour())));
    }
  }

  /** What is not counted yet is late when other things are, and lost otherwise. */
  private static DefectKind uncounted(Defects defects) {
    return defects.count(DefectKind.STALLED) > 0 ? DefectKind.STALLED : DefectKind.LOST;
  }

  private long judgeQuarters(Defects defects, Span span) throws SQLException {
    Map<String, DatabaseReader.VerifiedLamp> lamps = new HashMap<>();
    database.lamps(
        cities, lamp -> lamps.put(SimulatedDevice.key(lamp.cityId(), lamp.controllerId()), lamp));
    QuarterHourCheck check = new QuarterHourCheck(ledger, trail, lamps, stalled(), defects);
    database.quarterHours(span.from - QUARTER, span.to + QUARTER, check::row);
    database.meterQuarterHours(span.from - QUARTER, span.to + QUARTER, check::meterRow);
    return check.finish();
  }

  /** Devices with readings that the database has not taken: their figures cannot be right yet. */
  private Set<Integer> stalled() {
    long[] reached = reachedOffsets();
    Set<Integer> devices = new HashSet<>();
    for (int i = 0; i < readings.size(); i++) {
      if (isOfAnotherLog(i)) {
        devices.add(readings.device(i));
      } else if (readings.is(i, SentReadings.IN_KAFKA)
          && !readings.is(i, SentReadings.IN_DATABASE)
          && readings.offset(i) > reached[readings.partition(i)]) {
        devices.add(readings.device(i));
      }
    }
    // A device without sequence numbers that is not archived has been found already.
    return devices;
  }
}
