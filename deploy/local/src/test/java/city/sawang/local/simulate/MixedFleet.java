package city.sawang.local.simulate;

import java.util.ArrayList;
import java.util.List;

/** Synthetic lamps of which every fifth is a device of the field, one kind after the other. */
public final class MixedFleet {
  private static final int ONE_IN = 5;
  private static final int LORAWAN_SECONDS = 900;
  private static final List<FieldDeviceKind> KINDS =
      List.of(
          FieldDeviceKind.COARSE,
          FieldDeviceKind.TASMOTA,
          FieldDeviceKind.SHELLY,
          FieldDeviceKind.LORAWAN,
          FieldDeviceKind.ZIGBEE2MQTT,
          FieldDeviceKind.NOCOUNTER,
          FieldDeviceKind.SAVER,
          FieldDeviceKind.WRAP);

  private MixedFleet() {}

  /**
   * @param count lamps altogether, dealt to the five pilot cities in turn
   * @param intervalSeconds reporting interval
   */
  public static List<FleetLamp> of(int count, int intervalSeconds) {
    List<FleetLamp> lamps = new ArrayList<>(count);
    int other = 0;
    for (FleetLamp lamp : SyntheticFleet.of(count, SyntheticFleet.cities(), intervalSeconds)) {
      // Not always the same place of five: the cities are dealt in fives, too.
      boolean nativeToo = (lamps.size() + lamps.size() / ONE_IN) % ONE_IN != 0;
      lamps.add(nativeToo ? lamp : device(lamp, KINDS.get(other % KINDS.size()), other++));
    }
    return lamps;
  }

  private static FleetLamp device(FleetLamp lamp, FieldDeviceKind kind, int number) {
    return new FleetLamp(
        lamp.cityId(),
        lamp.lampId(),
        DeviceFleet.controller(kind, number),
        lamp.feederId(),
        lamp.gatewayId(),
        lamp.latitude(),
        lamp.longitude(),
        lamp.nominalMilliwatts(),
        lamp.nightPowered(),
        kind == FieldDeviceKind.LORAWAN
            ? Math.max(lamp.intervalSeconds(), LORAWAN_SECONDS)
            : lamp.intervalSeconds(),
        lamp.schedule(),
        new DeviceModel(kind, number / KINDS.size()));
  }
}
