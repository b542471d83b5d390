package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.Comparator;
import java.util.List;

/**
 * {@code store.incident}: each incident as it was published last; an older revision never replaces a
 * newer one. A retracted incident stays, marked, so that whoever heard of it finds what became of it.
 */
public final class IncidentTable {
  public static final Table<IncidentChange> TABLE =
      Table.replacing(
              "store.incident",
              List.of(
                  SinkColumn.<IncidentChange>text("city_id", c -> c.incident().cityId()),
                  SinkColumn.<IncidentChange>text("incident_id", c -> c.incident().incidentId()),
                  SinkColumn.<IncidentChange>text("code", c -> c.incident().code().name()),
                  SinkColumn.<IncidentChange>text("scope", c -> c.incident().scope().name()),
                  SinkColumn.<IncidentChange>text("subject_id", c -> c.incident().subjectId()),
                  SinkColumn.<IncidentChange>text("parent_id", c -> c.incident().parentId()),
                  SinkColumn.<IncidentChange>text("severity", c -> c.incident().severity().name()),
                  SinkColumn.<IncidentChange>instant("opened_at", c -> c.incident().openedAt()),
                  SinkColumn.<IncidentChange>instant("detected_at", c -> c.incident().detectedAt()),
                  SinkColumn.<IncidentChange>instant("cleared_at", c -> c.incident().clearedAt()),
                  SinkColumn.<IncidentChange>instant("verified_at", c -> c.incident().verifiedAt()),
                  SinkColumn.<IncidentChange>instant(
                      "confirmed_at", c -> confirmedAt(c.incident())),
                  SinkColumn.<IncidentChange>integer(
                      "rule_version", c -> c.incident().ruleVersion()),
                  SinkColumn.<IncidentChange>json(
                      "evidence", c -> EvidenceJson.of(c.incident().evidence())),
                  SinkColumn.<IncidentChange>bigint(
                      "dark_lamp_seconds", c -> c.incident().darkLampSeconds()),
                  SinkColumn.<IncidentChange>bigint(
                      "energy_effect_mwh", c -> c.incident().energyEffectMwh()),
                  SinkColumn.<IncidentChange>bigint("revision", c -> c.incident().revision()),
                  SinkColumn.<IncidentChange>bool("retracted", IncidentChange::isRetracted)),
              List.of("city_id", "incident_id"))
          .where("incident.revision < excluded.revision")
          .merging(IncidentTable::newer);

  private IncidentTable() {}

  /** The newest reading that is known to have shown the fault; null when a timer raised it. */
  private static Long confirmedAt(Incident incident) {
    return incident.evidence().stream()
        .map(Evidence::observedAt)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static IncidentChange newer(IncidentChange before, IncidentChange later) {
    Incident a = before.incident();
    return a.revision() > later.incident().revision() ? before : later;
  }
}
