package city.sawang.jobs.incident.model;

import java.util.List;

/**
 * Something that is or was wrong with a lamp, or with many by one cause. Instants are epoch milliseconds of event time, so a
 * replay gives the same incident (INCIDENTS.md#incident).
 *
 * @param incidentId {@link IncidentId} of city, code, subject and first opening
 * @param subjectId the lamp position, circuit, gateway or city
 * @param parentId the outage that explains it; null: none does
 * @param openedAt the first reading of the run that raised it; of a silence its begin
 * @param detectedAt the reading or timer that completed the rule
 * @param clearedAt the first reading of the run that cleared it; null while it is open
 * @param verifiedAt the reading that completed the clearing rule; null while it is open, and when
 *     dusk or the end of the assignment ended it, which proves no repair
 * @param ruleVersion version of the rules file
 * @param evidence readings that raised it, oldest first
 * @param darkLampSeconds in which the lamp should have been lit, and was seen dark
 * @param energyEffectMwh energy taken beyond what was expected; negative when less was taken
 * @param revision 1 when it is published first; grows with every publication
 */
public record Incident(
    String incidentId,
    String cityId,
    FaultCode code,
    Scope scope,
    String subjectId,
    String parentId,
    Severity severity,
    long openedAt,
    long detectedAt,
    Long clearedAt,
    Long verifiedAt,
    int ruleVersion,
    List<Evidence> evidence,
    long darkLampSeconds,
    long energyEffectMwh,
    long revision) {
  public Incident {
    evidence = List.copyOf(evidence);
  }

  public boolean isOpen() {
    return clearedAt == null;
  }

  /** The same with another revision. */
  public Incident revised(long number) {
    return with(parentId, number);
  }

  /** The same, explained by another incident; null: by none. */
  public Incident under(String parent) {
    return with(parent, revision);
  }

  private Incident with(String parent, long number) {
    return new Incident(
        incidentId,
        cityId,
        code,
        scope,
        subjectId,
        parent,
        severity,
        openedAt,
        detectedAt,
        clearedAt,
        verifiedAt,
        ruleVersion,
        evidence,
        darkLampSeconds,
        energyEffectMwh,
        number);
  }
}
