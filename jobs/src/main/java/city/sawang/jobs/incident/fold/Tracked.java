package city.sawang.jobs.incident.fold;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.model.Severity;
import java.util.ArrayList;
import java.util.List;

/** An incident that is open, or may still open again. */
final class Tracked {
  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600_000;
  private static final int MOST_EVIDENCE = 10;

  final String incidentId;
  final FaultCode code;
  final String lampId;
  final int ruleVersion;
  final long openedAt;
  final long detectedAt;
  final List<Evidence> evidence = new ArrayList<>();

  /** When it opened last: openedAt, or when it opened again. */
  long episodeAt;

  long clearedAt = ABSENT;
  long verifiedAt = ABSENT;

  /** Of the episodes that are over. */
  Totals sum = Totals.NONE;

  /** Of the lamp when it opened last. */
  Totals begin = Totals.NONE;

  Tracked(
      String incidentId,
      FaultCode code,
      String lampId,
      int ruleVersion,
      long openedAt,
      long detectedAt) {
    this.incidentId = incidentId;
    this.code = code;
    this.lampId = lampId;
    this.ruleVersion = ruleVersion;
    this.openedAt = openedAt;
    this.detectedAt = detectedAt;
    episodeAt = openedAt;
  }

  boolean isOpen() {
    return clearedAt == ABSENT;
  }

  /** Nothing that is observed from this instant on can change it. */
  boolean isOverBefore(long instant, long reopenMillis) {
    return !isOpen() && Math.max(clearedAt, verifiedAt) + reopenMillis < instant;
  }

  void open(long at, List<Evidence> readings, Totals totals) {
    episodeAt = at;
    clearedAt = ABSENT;
    verifiedAt = ABSENT;
    begin = totals;
    for (Evidence reading : readings) {
      if (evidence.size() == MOST_EVIDENCE) {
        // The first ones say how it began, the last ones what it is like now.
        evidence.remove(MOST_EVIDENCE / 2);
      }
      evidence.add(reading);
    }
  }

  /**
   * @param provenAt the reading that proves it, or {@link
   *     city.sawang.jobs.metering.input.MeterReading#ABSENT}
   */
  void clear(long at, long provenAt, Totals totals) {
    clearedAt = at;
    verifiedAt = provenAt;
    sum = sum.plus(totals.minus(begin));
  }

  Incident incident(String cityId, Severity severity, Totals now) {
    Totals all = isOpen() ? sum.plus(now.minus(begin)) : sum;
    return new Incident(
        incidentId,
        cityId,
        code,
        Scope.LAMP,
        lampId,
        null,
        severity,
        openedAt,
        detectedAt,
        isOpen() ? null : clearedAt,
        verifiedAt == ABSENT ? null : verifiedAt,
        ruleVersion,
        evidence,
        code.darkens() ? all.darkMillis() / SECOND : 0,
        code.bendsPower() ? all.milliwattMillis() / HOUR : 0,
        0);
  }
}
