package city.sawang.jobs.source;

/**
 * Chooses how fast a backlog may flow so that it fills no queue: faster and faster while what comes after it
 * takes everything at once, slower as soon as it has to wait. Plain arithmetic over a clock that is
 * passed in.
 */
final class BacklogPace {
  /** A slower pace would make a checkpoint wait, and a backlog never end. */
  static final double SLOWEST_PER_SECOND = 200;

  private static final double FIRST_PER_SECOND = 2_000;
  private static final long ADJUST_NANOS = 200_000_000;

  /**
   * Of the time between two adjustments. Less would be slower for no gain: a sink that writes blocks
   * its task for a while however little comes.
   */
  private static final double BLOCKED_TOLERATED = 0.3;

  private static final double FASTER = 1.15;
  private static final double SLOWER = 0.8;

  /** Waking up costs as much as several records: several are passed at a time. */
  private static final long PAUSE_NANOS = 10_000_000;

  private static final double SECOND = 1e9;

  private final double fastest;
  private double perSecond;
  private double allowed;
  private long refilledAt;
  private long adjustedAt;
  private long blockedBefore;
  private long passed;
  private boolean waited;

  /**
   * @param fastest records a second, never more; infinite: as many as can be
   * @param nowNanos of a clock that never goes back
   * @param blockedMillis how long the output was blocked so far
   */
  BacklogPace(double fastest, long nowNanos, long blockedMillis) {
    this.fastest = Math.max(SLOWEST_PER_SECOND, fastest);
    this.perSecond = Math.min(this.fastest, FIRST_PER_SECOND);
    this.refilledAt = nowNanos;
    this.adjustedAt = nowNanos;
    this.blockedBefore = blockedMillis;
  }

  /**
   * Asks to pass one record.
   *
   * @return 0: it may; else how long to wait before asking again, at most 10 ms, nanoseconds
   */
  long ask(long nowNanos) {
    double burst = Math.max(1, perSecond * PAUSE_NANOS / SECOND);
    // At most two pauses are saved up: what was idle may not come as a flood.
    allowed = Math.min(2 * burst, allowed + perSecond * (nowNanos - refilledAt) / SECOND);
    refilledAt = nowNanos;
    if (allowed >= 1) {
      allowed--;
      passed++;
      return 0;
    }
    waited = true;
    return Math.min(PAUSE_NANOS, (long) Math.ceil((burst - allowed) / perSecond * SECOND));
  }

  /** Whether it is time for {@link #adjust}. */
  boolean isDue(long nowNanos) {
    return nowNanos - adjustedAt >= ADJUST_NANOS;
  }

  /**
   * Chooses the pace again.
   *
   * @param blockedMillis how long the output was blocked so far
   */
  void adjust(long nowNanos, long blockedMillis) {
    double seconds = (nowNanos - adjustedAt) / SECOND;
    double blocked = (blockedMillis - blockedBefore) / 1e3 / seconds;
    if (blocked > BLOCKED_TOLERATED) {
      perSecond = Math.min(perSecond, passed / seconds) * SLOWER;
    } else if (waited) {
      perSecond *= FASTER;
    }
    perSecond = Math.max(SLOWEST_PER_SECOND, Math.min(fastest, perSecond));
    adjustedAt = nowNanos;
    blockedBefore = blockedMillis;
    passed = 0;
    waited = false;
  }

  /** Records a second at the moment. */
  double perSecond() {
    return perSecond;
  }
}
