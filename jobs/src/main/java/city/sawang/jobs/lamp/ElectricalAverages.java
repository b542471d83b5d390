package city.sawang.jobs.lamp;

/**
 * Power, voltage, power factor and dim level over a quarter hour, rounded half up; SQL NULL what no
 * reading has.
 */
public record ElectricalAverages(
    Long activePowerAvgMilliwatts,
    Long activePowerMinMilliwatts,
    Long activePowerMaxMilliwatts,
    Long supplyVoltageAvgMillivolts,
    Integer powerFactorAvgBasisPoints,
    Integer dimActualAvgBasisPoints) {
  static final ElectricalAverages NONE = new ElectricalAverages(null, null, null, null, null, null);
}
