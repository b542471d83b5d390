package city.sawang.local.incident;

import java.time.Instant;

/**
 * What a person does about an incident. Verification is no step: telemetry verifies.
 *
 * @see <a href="../../../../../../../../../schemas/CONTRACT.md#incidents">the states</a>
 */
public sealed interface IncidentStep {
  /** Who takes it; a name, 1 to 200 characters. */
  String who();

  /** Seen; OPEN becomes ACKNOWLEDGED. */
  record Acknowledge(String who, String why) implements IncidentStep {}

  /** Given to a crew or a person; becomes IN_PROGRESS. */
  record Assign(String who, String why, String assignee) implements IncidentStep {}

  /** Called repaired; becomes RESOLVED until telemetry verifies or contradicts it. */
  record Resolve(String who, String why) implements IncidentStep {}

  /** A remark; changes no state. */
  record Comment(String who, String why) implements IncidentStep {}

  /** Put aside until an instant at most 30 days ahead; comes back by itself. */
  record Shelve(String who, String why, Instant until) implements IncidentStep {}
}
