package city.sawang.jobs.incident.rule;

/**
 * How long something must be so before it counts: "2/10" is 2 consecutive readings and at least
 * 10 minutes from the first to the last of them (INCIDENTS.md#hysteresis).
 *
 * @param readings at least 1
 */
public record Persistence(int readings, long millis) {
  /** One reading is enough. */
  public static final Persistence AT_ONCE = new Persistence(1, 0);

  /** A run of so many readings over so long a time is enough. */
  public boolean isReached(int runReadings, long runMillis) {
    return runReadings >= readings && runMillis >= millis;
  }
}
