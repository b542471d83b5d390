package city.sawang.jobs.metering.input;

/**
 * What metering needs of one accepted reading. Instants are epoch milliseconds; energy mWh, power
 * mW, voltage mV, current mA, ratios basis points. An absent long is {@link #ABSENT}, an absent int
 * {@link #ABSENT_INT}; tri-states are −1 (absent), 0, 1.
 *
 * <p>Flat and primitive because the log decodes a dozen of them for every reading that comes in;
 * made by {@link Builder}, whose fields have names.
 *
 * @param bootId the device's boot counter, or {@link #ABSENT}
 * @param seq the device's sequence number within its boot, or {@link #ABSENT}
 * @param digest distinguishes a duplicate from a conflict; covers everything but the arrival
 * @param energyMwh the energy register as the device showed it
 * @param counterBits width of the register when its profile declares one
 * @param counterUnitMwh one count of the register in mWh, when counterBits is given
 * @param arrival it carries no time of its own: observedAt is when it was received, an upper bound
 * @param resolutionMwh the step in which the register moves, when its profile declares one
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
    boolean historical,
    boolean arrival,
    long resolutionMwh) {

  /** A value that the device did not send. Absent is not zero. */
  public static final long ABSENT = Long.MIN_VALUE;

  /** A value that the device did not send. Absent is not zero. */
  public static final int ABSENT_INT = Integer.MIN_VALUE;

  /** A yes or no that the device did not send. */
  public static final byte UNKNOWN = -1;

  public boolean hasRegister() {
    return energyMwh != ABSENT;
  }

  public boolean hasPower() {
    return powerMw != ABSENT;
  }

  /** Energy can be booked from it: it has a register or power. */
  public boolean isUsable() {
    return hasRegister() || hasPower();
  }

  /** It tells whether the lamp burns: by power, by its own state, or by its light level. */
  public boolean tellsLight() {
    return hasPower() || lampOn != UNKNOWN || dimActualBp != ABSENT_INT;
  }

  /** A reading observed and received at the given instants; everything else is absent. */
  public static Builder at(long observedAt, long receivedAt) {
    return new Builder().observed(observedAt, receivedAt);
  }

  /** Collects the values of a reading by name; may be used again for the next one. */
  public static final class Builder {
    private long observedAt;
    private long receivedAt;
    private long bootId = ABSENT;
    private long seq = ABSENT;
    private long digest;
    private long energyMwh = ABSENT;
    private int counterBits = ABSENT_INT;
    private long counterUnitMwh = ABSENT;
    private long powerMw = ABSENT;
    private long voltageMv = ABSENT;
    private long currentMa = ABSENT;
    private int powerFactorBp = ABSENT_INT;
    private int dimCommandBp = ABSENT_INT;
    private int dimActualBp = ABSENT_INT;
    private byte lampOn = UNKNOWN;
    private byte relayOn = UNKNOWN;
    private byte overrideActive = UNKNOWN;
    private byte maintenanceMode = UNKNOWN;
    private boolean historical;
    private boolean arrival;
    private long resolutionMwh = ABSENT;

    public Builder observed(long at, long received) {
      observedAt = at;
      receivedAt = received;
      return this;
    }

    /** Boot counter, sequence number within the boot, digest of the payload. */
    public Builder identity(long boot, long number, long payloadDigest) {
      bootId = boot;
      seq = number;
      digest = payloadDigest;
      return this;
    }

    /** The energy register, with its width and the value of one count where declared. */
    public Builder register(long mwh, int bits, long unitMwh) {
      energyMwh = mwh;
      counterBits = bits;
      counterUnitMwh = unitMwh;
      return this;
    }

    public Builder power(long mw, int factorBp) {
      powerMw = mw;
      powerFactorBp = factorBp;
      return this;
    }

    public Builder supply(long mv, long ma) {
      voltageMv = mv;
      currentMa = ma;
      return this;
    }

    public Builder dim(int commandBp, int actualBp) {
      dimCommandBp = commandBp;
      dimActualBp = actualBp;
      return this;
    }

    public Builder switches(byte lamp, byte relay) {
      lampOn = lamp;
      relayOn = relay;
      return this;
    }

    public Builder modes(byte override, byte maintenance) {
      overrideActive = override;
      maintenanceMode = maintenance;
      return this;
    }

    /** Store-and-forward data. */
    public Builder historical(boolean isHistorical) {
      historical = isHistorical;
      return this;
    }

    /** It carries no time of its own, and is timed by its arrival. */
    public Builder arrival(boolean isArrival) {
      arrival = isArrival;
      return this;
    }

    /** The step in which the register moves, mWh, or {@link #ABSENT}. */
    public Builder resolution(long mwh) {
      resolutionMwh = mwh;
      return this;
    }

    public MeterReading build() {
      return new MeterReading(
          observedAt,
          receivedAt,
          bootId,
          seq,
          digest,
          energyMwh,
          counterBits,
          counterUnitMwh,
          powerMw,
          voltageMv,
          currentMa,
          powerFactorBp,
          dimCommandBp,
          dimActualBp,
          lampOn,
          relayOn,
          overrideActive,
          maintenanceMode,
          historical,
          arrival,
          resolutionMwh);
    }
  }
}
