package city.sawang.jobs.controller;

import city.sawang.jobs.controller.AcceptedReading.Declared;
import city.sawang.jobs.controller.AcceptedReading.Electrical;
import city.sawang.jobs.controller.AcceptedReading.Equipment;
import city.sawang.jobs.controller.AcceptedReading.Lighting;
import city.sawang.jobs.controller.AcceptedReading.MessageIdentity;
import city.sawang.jobs.controller.AcceptedReading.Origin;
import city.sawang.jobs.controller.AcceptedReading.PhaseMeasurement;
import city.sawang.jobs.controller.AcceptedReading.Timing;
import city.sawang.jobs.expected.Expectation;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the {@link AcceptedReading} of an Avro reading and of what the registry says about it. */
public final class AcceptedReadings {
  private AcceptedReadings() {}

  /**
   * @param served what the controller served when it measured; empty when nobody registered that
   * @param expectation see {@link AcceptedReading}
   */
  public static AcceptedReading of(
      Reading r,
      Optional<LampAssignment> served,
      boolean meter,
      Timeliness timeliness,
      Expectation expectation) {
    return new AcceptedReading(
        new Origin(
            r.getCityId(),
            r.getControllerId(),
            served.map(LampAssignment::lampId).orElse(r.getControllerId()),
            served.isPresent(),
            r.getKind(),
            meter,
            r.getTopic(),
            r.getProfile()),
        new Timing(
            r.getObservedAt(), r.getReceivedAt(), timeliness, r.getHistorical(), r.getTimeSource()),
        new MessageIdentity(r.getBootId(), r.getSeq(), r.getDigest()),
        expectation,
        served
            .map(lamp -> new Declared(lamp.nominalMw(), Math.max(1, lamp.intervalSeconds())))
            .orElse(Declared.NOTHING),
        electrical(r),
        lighting(r),
        equipment(r),
        with(r.getQualityFlags(), suspicion(r, served)),
        r.getExtras());
  }

  private static Electrical electrical(Reading r) {
    return new Electrical(
        r.getActivePowerMilliwatts(),
        r.getEnergyTotalMilliwattHours(),
        r.getEnergyCounterBits(),
        r.getEnergyCounterUnitMilliwattHours(),
        r.getCounterResolutionMilliwattHours(),
        r.getSupplyVoltageMillivolts(),
        r.getSupplyCurrentMilliamperes(),
        r.getPowerFactorBasisPoints(),
        r.getFrequencyMillihertz(),
        r.getPhases().isEmpty()
            ? List.of()
            : r.getPhases().stream().map(AcceptedReadings::phase).toList());
  }

  private static PhaseMeasurement phase(Phase p) {
    return new PhaseMeasurement(
        p.getPhase(),
        p.getActivePowerMilliwatts(),
        p.getEnergyTotalMilliwattHours(),
        p.getSupplyVoltageMillivolts(),
        p.getSupplyCurrentMilliamperes(),
        p.getPowerFactorBasisPoints());
  }

  private static Lighting lighting(Reading r) {
    return new Lighting(
        r.getDimCommandBasisPoints(),
        r.getDimActualBasisPoints(),
        r.getLampOn(),
        r.getRelayOn(),
        r.getIlluminanceMillilux(),
        r.getPhotocellOn(),
        r.getOverrideActive(),
        r.getMaintenanceMode());
  }

  private static Equipment equipment(Reading r) {
    return new Equipment(
        r.getOperatingSeconds(),
        r.getSwitchOnCount(),
        r.getSupplyLossCount(),
        r.getControllerTempMillicelsius(),
        r.getRssiMillidecibelMilliwatts(),
        r.getCommQualityBasisPoints(),
        r.getDoorOpen(),
        r.getLeakageDetected(),
        r.getBreakerTripped(),
        r.getDeviceFaults());
  }

  /**
   * The quality flag that only the registry can give (METERING.md#bad-input): the controller is
   * unknown, or the power is more than 1.5 times the lamp's nominal power.
   */
  private static Optional<String> suspicion(Reading reading, Optional<LampAssignment> served) {
    if (served.isEmpty()) {
      return Optional.of("UNREGISTERED");
    }
    Long power = reading.getActivePowerMilliwatts();
    long nominal = served.get().nominalMw();
    return power != null && nominal > 0 && 2 * power > 3 * nominal
        ? Optional.of("POWER_SUSPECT")
        : Optional.empty();
  }

  private static List<String> with(List<String> flags, Optional<String> suspicion) {
    if (suspicion.isEmpty()) {
      return flags;
    }
    List<String> all = new ArrayList<>(flags);
    all.add(suspicion.get());
    return all;
  }
}
