package city.sawang.ingest.decode;

import java.util.List;
import java.util.Optional;

/**
 * What the registry says about cities and devices, as far as the decoder needs it. Ids are found in
 * any spelling, see CONTRACT.md#ids, and answered in that of the registry.
 */
public interface KnownDevices {
  /** The city, as the registry spells it; empty when it is not registered. */
  Optional<String> city(String cityId);

  /** Where a controller or meter with this id is registered; empty when nobody knows it. */
  List<RegisteredDevice> registrations(String deviceId);
}
