package city.sawang.jobs.incident.outage;

import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which lamps of a city hang on which circuit and gateway, and which meters measure a circuit. */
public final class CityTopology {
  private static final String RETIRED = "RETIRED";

  private final List<LampGroup> feeders;
  private final List<LampGroup> gateways;
  private final LampGroup city;
  private final Map<String, List<String>> meters = new HashMap<>();
  private final Map<String, String> feederOfLamp = new HashMap<>();
  private final Map<String, Long> nominalMw = new HashMap<>();

  /**
   * @param controllers of one city, with the whole history of each
   */
  public CityTopology(String cityId, Collection<ControllerAssignments> controllers) {
    Map<String, List<GroupLamp>> byFeeder = new TreeMap<>();
    Map<String, List<GroupLamp>> byGateway = new TreeMap<>();
    List<GroupLamp> all = new ArrayList<>();
    for (ControllerAssignments controller : controllers) {
      for (LampAssignment a : controller.assignments()) {
        if (a.isMeter()) {
          addMeter(a, controller.controllerId());
        } else if (!a.stage().equals(RETIRED)) {
          GroupLamp member = GroupLamp.of(a, controller.zone());
          all.add(member);
          put(byFeeder, a.feederId(), member);
          put(byGateway, a.gatewayId(), member);
          addToFeeder(a);
        }
      }
    }
    feeders = groups(Scope.FEEDER, byFeeder);
    gateways = groups(Scope.GATEWAY, byGateway);
    city = new LampGroup(Scope.CITY, cityId, all);
  }

  private void addMeter(LampAssignment a, String controllerId) {
    if (a.feederId() != null && a.validTo() == Long.MAX_VALUE) {
      meters.computeIfAbsent(a.feederId(), id -> new ArrayList<>()).add(controllerId);
    }
  }

  private void addToFeeder(LampAssignment a) {
    if (a.feederId() != null && a.validTo() == Long.MAX_VALUE) {
      feederOfLamp.put(a.lampId(), a.feederId());
      nominalMw.merge(a.feederId(), a.nominalMw(), Long::sum);
    }
  }

  private static void put(Map<String, List<GroupLamp>> groups, String id, GroupLamp member) {
    if (id != null) {
      groups.computeIfAbsent(id, i -> new ArrayList<>()).add(member);
    }
  }

  private static List<LampGroup> groups(Scope scope, Map<String, List<GroupLamp>> members) {
    return members.entrySet().stream()
        .map(e -> new LampGroup(scope, e.getKey(), e.getValue()))
        .toList();
  }

  List<LampGroup> feeders() {
    return feeders;
  }

  List<LampGroup> gateways() {
    return gateways;
  }

  LampGroup city() {
    return city;
  }

  /** The circuit of a lamp, or null. */
  String feederOf(String lampId) {
    return feederOfLamp.get(lampId);
  }

  /** Controller ids of the meters of a circuit. */
  List<String> metersOf(String feederId) {
    return meters.getOrDefault(feederId, List.of());
  }

  /** What its lamps take together at full light, mW. */
  long nominalMw(String feederId) {
    return nominalMw.getOrDefault(feederId, 0L);
  }
}
