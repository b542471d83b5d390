package city.sawang.jobs.controller;

import static city.sawang.jobs.metering.MeterReading.ABSENT;
import static city.sawang.jobs.metering.MeterReading.ABSENT_INT;
import static city.sawang.jobs.metering.MeterReading.UNKNOWN;

import city.sawang.jobs.metering.MeterReading;
import city.sawang.schemas.avro.Reading;

/** What metering needs of a reading, taken out of it. */
final class MeterReadings {
  private MeterReadings() {}

  static MeterReading of(Reading r) {
    return new MeterReading(
        r.getObservedAt(),
        r.getReceivedAt(),
        orAbsent(r.getBootId()),
        orAbsent(r.getSeq()),
        r.getDigest(),
        orAbsent(r.getEnergyTotalMilliwattHours()),
        orAbsent(r.getEnergyCounterBits()),
        orAbsent(r.getEnergyCounterUnitMilliwattHours()),
        orAbsent(r.getActivePowerMilliwatts()),
        orAbsent(r.getSupplyVoltageMillivolts()),
        orAbsent(r.getSupplyCurrentMilliamperes()),
        orAbsent(r.getPowerFactorBasisPoints()),
        orAbsent(r.getDimCommandBasisPoints()),
        orAbsent(r.getDimActualBasisPoints()),
        orUnknown(r.getLampOn()),
        orUnknown(r.getRelayOn()),
        orUnknown(r.getOverrideActive()),
        orUnknown(r.getMaintenanceMode()),
        r.getHistorical());
  }

  private static long orAbsent(Long value) {
    return value == null ? ABSENT : value;
  }

  private static int orAbsent(Integer value) {
    return value == null ? ABSENT_INT : value;
  }

  private static byte orUnknown(Boolean value) {
    if (value == null) {
      return UNKNOWN;
    }
    return (byte) (value ? 1 : 0);
  }
}
