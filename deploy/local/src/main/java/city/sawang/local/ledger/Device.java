package city.sawang.local.ledger;

/**
 * A controller of the ledger and the lamp it serves.
 *
 * @param nominalMilliwatts 0 when the ledger says nothing about the lamp
 * @param schedule dimming steps in the registry's words
 */
record Device(
    String cityId,
    String controllerId,
    String lampId,
    double latitude,
    double longitude,
    long nominalMilliwatts,
    boolean nightPowered,
    int intervalSeconds,
    String schedule) {

  /** A controller about whose lamp nothing is known. */
  static Device unknown(String cityId, String controllerId) {
    return new Device(cityId, controllerId, controllerId, 0, 0, 0, false, 60, "dusk-to-dawn");
  }

  String key() {
    return cityId + '/' + controllerId;
  }
}
