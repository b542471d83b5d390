package city.sawang.local.verify.incident;

import city.sawang.local.verify.incident.InjectedTruth.Demand;
import city.sawang.local.verify.incident.InjectedTruth.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds incidents against the truth, one incident for one fault: by code and subject, and by time
 * within {@link #TOLERANCE_INTERVALS} reporting intervals (SIMULATOR.md#verify-incidents).
 */
final class Scorer {
  /** An incident opens within a fault, or so many reporting intervals beside it. */
  static final int TOLERANCE_INTERVALS = 2;

  /** A detected fault has so many intervals more than its rule takes. */
  private static final int GRACE_INTERVALS = 3;

  /**
   * What else a fault may raise, by its code: a welded contact also burns by day, and a lamp that
   * lost its supply without a last gasp is silent until it comes back and counts the loss.
   */
  static final Map<String, Set<String>> ALSO =
      Map.of("RELAY_FAILURE", Set.of("DAY_BURNER"), "SUPPLY_LOSS", Set.of("COMM_LOSS"));

  private static final long HOUR = 3_600_000;

  /** What opened last may still be taken back by what is under way: that takes half a day. */
  private static final long EDGE = 12 * HOUR;

  /** The same fault again within so long is the same incident (INCIDENTS.md#reopen). */
  private static final long AGAIN = 26 * HOUR;

  private final InjectedTruth truth;
  private final List<RaisedIncident> incidents;
  private final Map<Subject, List<Fault>> faults = new HashMap<>();
  private final Map<Subject, List<RaisedIncident>> right = new HashMap<>();
  private final Set<Integer> found = new HashSet<>();
  private final IncidentScore score;

  private Scorer(InjectedTruth truth, List<RaisedIncident> incidents, ScoreLimits limits) {
    this.truth = truth;
    this.incidents =
        incidents.stream()
            .filter(this::isPlayed)
            .sorted(
                Comparator.comparingLong(RaisedIncident::detectedAt)
                    .thenComparing(RaisedIncident::incidentId))
            .toList();
    score = new IncidentScore(limits, truth.missing());
    truth.faults().forEach(f -> faults.computeIfAbsent(f.subject(), s -> new ArrayList<>()).add(f));
  }

  /** Scores every incident and every fault. */
  static IncidentScore score(
      InjectedTruth truth, List<RaisedIncident> incidents, ScoreLimits limits) {
    Scorer scorer = new Scorer(truth, incidents, limits);
    for (RaisedIncident incident : scorer.incidents) {
      if (incident.isRoot()) {
        scorer.judge(incident);
      } else {
        scorer.score.children++;
      }
    }
    truth.faults().forEach(scorer::demand);
    new ScoredNights(truth, scorer.incidents).into(scorer.score);
    return scorer.score;
  }

  private void judge(RaisedIncident incident) {
    Subject subject = incident.subject();
    CodeScore code = score.of(subject.code());
    Fault fault = faultOf(incident);
    if (fault != null) {
      right.computeIfAbsent(subject, s -> new ArrayList<>()).add(incident);
      if (fault.demand() == Demand.RAISE) {
        found.add(fault.id());
        code.matched++;
        code.late(Math.max(0, incident.detectedAt() - fault.due()), fault.intervalMillis());
      }
      return;
    }
    if (isExplained(incident)) {
      code.explained++;
    } else if (incident.openedAt() <= truth.until() - EDGE) {
      code.falseAlarms++;
      score.falseAlarm(incident, why(incident));
    }
  }

  /** Others may live on the same platform. */
  private boolean isPlayed(RaisedIncident incident) {
    Subject subject = incident.subject();
    return subject.scope().equals("LAMP")
        ? truth.lamps().containsKey(InjectedTruth.key(subject.cityId(), subject.id()))
        : truth.lamps().values().stream().anyMatch(l -> l.cityId().equals(subject.cityId()));
  }

  private static boolean fits(Fault fault, RaisedIncident incident) {
    return fault.holds(incident.openedAt(), TOLERANCE_INTERVALS * fault.intervalMillis());
  }

  /** The fault that it was raised for, and that no other incident was raised for. */
  private Fault faultOf(RaisedIncident incident) {
    for (Fault fault : faults.getOrDefault(incident.subject(), List.of())) {
      if (fault.demand() != Demand.QUIET && fits(fault, incident) && !found.contains(fault.id())) {
        return fault;
      }
    }
    return null;
  }

  private boolean isExplained(RaisedIncident incident) {
    Subject subject = incident.subject();
    return ALSO.entrySet().stream()
        .filter(also -> also.getValue().contains(subject.code()))
        .flatMap(also -> faults.getOrDefault(subject.as(also.getKey()), List.of()).stream())
        .anyMatch(fault -> fault.demand() == Demand.RAISE && fits(fault, incident));
  }

  private String why(RaisedIncident incident) {
    for (Fault fault : truth.faults()) {
      boolean same =
          fault.subject().cityId().equals(incident.subject().cityId())
              && fault.subject().id().equals(incident.subject().id());
      if (same && fits(fault, incident)) {
        String demand = fault.demand() == Demand.QUIET ? "a quiet control of " : "";
        return "there was " + demand + fault.subject().code() + " (" + fault.form() + ')';
      }
    }
    return "nothing was wrong";
  }

  private void demand(Fault fault) {
    CodeScore code = score.of(fault.subject().code());
    if (fault.demand() == Demand.QUIET) {
      code.controls++;
    }
    long latest = fault.due() + GRACE_INTERVALS * fault.intervalMillis();
    if (fault.demand() != Demand.RAISE || latest > truth.until()) {
      return;
    }
    code.injected++;
    if (found.contains(fault.id()) || isAgain(fault)) {
      code.found++;
    } else {
      score.missed(fault);
    }
  }

  /** It opened an incident again that had been right before. */
  private boolean isAgain(Fault fault) {
    long tolerance = TOLERANCE_INTERVALS * fault.intervalMillis();
    return right.getOrDefault(fault.subject(), List.of()).stream()
        .anyMatch(
            incident ->
                incident.openedAt() < fault.from()
                    && (incident.clearedAt() == null
                        || incident.clearedAt() >= fault.from() - tolerance)
                    && faults.get(fault.subject()).stream()
                        .anyMatch(
                            before ->
                                before.from() < fault.from()
                                    && fault.from() - before.to() < AGAIN));
  }
}
