package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.SPOOF;
import static city.sawang.schemas.ReasonCode.UNKNOWN_CITY;

import city.sawang.schemas.avro.DeviceKind;
import java.util.List;
import java.util.Optional;

/**
 * Who a message is from, in the spelling of the registry, so that one device is one key whatever it
 * calls itself.
 *
 * @param cityId a registered city
 * @param deviceId as the registry spells it; as it was sent when it is not registered
 * @param kind what it is registered as; empty when it is not or nobody can tell
 */
public record DeviceHome(String cityId, String deviceId, Optional<DeviceKind> kind) {
  /**
   * @throws Refusal UNKNOWN_CITY, or SPOOF when the registry knows the device, but only in other
   *     cities
   */
  public static DeviceHome find(KnownDevices known, String city, String device) throws Refusal {
    String cityId =
        known
            .city(city)
            .orElseThrow(
                () ->
                    new Refusal(
                        UNKNOWN_CITY, "city " + Refusal.quote(city) + " is not registered"));
    List<RegisteredDevice> registrations = known.registrations(device);
    if (registrations.isEmpty()) {
      return new DeviceHome(cityId, device, Optional.empty());
    }
    for (RegisteredDevice one : registrations) {
      if (one.cityId().equals(cityId)) {
        return new DeviceHome(cityId, one.deviceId(), one.kind());
      }
    }
    throw new Refusal(
        SPOOF, "controller " + device + " is registered in another city than " + cityId);
  }

  /** The spelling of the registry for a refusal, as far as the registry knows any. */
  public static QuarantineRecords.Where spelled(KnownDevices known, QuarantineRecords.Where where) {
    String city = where.cityId() == null ? null : known.city(where.cityId()).orElse(where.cityId());
    String device = where.controllerId();
    if (device != null) {
      for (RegisteredDevice one : known.registrations(device)) {
        if (one.cityId().equals(city)) {
          return new QuarantineRecords.Where(city, one.deviceId(), where.profile());
        }
      }
    }
    return new QuarantineRecords.Where(city, device, where.profile());
  }
}
