package city.sawang.local.simulate;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that runs evenly, at the wall clock's pace or faster: a week of a fleet in minutes. A
 * bridge that stamps arrivals must be given the same one.
 *
 * @param wallStart the wall clock when it began, milliseconds since the epoch
 * @param start what it showed then
 * @param speed how many of its milliseconds pass in one of the wall clock's, 1 or more
 */
public record TimeLapse(long wallStart, long start, double speed) {
  public TimeLapse {
    if (!(speed >= 1)) {
      throw new IllegalArgumentException("speed is " + speed + ", expected 1 or more");
    }
  }

  /** The wall clock itself. */
  public static TimeLapse none() {
    return new TimeLapse(0, 0, 1);
  }

  /**
   * Begins so far in the past that it meets the wall clock after so long.
   *
   * @param time that will have passed by then
   * @param within by the wall clock
   */
  public static TimeLapse of(Duration time, Duration within) {
    long now = Instant.now().toEpochMilli();
    return new TimeLapse(
        now,
        now + within.toMillis() - time.toMillis(),
        time.toMillis() / (double) within.toMillis());
  }

  /** Now, milliseconds since the epoch. */
  public long millis() {
    return at(Instant.now().toEpochMilli());
  }

  /** What it shows when the wall clock shows this. */
  public long at(long wallMillis) {
    return start + Math.round((wallMillis - wallStart) * speed);
  }

  /** How long to wait for an instant of it, in milliseconds of the wall clock. */
  long waitMillis(long until) {
    return (long) Math.ceil(Math.max(0, until - millis()) / speed);
  }
}
