package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentState;

/**
 * What lies in the state of one controller beside its log.
 *
 * @param timer the event-time timer that is set, never later than what is due; {@link
 *     Long#MAX_VALUE} when there is none
 */
record WatchState(IncidentState incidents, long timer) {
  /** Of a controller from which nothing has come yet. */
  static final WatchState NONE = new WatchState(IncidentState.EMPTY, Long.MAX_VALUE);
}
