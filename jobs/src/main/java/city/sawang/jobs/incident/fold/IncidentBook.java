package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.IncidentId;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.List;

/** The incidents of one controller's lamps: opens, opens again, and clears them. */
final class IncidentBook {
  final List<Tracked> incidents = new ArrayList<>();
  private final RuleSet rules;
  private final String cityId;

  IncidentBook(RuleSet rules, String cityId) {
    this.rules = rules;
    this.cityId = cityId;
  }

  /** The open incident of a fault, or null. */
  Tracked open(FaultCode code) {
    for (Tracked incident : incidents) {
      if (incident.code == code && incident.isOpen()) {
        return incident;
      }
    }
    return null;
  }

  /** The same fault soon after its clearing is the same incident (INCIDENTS.md#reopen). */
  void raise(
      FaultCode code,
      String lampId,
      long openedAt,
      long detectedAt,
      List<Evidence> evidence,
      Totals totals) {
    if (open(code) != null) {
      return;
    }
    Tracked incident = recent(code, lampId, openedAt);
    if (incident == null) {
      incident =
          new Tracked(
              IncidentId.of(cityId, code, lampId, openedAt),
              code,
              lampId,
              rules.version(),
              openedAt,
              detectedAt);
      incidents.add(incident);
    }
    incident.open(openedAt, evidence, totals);
  }

  private Tracked recent(FaultCode code, String lampId, long openedAt) {
    for (Tracked incident : incidents) {
      if (incident.code == code
          && !incident.isOpen()
          && incident.lampId.equals(lampId)
          && openedAt - incident.clearedAt <= rules.reopenMillis()) {
        return incident;
      }
    }
    return null;
  }

  /** Telemetry proves by the rule of the fault that it is over. */
  void verify(FaultCode code, long clearedAt, long provenAt, Totals totals) {
    Tracked incident = open(code);
    if (incident != null) {
      incident.clear(clearedAt, provenAt, totals);
    }
  }

  /** It is over, and nothing proves that it was repaired. */
  void end(FaultCode code, long clearedAt, Totals totals) {
    verify(code, clearedAt, MeterReading.ABSENT, totals);
  }
}
