package city.sawang.local.simulate;

import city.sawang.schemas.registry.LampSchedule;

/**
 * One lamp position that the simulator plays, with the controller that speaks for it.
 *
 * @param cityId city of the topic
 * @param lampId lamp position; equals the controller id for a lamp nobody registered
 * @param controllerId the serial in the topic
 * @param feederId circuit, or empty when unknown
 * @param gatewayId gateway that passes on what it says, or empty when it has none of its own
 * @param latitude degrees north
 * @param longitude degrees east
 * @param nominalMilliwatts power at full light
 * @param nightPowered whether the cabinet cuts the circuit at dawn, so that the controller is silent
 *     by day and boots at dusk
 * @param intervalSeconds reporting interval, 1 or more
 * @param schedule when it burns and how far
 * @param model how its controller counts and speaks
 */
public record FleetLamp(
    String cityId,
    String lampId,
    String controllerId,
    String feederId,
    String gatewayId,
    double latitude,
    double longitude,
    long nominalMilliwatts,
    boolean nightPowered,
    int intervalSeconds,
    LampSchedule schedule,
    DeviceModel model) {

  public FleetLamp {
    if (intervalSeconds < 1) {
      throw new IllegalArgumentException(
          "intervalSeconds of " + controllerId + " is " + intervalSeconds + ", expected 1 or more");
    }
    if (nominalMilliwatts < 1) {
      throw new IllegalArgumentException(
          "nominalMilliwatts of " + controllerId + " is " + nominalMilliwatts + ", expected > 0");
    }
  }

  /** Native topic of its readings. */
  String readingTopic() {
    return "lighting/v1/" + cityId + '/' + controllerId + "/reading";
  }

  /** Native topic of its retained status. */
  String statusTopic() {
    return "lighting/v1/" + cityId + '/' + controllerId + "/status";
  }
}
