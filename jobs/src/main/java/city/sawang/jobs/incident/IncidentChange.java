package city.sawang.jobs.incident;

import city.sawang.jobs.incident.model.Incident;

/** What became of an incident; of two changes the one with the greater revision counts. */
public sealed interface IncidentChange {
  Incident incident();

  /** It is so now. */
  record Published(Incident incident) implements IncidentChange {}

  /**
   * A late reading, or the registry, says that there never was such an incident.
   *
   * @param incident as it was published last, with the next revision
   */
  record Retracted(Incident incident) implements IncidentChange {}

  /** There never was such an incident. */
  default boolean isRetracted() {
    return this instanceof Retracted;
  }
}
