package city.sawang.jobs.coverage;

import city.sawang.jobs.controller.Registration;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.RegistryController;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/**
 * Keeps the registry records of a city's controllers in the state, as the bytes they came in, and
 * those of lamps decoded beside it. Meters are not on the roster.
 */
final class CityRoster {
  private final MapState<String, byte[]> records;
  private final AvroMessages messages = new AvroMessages();
  private final Map<String, Map<String, ControllerAssignments>> decoded = new HashMap<>();

  CityRoster(MapState<String, byte[]> records) {
    this.records = records;
  }

  /** A controller before and after a record of it came; absent: no controller of lamps. */
  record Replacement(
      Optional<ControllerAssignments> before, Optional<ControllerAssignments> after) {}

  /** The controllers of the current city's lamps, by their ids. */
  Map<String, ControllerAssignments> of(String city) throws Exception {
    Map<String, ControllerAssignments> known = decoded.get(city);
    if (known == null) {
      known = new HashMap<>();
      for (Map.Entry<String, byte[]> record : records.entries()) {
        Optional<ControllerAssignments> controller = decode(record.getValue());
        if (controller.isPresent()) {
          known.put(record.getKey(), controller.get());
        }
      }
      decoded.put(city, known);
    }
    return known;
  }

  /**
   * Takes a record in.
   *
   * @param record null: no longer registered
   * @return empty when it is as it was
   */
  Optional<Replacement> replace(String city, String controllerId, byte[] record) throws Exception {
    // The registry is loaded again at every start: mostly a record is as it was.
    if (Arrays.equals(records.get(controllerId), record)) {
      return Optional.empty();
    }
    Map<String, ControllerAssignments> roster = of(city);
    Optional<ControllerAssignments> after = decode(record);
    if (record == null) {
      records.remove(controllerId);
    } else {
      records.put(controllerId, record);
    }
    Optional<ControllerAssignments> before =
        Optional.ofNullable(
            after.isPresent()
                ? roster.put(controllerId, after.get())
                : roster.remove(controllerId));
    return Optional.of(new Replacement(before, after));
  }

  private Optional<ControllerAssignments> decode(byte[] record) {
    if (record == null) {
      return Optional.empty();
    }
    Registration registered = Registration.of((RegistryController) messages.decode(record));
    return registered.meter() ? Optional.empty() : Optional.of(registered.placement());
  }
}
