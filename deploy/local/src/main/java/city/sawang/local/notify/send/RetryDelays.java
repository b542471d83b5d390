package city.sawang.local.notify.send;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long each time up to a limit, and a fifth more
 * or less by chance, so that not all who wait for one receiver come back at once.
 *
 * @param first after the first failure
 * @param longest at most, before chance
 */
record RetryDelays(Duration first, Duration longest, RandomGenerator chance) {
  private static final double JITTER = 0.2;
  private static final int MOST_DOUBLINGS = 30;

  /**
   * @param failures in a row, at least 1
   */
  Duration after(int failures) {
    long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    long millis = doubled < 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(Math.round(millis * (1 - JITTER + 2 * JITTER * chance.nextDouble())));
  }
}
