package city.sawang.jobs.archive;

import city.sawang.schemas.avro.Reading;

/**
 * A row of {@code store.lamp_state}: the newest reading of a controller, and what was expected of
 * its lamp at that instant. Instants are milliseconds since the epoch, absent is null.
 *
 * @param expectedLit null when the controller is not registered
 * @param expectedMilliwatts null when the controller is not registered
 */
public record LampStateRow(
    String cityId,
    String controllerId,
    String lampId,
    long observedAt,
    long receivedAt,
    Long activePowerMilliwatts,
    Long supplyVoltageMillivolts,
    Integer dimCommandBasisPoints,
    Integer dimActualBasisPoints,
    Boolean lampOn,
    Boolean relayOn,
    Boolean expectedLit,
    Long expectedMilliwatts) {

  /** The state that a reading tells. */
  public static LampStateRow of(
      Reading r, String lampId, Boolean expectedLit, Long expectedMilliwatts) {
    return new LampStateRow(
        r.getCityId(),
        r.getControllerId(),
        lampId,
        r.getObservedAt(),
        r.getReceivedAt(),
        r.getActivePowerMilliwatts(),
        r.getSupplyVoltageMillivolts(),
        r.getDimCommandBasisPoints(),
        r.getDimActualBasisPoints(),
        r.getLampOn(),
        r.getRelayOn(),
        expectedLit,
        expectedMilliwatts);
  }
}
