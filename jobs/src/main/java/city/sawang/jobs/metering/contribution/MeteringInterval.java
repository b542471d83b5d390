package city.sawang.jobs.metering.contribution;

/** The metering interval of utilities: a quarter hour, which begins at a multiple of 15 minutes UTC. */
public final class MeteringInterval {
  /** Length of the metering interval in milliseconds. */
  public static final long QUARTER_MILLIS = 900_000;

  private MeteringInterval() {}

  /** Start of the quarter hour that contains {@code at}, both epoch milliseconds. */
  public static long quarterOf(long at) {
    return Math.floorDiv(at, QUARTER_MILLIS) * QUARTER_MILLIS;
  }
}
