package city.sawang.jobs.incident;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import city.sawang.jobs.metering.log.ReadingLog;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One controller with its log, and every incident that was published of it and still stands. */
final class Life {
  private static final long MINUTE = 60_000L;
  private static final RuleSet RULES = RuleSet.shipped();

  final Map<Long, byte[]> chunks = new HashMap<>();
  final Map<String, Incident> rows = new TreeMap<>();

  /** What only the outages of its groups look at. */
  final Map<String, Incident> signs = new TreeMap<>();

  final List<IncidentChange> changes = new ArrayList<>();
  private final List<IncidentChange> news = new ArrayList<>();
  final Map<String, Long> revisions = new HashMap<>();
  final List<String> violations = new ArrayList<>();
  ControllerAssignments placement;
  IncidentState state = IncidentState.EMPTY;
  long nextTimer = Long.MAX_VALUE;
  private LampIncidents engine = new LampIncidents(RULES, MeteringRules.defaults());

  Life(ControllerAssignments placement) {
    this.placement = placement;
  }

  /** An instant of local time in Thailand, epoch milliseconds. */
  static long local(String text) {
    return LocalDateTime.parse(text).toInstant(ZoneOffset.ofHours(7)).toEpochMilli();
  }

  /** A lamp of 50 W in Chiang Mai. */
  static LampAssignment lamp(boolean nightPowered, int intervalSeconds, String schedule) {
    return new LampAssignment(
        "lamp-1",
        LampAssignment.Kind.LAMP,
        new LampAssignment.Membership("batch-1", "feeder-1", "REPORTING"),
        new LightPoint(18_795_300, 98_998_600, 50_000, 0, 10_000, schedule),
        new LampAssignment.Reporting(intervalSeconds, nightPowered, MeterReading.ABSENT_INT),
        Long.MIN_VALUE,
        Long.MAX_VALUE);
  }

  static LampAssignment during(LampAssignment a, String lampId, long from, long to) {
    return new LampAssignment(lampId, a.kind(), a.membership(), a.light(), a.reporting(), from, to);
  }

  static ControllerAssignments placed(LampAssignment... assignments) {
    return new ControllerAssignments(
        "chiang-mai", "c-1", "Asia/Bangkok", 18_795_300, 98_998_600, List.of(assignments));
  }

  /** Powered day and night, heard of every ten minutes. */
  static Life always() {
    return new Life(placed(lamp(false, 600, "dusk-to-dawn")));
  }

  /** Powered at night only, heard of every ten minutes. */
  static Life nightPowered() {
    return new Life(placed(lamp(true, 600, "dusk-to-dawn")));
  }

  Life all(Iterable<LampReading> readings) {
    readings.forEach(this::accept);
    return this;
  }

  IncidentUpdate accept(LampReading reading) {
    return take(engine.accept(log(), state, placement, reading));
  }

  Life advance(long now) {
    take(engine.advance(state, placement, now));
    return this;
  }

  Life replace(ControllerAssignments after) {
    placement = after;
    take(engine.replace(log(), state, after));
    return this;
  }

  /** Another engine, and the state through its bytes. */
  void restart() {
    engine = new LampIncidents(RULES, MeteringRules.defaults());
    chunks.replaceAll((start, chunk) -> chunk.clone());
    ByteWriter bytes = new ByteWriter(256);
    IncidentStateCodec.write(state, bytes);
    state = IncidentStateCodec.read(new ByteReader(bytes.toByteArray()));
  }

  private IncidentUpdate take(IncidentUpdate update) {
    state = update.state();
    nextTimer = update.nextTimer();
    for (IncidentChange change : update.changes()) {
      Incident incident = change.incident();
      Long before = revisions.put(incident.incidentId(), incident.revision());
      if (before != null && before >= incident.revision()) {
        violations.add("an old revision: " + change);
      }
      boolean sign = incident.code().isSign();
      Map<String, Incident> table = sign ? signs : rows;
      if (change.isRetracted()) {
        if (table.remove(incident.incidentId()) == null) {
          violations.add("nothing to retract: " + change);
        }
      } else {
        table.put(incident.incidentId(), incident);
      }
      if (!sign) {
        changes.add(change);
      }
      news.add(change);
    }
    return update;
  }

  /** What changed since this was asked last, signs included. */
  List<IncidentChange> takeNews() {
    List<IncidentChange> taken = List.copyOf(news);
    news.clear();
    return taken;
  }

  /** What stands, signs included, whatever the way to it: without revisions. */
  Map<String, Incident> standing() {
    Map<String, Incident> all = new TreeMap<>();
    rows.forEach((id, incident) -> all.put(id, incident.revised(0)));
    signs.forEach((id, incident) -> all.put(id, incident.revised(0)));
    return all;
  }

  /**
   * The incidents as text, minutes after a begin: {@code LAMP_FAILURE 0/10 60/70} opened, detected,
   * cleared, verified ({@code -}: not).
   */
  String told(long begin) {
    return rows.values().stream()
        .sorted(Comparator.comparingLong(Incident::openedAt).thenComparing(Incident::code))
        .map(i -> told(i, begin))
        .collect(Collectors.joining(", "));
  }

  static String told(Incident i, long begin) {
    String opened =
        i.code() + " " + (i.openedAt() - begin) / MINUTE + "/" + (i.detectedAt() - begin) / MINUTE;
    if (i.isOpen()) {
      return opened;
    }
    String verified =
        i.verifiedAt() == null ? "-" : String.valueOf((i.verifiedAt() - begin) / MINUTE);
    return opened + " " + (i.clearedAt() - begin) / MINUTE + "/" + verified;
  }

  ReadingLog log() {
    return new ReadingLog() {
      @Override
      public byte[] get(long chunkStart) {
        return chunks.get(chunkStart);
      }

      @Override
      public void put(long chunkStart, byte[] chunk) {
        chunks.put(chunkStart, chunk);
      }

      @Override
      public void remove(long chunkStart) {
        chunks.remove(chunkStart);
      }
    };
  }
}
