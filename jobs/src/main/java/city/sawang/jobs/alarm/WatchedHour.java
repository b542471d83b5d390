package city.sawang.jobs.alarm;

import java.time.Duration;

/**
 * The proof that a city is watched: the arrival of the newest of its readings that was given to the
 * rules, within the hour in which it arrived.
 *
 * @param watchedUntil when the bridge took it from MQTT, epoch milliseconds
 */
public record WatchedHour(String cityId, long watchedUntil) {
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  /** Begin of the hour, epoch milliseconds. */
  public long hour() {
    return Math.floorDiv(watchedUntil, HOUR_MILLIS) * HOUR_MILLIS;
  }
}
