package city.sawang.local.simulate;

import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.RegisteredDevice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The cities of a fleet, and no device: every topic names its city. */
record CitiesOf(Set<String> cities) implements KnownDevices {
  CitiesOf(FleetConfig config) {
    this(config.lamps().stream().map(FleetLamp::cityId).collect(Collectors.toSet()));
  }

  @Override
  public Optional<String> city(String cityId) {
    return Optional.of(cityId).filter(cities::contains);
  }

  @Override
  public List<RegisteredDevice> registrations(String deviceId) {
    return List.of();
  }
}
