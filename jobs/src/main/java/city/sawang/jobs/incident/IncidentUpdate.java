package city.sawang.jobs.incident;

import java.util.List;

/**
 * What a reading, the clock, or the registry changed.
 *
 * @param state to be kept beside the log
 * @param changes what must be published
 */
public record IncidentUpdate(IncidentState state, List<IncidentChange> changes) {
  /**
   * The first instant, epoch milliseconds, at which time alone may change something: {@link
   * LampIncidents#advance} is due then; {@link Long#MAX_VALUE} when there is none.
   */
  public long nextTimer() {
    return state.nextTimer();
  }
}
