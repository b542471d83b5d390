package city.sawang.ingest.decode;

import city.sawang.schemas.Identifiers;
import city.sawang.schemas.avro.DeviceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registry in memory. */
public final class FakeDevices implements KnownDevices {
  private final Map<String, String> cities = new HashMap<>();
  private final Map<String, List<RegisteredDevice>> devices = new HashMap<>();

  public FakeDevices(String... cities) {
    for (String city : cities) {
      this.cities.put(Identifiers.comparable(city), city);
    }
  }

  /** Registers the controller of a lamp in these cities. */
  public FakeDevices with(String controllerId, String... homeCities) {
    return with(DeviceKind.LAMP, controllerId, homeCities);
  }

  /** Registers a device in these cities. */
  public FakeDevices with(DeviceKind kind, String deviceId, String... homeCities) {
    for (String city : homeCities) {
      devices
          .computeIfAbsent(Identifiers.comparable(deviceId), id -> new ArrayList<>())
          .add(new RegisteredDevice(city, deviceId, Optional.of(kind)));
    }
    return this;
  }

  @Override
  public Optional<String> city(String cityId) {
    return Optional.ofNullable(cities.get(Identifiers.comparable(cityId)));
  }

  @Override
  public List<RegisteredDevice> registrations(String deviceId) {
    return devices.getOrDefault(Identifiers.comparable(deviceId), List.of());
  }
}
