package city.sawang.local.simulate;

import city.sawang.schemas.HomeZone;
import city.sawang.schemas.registry.City;
import city.sawang.schemas.registry.Deployment;
import city.sawang.schemas.registry.Lamp;
import city.sawang.schemas.registry.Meter;
import city.sawang.schemas.registry.Registry;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lamps and meters of a registry that say of themselves that they are simulated. Nothing that
 * is registered as real is ever played.
 *
 * @param lamps at their present service
 * @param meters of the same deployments
 * @param zone of their cities
 */
public record RegisteredFleet(List<FleetLamp> lamps, List<FleetMeter> meters, ZoneId zone) {
  public RegisteredFleet {
    lamps = List.copyOf(lamps);
    meters = List.copyOf(meters);
  }

  /** No lamp and no meter. */
  public static RegisteredFleet none() {
    return new RegisteredFleet(List.of(), List.of(), HomeZone.ID);
  }

  /**
   * Everything simulated in the registry; empty when there is none.
   *
   * @throws IllegalArgumentException when its cities have several time zones: a fleet has one
   */
  public static RegisteredFleet of(Registry registry) {
    List<FleetLamp> lamps = new ArrayList<>();
    List<FleetMeter> meters = new ArrayList<>();
    for (City city : registry.cities()) {
      Set<String> simulated =
          city.deployments().stream()
              .filter(Deployment::simulated)
              .map(Deployment::deploymentId)
              .collect(Collectors.toSet());
      for (Lamp lamp : city.lamps()) {
        Lamp.Service service = lamp.current();
        if (simulated.contains(lamp.deploymentId())
            && service.controllerId() != null
            && service.to() == null) {
          lamps.add(played(city, lamp, service));
        }
      }
      for (Meter meter : city.meters()) {
        if (simulated.contains(meter.deploymentId())) {
          meters.add(
              new FleetMeter(
                  city.cityId(),
                  meter.meterId(),
                  meter.feederId(),
                  meter.reportIntervalSeconds(),
                  FieldDeviceKind.NATIVE));
        }
      }
    }
    return new RegisteredFleet(lamps, meters, zone(registry));
  }

  private static ZoneId zone(Registry registry) {
    List<ZoneId> zones = registry.cities().stream().map(City::timezone).distinct().toList();
    if (zones.size() > 1) {
      throw new IllegalArgumentException(
          "the registry's cities have the time zones %s: expected one".formatted(zones));
    }
    return zones.isEmpty() ? HomeZone.ID : zones.get(0);
  }

  /**
   * Only these cities.
   *
   * @param cities null: all of them
   */
  public RegisteredFleet in(Collection<String> cities) {
    return cities == null
        ? this
        : new RegisteredFleet(
            lamps.stream().filter(lamp -> cities.contains(lamp.cityId())).toList(),
            meters.stream().filter(meter -> cities.contains(meter.cityId())).toList(),
            zone);
  }

  private static FleetLamp played(City city, Lamp lamp, Lamp.Service service) {
    return new FleetLamp(
        city.cityId(),
        lamp.lampId(),
        service.controllerId(),
        service.feederId() == null ? "" : service.feederId(),
        service.gatewayId() == null ? "" : service.gatewayId(),
        lamp.position().latitude(),
        lamp.position().longitude(),
        service.nominalMilliwatts(),
        service.nightPowered(),
        service.reportIntervalSeconds(),
        service.schedule(),
        DeviceModel.NATIVE);
  }
}
