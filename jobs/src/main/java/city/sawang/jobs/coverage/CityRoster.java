package city.sawang.jobs.coverage;

import city.sawang.jobs.controller.Registration;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
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
  private final Map<String, Optional<CommissionedNight>> commissioned = new HashMap<>();

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

  /** The night in which the first lamp of the current city was commissioned, whatever became of it. */
  Optional<CommissionedNight> commissioned(String city) throws Exception {
    Optional<CommissionedNight> known = commissioned.get(city);
    if (known == null) {
      known = Optional.empty();
      for (ControllerAssignments controller : of(city).values()) {
        known = earlier(known, controller);
      }
      commissioned.put(city, known);
    }
    return known;
  }

  private static Optional<CommissionedNight> earlier(
      Optional<CommissionedNight> known, ControllerAssignments controller) {
    Optional<CommissionedNight> earliest = known;
    for (LampAssignment lamp : controller.assignments()) {
      if (lamp.hasCommissioning()
          && (earliest.isEmpty() || lamp.commissionedDay() < earliest.get().day())) {
        earliest = Optional.of(CommissionedNight.of(lamp.commissionedDay(), controller.zone()));
      }
    }
    return earliest;
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
    recommission(city, before, after);
    return Optional.of(new Replacement(before, after));
  }

  /** A controller that came tells all there is to know, but for one whose date was the earliest. */
  private void recommission(
      String city, Optional<ControllerAssignments> before, Optional<ControllerAssignments> after) {
    Optional<CommissionedNight> known = commissioned.get(city);
    if (known == null) {
      return;
    }
    if (before.isPresent() && known.equals(earlier(Optional.empty(), before.get()))) {
      commissioned.remove(city);
    } else if (after.isPresent()) {
      commissioned.put(city, earlier(known, after.get()));
    }
  }

  private Optional<ControllerAssignments> decode(byte[] record) {
    if (record == null) {
      return Optional.empty();
    }
    Registration registered = Registration.of((RegistryController) messages.decode(record));
    return registered.meter() ? Optional.empty() : Optional.of(registered.placement());
  }
}
