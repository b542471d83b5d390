package city.sawang.jobs.metering;

/**
 * What metering needs of one accepted reading. Instants are epoch milliseconds; energy mWh, power
 * mW, voltage mV, current mA, ratios basis points. An absent long is {@link #ABSENT}, an absent int
 * {@link #ABSENT_INT}; tri-states are −1 (absent), 0, 1.
 *
 * @param bootId the device's boot counter, or {@link #ABSENT}
 * @param seq the device's sequence number within its boot, or {@link #ABSENT}
 * @param digest tells a duplicate from a conflict; covers everything but the arrival
 * @param energyMwh the energy counter as the device showed it
 * @param counterBits width of the counter when its profile declares one
 * @param counterUnitMwh one count of the counter in mWh, when counterBits is given
 */
public record MeterReading(
    long observedAt,
    long receivedAt,
    long bootId,
    long seq,
    long digest,
    long energyMwh,
    int counterBits,
    long counterUnitMwh,
    long powerMw,
    long voltageMv,
    long currentMa,
    int powerFactorBp,
    int dimCommandBp,
    int dimActualBp,
    byte lampOn,
    byte relayOn,
    byte overrideActive,
    byte maintenanceMode,
    boolean historical) {

  /** A value that the device did not send. Absent is not zero. */
  public static final long ABSENT = Long.MIN_VALUE;

  /** A value that the device did not send. Absent is not zero. */
  public static final int ABSENT_INT = Integer.MIN_VALUE;

  /** A yes or no that the device did not send. */
  public static final byte UNKNOWN = -1;

  boolean hasCounter() {
    return energyMwh != ABSENT;
  }

  boolean hasPower() {
    return powerMw != ABSENT;
  }

  /** It says whether the lamp burns: by power, by its own word, or by its light level. */
  boolean tellsLight() {
    return hasPower() || lampOn != UNKNOWN || dimActualBp != ABSENT_INT;
  }
}
