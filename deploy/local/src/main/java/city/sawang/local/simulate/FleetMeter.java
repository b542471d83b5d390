package city.sawang.local.simulate;

/**
 * A feeder meter that the simulator plays: it sees the lamps of its feeder and what the cable
 * loses.
 *
 * @param intervalSeconds reporting interval, 1 or more
 * @param kind in whose words it speaks
 */
public record FleetMeter(
    String cityId, String meterId, String feederId, int intervalSeconds, FieldDeviceKind kind) {
  public FleetMeter {
    if (intervalSeconds < 1) {
      throw new IllegalArgumentException(
          "intervalSeconds of " + meterId + " is " + intervalSeconds + ", expected 1 or more");
    }
  }

  /** Topic of its readings. */
  String topic() {
    if (kind == FieldDeviceKind.THREEPHASE) {
      return cityId + '/' + meterId + "/status";
    }
    return "lighting/v1/" + cityId + '/' + meterId + "/meter";
  }
}
