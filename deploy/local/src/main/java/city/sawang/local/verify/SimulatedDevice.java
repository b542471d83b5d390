package city.sawang.local.verify;

import java.util.Locale;

/**
 * A device of the ledger.
 *
 * @param meter whether it is a feeder meter, whose energy is no lamp's
 * @param feederId the circuit it hangs on, or empty when the ledger does not say
 * @param intervalMillis how often it reports
 * @param registerMilliwattHours where its counter rolls over; 0: nowhere
 * @param stepMilliwattHours the smallest step of its counter
 */
record SimulatedDevice(
    String cityId,
    String controllerId,
    boolean meter,
    String feederId,
    long intervalMillis,
    long registerMilliwattHours,
    long stepMilliwattHours) {
  private static final long UNKNOWN_INTERVAL = 900_000;

  static SimulatedDevice lamp(String cityId, String controllerId) {
    return new SimulatedDevice(cityId, controllerId, false, "", UNKNOWN_INTERVAL, 0, 1);
  }

  static SimulatedDevice meter(
      String cityId, String meterId, String feederId, long stepMilliwattHours) {
    return new SimulatedDevice(
        cityId, meterId, true, feederId, UNKNOWN_INTERVAL, 0, stepMilliwattHours);
  }

  /** How it is named where people read it. */
  String subject() {
    return cityId + '/' + controllerId;
  }

  /** Ids are compared without regard to case, EUIs also without their punctuation. */
  String key() {
    return key(cityId, controllerId);
  }

  static String key(String cityId, String controllerId) {
    return cityId + '/' + controllerId.toLowerCase(Locale.ROOT);
  }
}
