package city.sawang.ingest.decode;

import city.sawang.schemas.avro.DeviceKind;
import java.util.Optional;

/**
 * A controller or meter of the registry.
 *
 * @param cityId its city
 * @param deviceId its id, as the registry spells it
 * @param kind what it is registered as; empty when this version cannot read its record
 */
public record RegisteredDevice(String cityId, String deviceId, Optional<DeviceKind> kind) {}
