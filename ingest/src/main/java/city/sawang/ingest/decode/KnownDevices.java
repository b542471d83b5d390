package city.sawang.ingest.decode;

import java.util.Set;

/** What the registry says about cities and controllers, as far as the decoder needs it. */
public interface KnownDevices {
  /** Whether the city is registered. */
  boolean isCity(String cityId);

  /** The cities in which a controller with this id is registered; empty when nobody knows it. */
  Set<String> citiesOf(String controllerId);
}
