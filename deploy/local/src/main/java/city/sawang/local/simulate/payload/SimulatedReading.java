package city.sawang.local.simulate.payload;

import java.util.List;

/**
 * What a simulated controller reports at one instant. Scaled integers, so that the payload and the
 * send log agree exactly.
 *
 * @param observedAt milliseconds since the epoch, by the device's clock
 * @param bootId boot counter
 * @param seq sequence number within the boot, from 0
 * @param powerMilliwatts active power
 * @param energyMilliwattHours energy counter
 * @param temperatureMillicelsius of the controller
 * @param historical whether it was stored and is delivered late
 * @param deviceFaults what the device says is wrong with it
 * @param drawnMilliwattHours what it has truly used in its life, whatever its counter shows
 * @param omitted what its message does not say, a sum of {@link #NO_CLOCK} and the like
 */
public record SimulatedReading(
    long observedAt,
    long bootId,
    long seq,
    long powerMilliwatts,
    long energyMilliwattHours,
    long voltageMillivolts,
    long currentMilliamperes,
    int powerFactorBasisPoints,
    int frequencyMillihertz,
    int dimCommandPercent,
    int dimActualPercent,
    boolean lampOn,
    boolean relayOn,
    long operatingSeconds,
    long switchOns,
    long supplyLosses,
    int temperatureMillicelsius,
    int rssiDecibelMilliwatts,
    boolean historical,
    List<String> deviceFaults,
    long drawnMilliwattHours,
    int omitted) {
  /** The message carries no time: its arrival stands for it. */
  public static final int NO_CLOCK = 4;

  /** The message carries no energy counter. */
  public static final int NO_COUNTER = 8;

  /** The message carries no active power. */
  public static final int NO_POWER = 16;

  /** The message carries neither boot nor sequence number. */
  public static final int NO_SEQUENCE = 32;

  public SimulatedReading {
    deviceFaults = List.copyOf(deviceFaults);
  }

  /** With another time. */
  public SimulatedReading observedAt(long otherTime) {
    return with(otherTime, energyMilliwattHours, historical, omitted);
  }

  /** With another counter. */
  public SimulatedReading energy(long otherMilliwattHours) {
    return with(observedAt, otherMilliwattHours, historical, omitted);
  }

  /** With power in whole steps of this size, rounded, as a device with a coarse display shows it. */
  public SimulatedReading powerInSteps(long milliwatts) {
    long shown = Math.floorDiv(powerMilliwatts + milliwatts / 2, milliwatts) * milliwatts;
    return with(observedAt, this, shown, energyMilliwattHours, historical, omitted);
  }

  /** Stored, and delivered late. */
  public SimulatedReading asHistorical() {
    return with(observedAt, energyMilliwattHours, true, omitted);
  }

  /**
   * Without what a message does not say.
   *
   * @param what a sum of {@link #NO_CLOCK} and the like, in addition to what is omitted already
   */
  public SimulatedReading without(int what) {
    return with(observedAt, energyMilliwattHours, historical, omitted | what);
  }

  /** Whether its message does not say this. */
  public boolean omits(int what) {
    return (omitted & what) != 0;
  }

  /** With voltage, current, power and power factor of another reading. */
  public SimulatedReading measuredAs(SimulatedReading other) {
    return with(observedAt, other, energyMilliwattHours, historical, omitted);
  }

  private SimulatedReading with(
      long newTime, long newEnergy, boolean newHistorical, int newOmitted) {
    return with(newTime, this, newEnergy, newHistorical, newOmitted);
  }

  private SimulatedReading with(
      long newTime,
      SimulatedReading measured,
      long newEnergy,
      boolean newHistorical,
      int newOmitted) {
    return with(newTime, measured, measured.powerMilliwatts, newEnergy, newHistorical, newOmitted);
  }

  private SimulatedReading with(
      long newTime,
      SimulatedReading measured,
      long newPower,
      long newEnergy,
      boolean newHistorical,
      int newOmitted) {
    return new SimulatedReading(
        newTime,
        bootId,
        seq,
        newPower,
        newEnergy,
        measured.voltageMillivolts,
        measured.currentMilliamperes,
        measured.powerFactorBasisPoints,
        frequencyMillihertz,
        dimCommandPercent,
        dimActualPercent,
        lampOn,
        relayOn,
        operatingSeconds,
        switchOns,
        supplyLosses,
        temperatureMillicelsius,
        rssiDecibelMilliwatts,
        newHistorical,
        deviceFaults,
        drawnMilliwattHours,
        newOmitted);
  }
}
