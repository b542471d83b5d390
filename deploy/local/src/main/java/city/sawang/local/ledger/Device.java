package city.sawang.local.ledger;

/**
 * A device of the ledger.
 *
 * @param meter whether it is a feeder meter, whose energy is no lamp's
 */
record Device(String cityId, String controllerId, boolean meter) {

  static Device lamp(String cityId, String controllerId) {
    return new Device(cityId, controllerId, false);
  }

  static Device meter(String cityId, String meterId) {
    return new Device(cityId, meterId, true);
  }

  String key() {
    return cityId + '/' + controllerId;
  }
}
