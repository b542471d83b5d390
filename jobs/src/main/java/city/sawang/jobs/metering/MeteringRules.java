package city.sawang.jobs.metering;

/**
 * The numbers of the metering rules that may differ between platforms.
 *
 * @param horizonMillis how far behind its controller's newest reading a reading may be and still
 *     correct the figures; at least one hour
 */
public record MeteringRules(long horizonMillis) {
  private static final long HOUR = 3_600_000L;

  public MeteringRules {
    if (horizonMillis < HOUR || horizonMillis > 366 * 24 * HOUR) {
      throw new IllegalArgumentException(
          "horizonMillis: " + horizonMillis + ", expected one hour to 366 days");
    }
  }

  /** Three days. */
  public static MeteringRules defaults() {
    return new MeteringRules(72 * HOUR);
  }
}
