package city.sawang.ingest.clock;

import java.time.Duration;

/**
 * Says that our own clock is wrong, by the clocks of devices.
 *
 * @param offset their time less ours, the median: positive when we are behind
 * @param devices how many agree
 */
public record ClockSuspicion(Duration offset, int devices) {
  /** Enough devices for the fault to be ours. */
  private static final int CROWD = 3;

  /** Words for logs and readiness. */
  @Override
  public String toString() {
    long minutes = Math.max(1, Math.round(offset.abs().toMillis() / 60_000.0));
    boolean behind = !offset.isNegative();
    return "our clock is about %d minutes %s by the median of %d %s%s"
            .formatted(
                minutes,
                behind ? "behind" : "ahead",
                devices,
                devices == 1 ? "device" : "devices",
                devices < CROWD ? ", all that are registered" : "")
        + (behind
            ? "; after it is set: quarantine redrive --reason TIME_IN_FUTURE --clock-offset %dm"
                .formatted(minutes)
            : "");
  }
}
