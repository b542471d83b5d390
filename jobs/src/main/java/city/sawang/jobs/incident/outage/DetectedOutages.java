package city.sawang.jobs.incident.outage;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.IncidentId;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.rule.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The outages of a city that are detected at an instant, each with the incident that it belongs to: one
 * soon after the end of another is the same incident again (INCIDENTS.md#reopen).
 */
final class DetectedOutages {
  /** An outage and its incident. */
  record Detected(Outage outage, String incidentId) {}

  /** What comes back day after day is a new incident after so long: its signs are kept until then. */
  private static final long LONGEST_CHAIN = 7 * 86_400_000L;

  private record Key(FaultCode code, Scope scope, String subjectId) {}

  private final String cityId;
  private final RuleSet rules;
  private final List<Detected> detected = new ArrayList<>();
  private final List<Outage> pending = new ArrayList<>();
  private final Map<String, List<Outage>> episodes = new HashMap<>();

  /**
   * @param outages the widest first
   * @param clock the latest instant known to be over
   */
  DetectedOutages(String cityId, RuleSet rules, List<Outage> outages, long clock) {
    this.cityId = cityId;
    this.rules = rules;
    Map<Key, List<Outage>> bySubject = new HashMap<>();
    Map<Outage, String> ids = new HashMap<>();
    for (Outage outage : outages) {
      if (outage.detectedAt() > clock) {
        pending.add(outage);
      } else {
        Key key = new Key(outage.code(), outage.scope(), outage.subjectId());
        bySubject.computeIfAbsent(key, k -> new ArrayList<>()).add(outage);
      }
    }
    bySubject.forEach((key, all) -> name(key, all, ids));
    outages.stream()
        .filter(ids::containsKey)
        .forEach(outage -> detected.add(new Detected(outage, ids.get(outage))));
  }

  private void name(Key key, List<Outage> outages, Map<Outage, String> ids) {
    outages.sort(Comparator.comparingLong(outage -> outage.episode().openedAt()));
    String id = null;
    long begin = 0;
    long clearedAt = 0;
    for (Outage outage : outages) {
      long openedAt = outage.episode().openedAt();
      if (id == null
          || openedAt - clearedAt > rules.reopenMillis()
          || openedAt - begin > LONGEST_CHAIN) {
        id = IncidentId.of(cityId, key.code(), key.subjectId(), openedAt);
        begin = openedAt;
      }
      clearedAt = outage.episode().clearedAt();
      ids.put(outage, id);
      episodes.computeIfAbsent(id, i -> new ArrayList<>()).add(outage);
    }
  }

  List<Detected> detected() {
    return detected;
  }

  List<Outage> pending() {
    return pending;
  }

  /** The first instant after the clock at which time alone changes something, or {@link Long#MAX_VALUE}. */
  long nextInstant(long clock) {
    long next = Long.MAX_VALUE;
    for (Outage outage : pending) {
      next = Math.min(next, outage.detectedAt());
    }
    for (Detected t : detected) {
      long grace = t.outage().graceUntil();
      if (grace >= clock && grace != Long.MAX_VALUE) {
        next = Math.min(next, grace + 1);
      }
    }
    return next;
  }

  /**
   * The incidents of the outages.
   *
   * @param darkness in which lamps were by an outage
   */
  List<Incident> incidents(Darkness darkness, ExpectedState expected) {
    List<Incident> incidents = new ArrayList<>();
    episodes.forEach((id, outages) -> incidents.add(incident(id, outages, darkness, expected)));
    return incidents;
  }

  private Incident incident(
      String id, List<Outage> outages, Darkness darkness, ExpectedState expected) {
    Outage first = outages.get(0);
    Outage last = outages.get(outages.size() - 1);
    Long clearedAt = last.episode().isOpen() ? null : last.episode().clearedAt();
    return new Incident(
        id,
        cityId,
        first.code(),
        first.scope(),
        first.subjectId(),
        parentOf(last),
        rules.severities().get(first.code()),
        first.episode().openedAt(),
        first.detectedAt(),
        clearedAt,
        // Lamps that speak again prove it.
        clearedAt,
        rules.version(),
        outages.stream().map(outage -> evidence(outage, expected)).toList(),
        outages.stream().mapToLong(darkness::seconds).sum(),
        0,
        0);
  }

  /** A wider outage that was known later, and explains it. */
  private String parentOf(Outage outage) {
    if (outage.powerLost()) {
      return null;
    }
    return detected.stream()
        .filter(other -> other.outage().scope().compareTo(outage.scope()) > 0)
        .filter(other -> other.outage().covers(outage.episode(), Long.MAX_VALUE))
        .map(Detected::incidentId)
        .findFirst()
        .orElse(null);
  }

  private static Evidence evidence(Outage outage, ExpectedState expected) {
    Episode e = outage.episode();
    Map<Quantity, Long> counts =
        Map.of(
            Quantity.LAMPS, (long) e.size(),
            Quantity.LAMPS_SILENT, (long) e.silent(),
            Quantity.LAMPS_DARK, (long) e.dark());
    return new Evidence(e.knownAt(), counts, e.group().shouldBeLit(expected, e.knownAt()), 0, 0);
  }
}
