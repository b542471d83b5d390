package city.sawang.jobs.incident;

import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.outage.CityOutages;
import city.sawang.jobs.incident.outage.CityTopology;
import city.sawang.jobs.incident.outage.Explanations;
import city.sawang.jobs.incident.outage.LampStore;
import city.sawang.jobs.incident.outage.MeterWord;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The lamps and meters of one city, and every incident that was published of it and still stands. */
final class CityLife {
  private static final String ZONE = "Asia/Bangkok";

  /** By lamp id, in the order of the registry. */
  final Map<String, Life> lamps = new TreeMap<>();

  final Map<String, Incident> rows = new TreeMap<>();
  final List<IncidentChange> changes = new ArrayList<>();
  final List<String> violations = new ArrayList<>();
  private final Map<String, byte[]> store = new TreeMap<>();
  private final Map<String, TreeMap<Long, MeterWord>> words = new HashMap<>();
  private final Map<String, Long> revisions = new HashMap<>();
  private final Set<String> touched = new TreeSet<>();
  private final CityTopology topology;
  private CityOutages engine = new CityOutages(RuleSet.shipped(), MeteringRules.defaults());
  private byte[] outages = new byte[0];
  private Explanations explanations;
  private boolean more;
  private long nextInstant = Long.MIN_VALUE;

  /** A lamp and where it hangs. */
  record Place(String lampId, String feederId, String gatewayId) {}

  CityLife(List<Place> places, boolean nightPowered, String... feedersWithMeter) {
    List<ControllerAssignments> controllers = new ArrayList<>();
    for (Place place : places) {
      ControllerAssignments placed = placed(place, nightPowered);
      controllers.add(placed);
      lamps.put(place.lampId(), new Life(placed));
    }
    for (String feeder : feedersWithMeter) {
      controllers.add(meter(feeder));
    }
    topology = new CityTopology("chiang-mai", controllers);
  }

  private static ControllerAssignments placed(Place place, boolean nightPowered) {
    LampAssignment a = Life.lamp(nightPowered, 600, "dusk-to-dawn");
    return controller(
        "c-" + place.lampId(),
        new LampAssignment(
            place.lampId(),
            a.kind(),
            new LampAssignment.Membership(
                "batch-1",
                place.feederId(),
                place.gatewayId(),
                "REPORTING",
                MeterReading.ABSENT_INT),
            a.light(),
            a.reporting(),
            a.validFrom(),
            a.validTo()));
  }

  private static ControllerAssignments meter(String feederId) {
    LampAssignment a = Life.lamp(false, 600, "dusk-to-dawn");
    return controller(
        "m-" + feederId,
        new LampAssignment(
            "m-" + feederId,
            LampAssignment.Kind.METER,
            new LampAssignment.Membership("batch-1", feederId, "REPORTING"),
            a.light(),
            new LampAssignment.Reporting(600, false, MeterReading.ABSENT_INT),
            a.validFrom(),
            a.validTo()));
  }

  private static ControllerAssignments controller(String id, LampAssignment assignment) {
    return new ControllerAssignments(
        "chiang-mai", id, ZONE, 18_795_300, 98_998_600, List.of(assignment));
  }

  /** The lamp says so; nothing is judged before the next {@link #at}. */
  void accept(String lampId, LampReading reading) {
    lamps.get(lampId).accept(reading);
    collect(lampId);
  }

  void meter(String feederId, long at, long watts) {
    words
        .computeIfAbsent("m-" + feederId, id -> new TreeMap<>())
        .put(at, new MeterWord(at, watts * 1_000, 230_000, false));
  }

  /** Time passes up to an instant, and the city is judged. */
  void at(long clock) {
    lamps.forEach(
        (id, life) -> {
          if (life.nextTimer < clock) {
            life.advance(clock);
            collect(id);
          }
        });
    if (explanations == null || more || clock >= nextInstant) {
      CityOutages.Judged judged =
          engine.judge(
              new CityOutages.Situation("chiang-mai", topology, this::word, outages, clock),
              lampStore());
      outages = judged.outages();
      explanations = judged.explanations();
      nextInstant = judged.nextInstant();
      more = false;
      take(judged.changes());
    } else if (!touched.isEmpty()) {
      take(engine.refresh(explanations, lampStore(), touched, clock));
    }
    touched.clear();
  }

  /** Another engine, and only what was kept. */
  void restart() {
    engine = new CityOutages(RuleSet.shipped(), MeteringRules.defaults());
    explanations = null;
    outages = outages.clone();
    store.replaceAll((id, bytes) -> bytes.clone());
    lamps.values().forEach(Life::restart);
  }

  private void collect(String lampId) {
    for (IncidentChange change : lamps.get(lampId).takeNews()) {
      more |= CityOutages.take(lampStore(), change);
      touched.add(lampId);
    }
  }

  private Optional<MeterWord> word(String controllerId, long after, long until) {
    return Optional.ofNullable(words.get(controllerId))
        .map(said -> said.floorEntry(until))
        .filter(word -> word.getKey() > after)
        .map(Map.Entry::getValue);
  }

  private void take(List<IncidentChange> published) {
    for (IncidentChange change : published) {
      Incident incident = change.incident();
      Long before = revisions.put(incident.incidentId(), incident.revision());
      if (incident.code().isSign()) {
        violations.add("a sign was published: " + change);
      }
      if (before != null && before >= incident.revision()) {
        violations.add("an old revision: " + change);
      }
      if (change.isRetracted()) {
        rows.remove(incident.incidentId());
      } else {
        rows.put(incident.incidentId(), incident);
      }
      changes.add(change);
    }
  }

  /** What stands in one of two cities and not alike in the other, whatever the way to it. */
  static List<String> differences(CityLife one, CityLife other) {
    Set<String> ids = new TreeSet<>(one.rows.keySet());
    ids.addAll(other.rows.keySet());
    List<String> differences = new ArrayList<>();
    for (String id : ids) {
      String a = text(one.rows.get(id));
      String b = text(other.rows.get(id));
      if (!a.equals(b)) {
        differences.add(a + " / " + b);
      }
    }
    return differences;
  }

  private static String text(Incident incident) {
    return incident == null ? "nothing" : incident.revised(0).toString();
  }

  /** What stands and is explained by nothing, as in {@link Life#told}, with what it is about. */
  String roots(long begin) {
    return told(begin, rows.values().stream().filter(i -> i.parentId() == null).toList());
  }

  static String told(long begin, List<Incident> incidents) {
    return incidents.stream()
        .sorted(Comparator.comparingLong(Incident::openedAt).thenComparing(Incident::subjectId))
        .map(i -> i.subjectId() + " " + Life.told(i, begin))
        .collect(Collectors.joining(", "));
  }

  /** How many incidents an outage explains. */
  long children(Incident root) {
    return rows.values().stream().filter(i -> root.incidentId().equals(i.parentId())).count();
  }

  /** Bytes of state beside the logs of the lamps. */
  int bytesKept() {
    return outages.length + store.values().stream().mapToInt(bytes -> bytes.length).sum();
  }

  private LampStore lampStore() {
    return new LampStore() {
      @Override
      public byte[] get(String lampId) {
        return store.get(lampId);
      }

      @Override
      public void put(String lampId, byte[] bytes) {
        store.put(lampId, bytes);
      }

      @Override
      public void remove(String lampId) {
        store.remove(lampId);
      }

      @Override
      public Iterable<Map.Entry<String, byte[]>> all() {
        return store.entrySet();
      }
    };
  }
}
