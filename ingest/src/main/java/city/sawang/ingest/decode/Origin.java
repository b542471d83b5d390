package city.sawang.ingest.decode;

import city.sawang.schemas.avro.DeviceKind;

/**
 * City, controller and kind of the sender of a message, as topic and profile give them.
 *
 * @param cityId the city, already checked against the registry
 * @param controllerId the controller or meter
 * @param kind lamp or meter: ranges differ
 * @param profile id of the profile that reads the payload, {@code native} for our own
 */
public record Origin(String cityId, String controllerId, DeviceKind kind, String profile) {
  public static final String NATIVE = "native";

  boolean isMeter() {
    return kind == DeviceKind.METER;
  }
}
