package city.sawang.local.verify;

/**
 * A device of the ledger.
 *
 * @param meter whether it is a feeder meter, whose energy is no lamp's
 */
record SimulatedDevice(String cityId, String controllerId, boolean meter) {

  static SimulatedDevice lamp(String cityId, String controllerId) {
    return new SimulatedDevice(cityId, controllerId, false);
  }

  static SimulatedDevice meter(String cityId, String meterId) {
    return new SimulatedDevice(cityId, meterId, true);
  }

  String key() {
    return cityId + '/' + controllerId;
  }
}
