package city.sawang.jobs.controller;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;
import static city.sawang.jobs.metering.input.MeterReading.ABSENT_INT;
import static city.sawang.jobs.metering.input.MeterReading.UNKNOWN;

import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * What metering needs of a reading, taken out of it. A three-phase meter that names no total is
 * taken by the sum of its phases, when all three have the value.
 */
public final class MeterReadings {
  private static final int PHASES = 3;

  private MeterReadings() {}

  public static MeterReading of(Reading r) {
    return MeterReading.at(r.getObservedAt(), r.getReceivedAt())
        .identity(orAbsent(r.getBootId()), orAbsent(r.getSeq()), r.getDigest())
        .register(
            total(r, r.getEnergyTotalMilliwattHours(), Phase::getEnergyTotalMilliwattHours),
            // Each phase rolls over for itself: the sum of three registers has no width.
            r.getEnergyTotalMilliwattHours() == null
                ? ABSENT_INT
                : orAbsent(r.getEnergyCounterBits()),
            orAbsent(r.getEnergyCounterUnitMilliwattHours()))
        .power(
            total(r, r.getActivePowerMilliwatts(), Phase::getActivePowerMilliwatts),
            orAbsent(r.getPowerFactorBasisPoints()))
        .supply(
            orAbsent(r.getSupplyVoltageMillivolts()), orAbsent(r.getSupplyCurrentMilliamperes()))
        .dim(orAbsent(r.getDimCommandBasisPoints()), orAbsent(r.getDimActualBasisPoints()))
        .switches(orUnknown(r.getLampOn()), orUnknown(r.getRelayOn()))
        .modes(orUnknown(r.getOverrideActive()), orUnknown(r.getMaintenanceMode()))
        .historical(r.getHistorical())
        .arrival(r.getTimeSource() == TimeSource.ARRIVAL)
        .resolution(orAbsent(r.getCounterResolutionMilliwattHours()))
        .build();
  }

  private static long total(Reading reading, Long total, Function<Phase, Long> ofPhase) {
    if (total != null) {
      return total;
    }
    long sum = 0;
    Set<Integer> phases = new HashSet<>(4);
    for (Phase phase : reading.getPhases()) {
      Long value = ofPhase.apply(phase);
      if (value != null && phases.add(phase.getPhase())) {
        sum += value;
      }
    }
    return phases.size() == PHASES ? sum : ABSENT;
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
