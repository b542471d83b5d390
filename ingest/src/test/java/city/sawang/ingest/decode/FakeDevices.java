package city.sawang.ingest.decode;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A registry in memory. */
public final class FakeDevices implements KnownDevices {
  private final Set<String> cities;
  private final Map<String, Set<String>> homes = new HashMap<>();

  public FakeDevices(String... cities) {
    this.cities = Set.of(cities);
  }

  /** Registers a controller in these cities. */
  public FakeDevices with(String controllerId, String... homeCities) {
    homes.put(controllerId, Set.of(homeCities));
    return this;
  }

  @Override
  public boolean isCity(String cityId) {
    return cities.contains(cityId);
  }

  @Override
  public Set<String> citiesOf(String controllerId) {
    return homes.getOrDefault(controllerId, Set.of());
  }
}
