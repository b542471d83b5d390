package city.sawang.jobs.controller;

import city.sawang.jobs.expected.Expectation;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.TimeSource;
import java.util.List;
import java.util.Map;

/**
 * One reading that is new by its identity, with what the registry says about where it was measured:
 * the element of the stream that every question about readings subscribes to. Duplicates, conflicts
 * and damaged records are not in the stream; readings of unregistered controllers and late ones are.
 *
 * <p>Instants are milliseconds since the epoch. A measurement that the device did not send is null,
 * never zero; units stand in the names. Flink serialises it field by field.
 *
 * @param expectation what the lamp should have done by sun and schedule; {@link #NOTHING_EXPECTED}
 *     of a meter and of an unregistered controller
 * @param declared what the registry says of the lamp
 * @param qualityFlags why the reading is suspect, by its payload or by the registry (CONTRACT.md#reason-codes)
 * @param extras members of the payload that we do not know, by name, each value as JSON text
 */
public record AcceptedReading(
    Origin origin,
    Timing timing,
    MessageIdentity identity,
    Expectation expectation,
    Declared declared,
    Electrical electrical,
    Lighting lighting,
    Equipment equipment,
    List<String> qualityFlags,
    Map<String, String> extras) {

  /** Of a meter, and of a controller that nobody registered: nothing that a fault could rest on. */
  public static final Expectation NOTHING_EXPECTED = new Expectation(false, 0, 0, false);

  /**
   * What the registry declares of the lamp that the controller served.
   *
   * @param nominalMilliwatts power at full light; 0 when nobody registered it
   * @param reportIntervalSeconds between two readings, at least 1
   */
  public record Declared(long nominalMilliwatts, int reportIntervalSeconds) {
    /** Nobody registered it: heard of every ten minutes, so silent after half an hour. */
    public static final Declared NOTHING = new Declared(0, 600);
  }

  /**
   * Where it comes from.
   *
   * @param lampId the lamp position, or meter, that the controller served at that time; of an
   *     unregistered controller its own id, under which its energy is booked
   * @param registered the registry knows what the controller served at that time
   * @param kind what the device says it is
   * @param meter a feeder or cabinet meter, by the registry or by its own word
   * @param topic the MQTT topic
   * @param profile the vendor profile that decoded it
   */
  public record Origin(
      String cityId,
      String controllerId,
      String lampId,
      boolean registered,
      DeviceKind kind,
      boolean meter,
      String topic,
      String profile) {}

  /**
   * When.
   *
   * @param observedAt when the device measured
   * @param receivedAt when the bridge took it from MQTT
   * @param historical store-and-forward data, sent after the link was down
   * @param timeSource whose instant observedAt is
   */
  public record Timing(
      long observedAt,
      long receivedAt,
      Timeliness timeliness,
      boolean historical,
      TimeSource timeSource) {}

  /**
   * Which message of its device: (boot, seq), without seq (instant, digest). See
   * METERING.md#identity.
   *
   * @param bootId boot counter of the device
   * @param seq the device's own sequence number within a boot
   * @param digest tells a duplicate from a conflict; covers everything but the arrival
   */
  public record MessageIdentity(Long bootId, Long seq, long digest) {}

  /**
   * Power, energy and supply.
   *
   * @param energyTotalMilliwattHours the device's energy counter
   * @param energyCounterBits width of the counter when its profile declares one
   * @param energyCounterUnitMilliwattHours one count of the counter, when the width is given
   * @param counterResolutionMilliwattHours the step in which the counter moves, when its profile
   *     declares one
   * @param phases of a three-phase meter; empty when it names none
   */
  public record Electrical(
      Long activePowerMilliwatts,
      Long energyTotalMilliwattHours,
      Integer energyCounterBits,
      Long energyCounterUnitMilliwattHours,
      Long counterResolutionMilliwattHours,
      Long supplyVoltageMillivolts,
      Long supplyCurrentMilliamperes,
      Integer powerFactorBasisPoints,
      Integer frequencyMillihertz,
      List<PhaseMeasurement> phases) {}

  /**
   * One phase of a three-phase meter.
   *
   * @param phase 1, 2 or 3 (L1, L2, L3)
   */
  public record PhaseMeasurement(
      int phase,
      Long activePowerMilliwatts,
      Long energyTotalMilliwattHours,
      Long supplyVoltageMillivolts,
      Long supplyCurrentMilliamperes,
      Integer powerFactorBasisPoints) {}

  /** What the lamp is commanded to do, and does. */
  public record Lighting(
      Integer dimCommandBasisPoints,
      Integer dimActualBasisPoints,
      Boolean lampOn,
      Boolean relayOn,
      Long illuminanceMillilux,
      Boolean photocellOn,
      Boolean overrideActive,
      Boolean maintenanceMode) {}

  /**
   * The controller and the cabinet themselves.
   *
   * @param deviceFaults codes as the device gives them: evidence, not truth
   */
  public record Equipment(
      Long operatingSeconds,
      Long switchOnCount,
      Long supplyLossCount,
      Integer controllerTempMillicelsius,
      Integer rssiMillidecibelMilliwatts,
      Integer commQualityBasisPoints,
      Boolean doorOpen,
      Boolean leakageDetected,
      Boolean breakerTripped,
      List<String> deviceFaults) {}

  /** It is of a lamp: it may show what the lamp does now. */
  public boolean isOfLamp() {
    return !origin.meter();
  }

  /** It came after the figures it belongs to were let go. */
  public boolean isTooLate() {
    return timing.timeliness() == Timeliness.TOO_LATE;
  }
}
