package city.sawang.local.simulate;

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
 */
record SimulatedReading(
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
    boolean lampFailure) {

  SimulatedReading observedAt(long otherTime) {
    return with(otherTime, energyMilliwattHours, historical);
  }

  SimulatedReading energy(long otherMilliwattHours) {
    return with(observedAt, otherMilliwattHours, historical);
  }

  SimulatedReading asHistorical() {
    return with(observedAt, energyMilliwattHours, true);
  }

  private SimulatedReading with(long newTime, long newEnergy, boolean newHistorical) {
    return new SimulatedReading(
        newTime,
        bootId,
        seq,
        powerMilliwatts,
        newEnergy,
        voltageMillivolts,
        currentMilliamperes,
        powerFactorBasisPoints,
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
        lampFailure);
  }
}
