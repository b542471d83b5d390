package city.sawang.local.simulate;

/**
 * A feeder meter that the simulator plays: it sees the lamps of its feeder and what the cable
 * loses.
 *
 * @param intervalSeconds reporting interval, 1 or more
 */
public record FleetMeter(String cityId, String meterId, String feederId, int intervalSeconds) {
  public FleetMeter {
    if (intervalSeconds < 1) {
      throw new IllegalArgumentException(
          "intervalSeconds of " + meterId + " is " + intervalSeconds + ", expected 1 or more");
    }
  }

  /** Native topic of its readings. */
  String topic() {
    return "lighting/v1/" + cityId + '/' + meterId + "/meter";
  }
}
