package city.sawang.jobs.alarm;

import city.sawang.jobs.controller.KeyedReadingLog;
import city.sawang.jobs.incident.IncidentState;

/**
 * What is kept of one controller, but for the older chunks of its log and its registry record:
 * nearly every reading needs all of it, and nothing else.
 *
 * @param timer the event-time timer that is set, never later than what is due; {@link
 *     Long#MAX_VALUE} when there is none
 * @param chunkStart start of the newest chunk of the log, epoch milliseconds
 * @param chunk the newest chunk; null when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
record WatchState(IncidentState incidents, long timer, long chunkStart, byte[] chunk) {
  /** Of a controller from which nothing has come yet. */
  static final WatchState NONE =
      new WatchState(IncidentState.EMPTY, Long.MAX_VALUE, Long.MIN_VALUE, null);

  /** This state after a reading, an instant, or a registry change. */
  WatchState after(IncidentState now, long timerNow, KeyedReadingLog log) {
    return new WatchState(now, timerNow, log.newestStart(), log.newest());
  }
}
