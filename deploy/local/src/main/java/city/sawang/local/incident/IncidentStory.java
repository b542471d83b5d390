package city.sawang.local.incident;

import java.time.Instant;
import java.util.List;

/**
 * An incident and what happened to it.
 *
 * @param history oldest first
 */
public record IncidentStory(ListedIncident incident, List<Taken> history) {
  public IncidentStory {
    history = List.copyOf(history);
  }

  /**
   * A row of {@code operations.incident_history}, whose comments say what a null means.
   *
   * @param step by telemetry: RAISED, REOPENED, CLEARED, VERIFIED, RETRACTED; by a person:
   *     ACKNOWLEDGE, ASSIGN, RESOLVE, COMMENT, SHELVE
   */
  public record Taken(
      Instant at, String step, String who, String why, String assignee, Instant shelvedUntil) {}
}
