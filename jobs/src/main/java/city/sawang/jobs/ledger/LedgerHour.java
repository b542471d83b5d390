package city.sawang.jobs.ledger;

import city.sawang.jobs.quarantine.QuarantineRow;

/**
 * What became of the payloads of one city that were received within one hour. An event is counted
 * by adding the hour that holds this one event: what was received and what became of it are never
 * apart, so every sum keeps the equation
 *
 * <p>received = inTime + lateCorrected + tooLate + duplicate + quarantined.
 *
 * @param cityId {@value #UNKNOWN_CITY} collects payloads that name no known city
 * @param hour its start, milliseconds since the epoch
 * @param missingSeq holes in the devices' own sequence numbers: lost before us; may be negative in
 *     an event, when a late reading fills a hole
 */
public record LedgerHour(
    String cityId,
    long hour,
    long received,
    long inTime,
    long lateCorrected,
    long tooLate,
    long duplicate,
    long quarantined,
    long missingSeq) {
  /** Ledger rows need a city. */
  public static final String UNKNOWN_CITY = "(unknown)";

  private static final long HOUR_MILLIS = 3_600_000;

  /** The hour without any event. */
  public static LedgerHour empty(String cityId, long atMillis) {
    return new LedgerHour(cityId, hourOf(atMillis), 0, 0, 0, 0, 0, 0, 0);
  }

  /** One reading received and accepted, not behind its controller's clock. */
  public static LedgerHour inTime(String cityId, long receivedAt) {
    return new LedgerHour(cityId, hourOf(receivedAt), 1, 1, 0, 0, 0, 0, 0);
  }

  /** One reading received and accepted, behind its controller's clock within the horizon. */
  public static LedgerHour lateCorrected(String cityId, long receivedAt) {
    return new LedgerHour(cityId, hourOf(receivedAt), 1, 0, 1, 0, 0, 0, 0);
  }

  /** One reading received and archived, behind its controller's clock beyond the horizon. */
  public static LedgerHour tooLate(String cityId, long receivedAt) {
    return new LedgerHour(cityId, hourOf(receivedAt), 1, 0, 0, 1, 0, 0, 0);
  }

  /** One reading received that was there already. */
  public static LedgerHour duplicate(String cityId, long receivedAt) {
    return new LedgerHour(cityId, hourOf(receivedAt), 1, 0, 0, 0, 1, 0, 0);
  }

  /** One payload received and refused. */
  public static LedgerHour quarantined(QuarantineRow row) {
    return new LedgerHour(
        row.cityId() == null ? UNKNOWN_CITY : row.cityId(),
        hourOf(row.receivedAt()),
        1,
        0,
        0,
        0,
        0,
        1,
        0);
  }

  /** So many readings more (or less, when negative) are known to be missing. */
  public static LedgerHour missing(String cityId, long receivedAt, long delta) {
    return new LedgerHour(cityId, hourOf(receivedAt), 0, 0, 0, 0, 0, 0, delta);
  }

  /** Both together; they are of one city and hour. */
  public LedgerHour plus(LedgerHour other) {
    return new LedgerHour(
        cityId,
        hour,
        received + other.received,
        inTime + other.inTime,
        lateCorrected + other.lateCorrected,
        tooLate + other.tooLate,
        duplicate + other.duplicate,
        quarantined + other.quarantined,
        missingSeq + other.missingSeq);
  }

  /** What the ledger is kept by. */
  public Key key() {
    return new Key(cityId, hour);
  }

  /**
   * City and start of the hour, milliseconds since the epoch. Its hash code decides in which key
   * group the sums lie in every savepoint, so it is written down and not left to the Java runtime.
   */
  public record Key(String cityId, long hour) {
    @Override
    public int hashCode() {
      return 31 * cityId.hashCode() + Long.hashCode(hour);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && hour == that.hour && cityId.equals(that.cityId);
    }
  }

  private static long hourOf(long millis) {
    return Math.floorDiv(millis, HOUR_MILLIS) * HOUR_MILLIS;
  }
}
