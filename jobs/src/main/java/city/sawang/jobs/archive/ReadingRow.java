package city.sawang.jobs.archive;

import city.sawang.schemas.avro.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of {@code store.reading}; what a component means stands in the Avro schema of {@link
 * Reading}. Instants are milliseconds since the epoch, absent is null.
 *
 * @param readingKey identity within controller and instant
 * @param lampId the lamp position that the controller served then; null when nobody registered it
 * @param deviceFaults comma-separated; null when there is none
 * @param qualityFlags comma-separated; null when there is none
 * @param phases JSON text; null when there is none
 * @param extras JSON text; null when there is none
 * @param lateness IN_TIME, LATE or TOO_LATE
 * @param energyCounterBits null when the profile declares no width: recompute decides wraps by it
 * @param energyCounterUnitMilliwattHours one count of the counter, mWh; null without a width
 */
public record ReadingRow(
    String cityId,
    String controllerId,
    long observedAt,
    long readingKey,
    long receivedAt,
    String kind,
    String lampId,
    String topic,
    String profile,
    Long bootId,
    Long seq,
    Long activePowerMilliwatts,
    Long energyTotalMilliwattHours,
    Long supplyVoltageMillivolts,
    Long supplyCurrentMilliamperes,
    Integer powerFactorBasisPoints,
    Integer frequencyMillihertz,
    Integer dimCommandBasisPoints,
    Integer dimActualBasisPoints,
    Boolean lampOn,
    Boolean relayOn,
    Long operatingSeconds,
    Long switchOnCount,
    Long supplyLossCount,
    Integer controllerTempMillicelsius,
    Long illuminanceMillilux,
    Boolean photocellOn,
    Integer rssiMillidecibelMilliwatts,
    Integer commQualityBasisPoints,
    Boolean overrideActive,
    Boolean maintenanceMode,
    boolean historical,
    Boolean doorOpen,
    Boolean leakageDetected,
    Boolean breakerTripped,
    String deviceFaults,
    String qualityFlags,
    String phases,
    String extras,
    String lateness,
    Integer energyCounterBits,
    Long energyCounterUnitMilliwattHours) {
  private static final int SEQ_BITS = 40;

  /**
   * @param lampId null when the controller is not registered for the time of the reading
   * @param suspicions further quality flags, those that only the registry can tell
   */
  public static ReadingRow of(Reading r, String lampId, List<String> suspicions, String lateness) {
    return new ReadingRow(
        r.getCityId(),
        r.getControllerId(),
        r.getObservedAt(),
        key(r),
        r.getReceivedAt(),
        r.getKind().name(),
        lampId,
        r.getTopic(),
        r.getProfile(),
        r.getBootId(),
        r.getSeq(),
        r.getActivePowerMilliwatts(),
        r.getEnergyTotalMilliwattHours(),
        r.getSupplyVoltageMillivolts(),
        r.getSupplyCurrentMilliamperes(),
        r.getPowerFactorBasisPoints(),
        r.getFrequencyMillihertz(),
        r.getDimCommandBasisPoints(),
        r.getDimActualBasisPoints(),
        r.getLampOn(),
        r.getRelayOn(),
        r.getOperatingSeconds(),
        r.getSwitchOnCount(),
        r.getSupplyLossCount(),
        r.getControllerTempMillicelsius(),
        r.getIlluminanceMillilux(),
        r.getPhotocellOn(),
        r.getRssiMillidecibelMilliwatts(),
        r.getCommQualityBasisPoints(),
        r.getOverrideActive(),
        r.getMaintenanceMode(),
        r.getHistorical(),
        r.getDoorOpen(),
        r.getLeakageDetected(),
        r.getBreakerTripped(),
        codes(r.getDeviceFaults()),
        codes(both(r.getQualityFlags(), suspicions)),
        ReadingJson.phases(r.getPhases()),
        ReadingJson.extras(r.getExtras()),
        lateness,
        r.getEnergyCounterBits(),
        r.getEnergyCounterUnitMilliwattHours());
  }

  /**
   * With a sequence number: boot and sequence folded into 64 bits, distinct as long as a device
   * counts less than 2^40 readings in one of fewer than 2^24 boots. Without: the digest.
   */
  static long key(Reading reading) {
    if (reading.getSeq() == null) {
      return reading.getDigest();
    }
    long boot = reading.getBootId() == null ? 0 : reading.getBootId();
    return (boot << SEQ_BITS) ^ reading.getSeq();
  }

  private static List<String> both(List<String> flags, List<String> suspicions) {
    if (suspicions.isEmpty()) {
      return flags;
    }
    List<String> all = new ArrayList<>(flags);
    all.addAll(suspicions);
    return all;
  }

  private static String codes(List<String> codes) {
    return codes.isEmpty() ? null : String.join(",", codes);
  }
}
