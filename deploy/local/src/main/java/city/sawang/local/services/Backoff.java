package city.sawang.local.services;

import java.time.Duration;

/**
 * Spaces the attempts to start something again: at once, then after twice as long each time up to a
 * limit, for ever. Calm for long enough, it begins anew.
 *
 * <p>Not safe for use by several threads.
 */
final class Backoff {
  private final long firstNanos;
  private final long longestNanos;
  private long pauseNanos;
  private long triedAt;
  private boolean tried;

  Backoff(Duration first, Duration longest) {
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
    this.pauseNanos = firstNanos;
  }

  /** Whether it is time for an attempt, which then counts as made. */
  boolean isTime(long nowNanos) {
    if (tried && nowNanos - triedAt < pauseNanos) {
      return false;
    }
    boolean calm = tried && nowNanos - triedAt > 2 * longestNanos;
    pauseNanos = !tried || calm ? firstNanos : Math.min(longestNanos, 2 * pauseNanos);
    tried = true;
    triedAt = nowNanos;
    return true;
  }
}
