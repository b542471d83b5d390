package city.sawang.local.simulate.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All faults of a play.
 *
 * @param faults in order of their begin
 * @param missing how many of each kind were asked for and found no lamp and no time
 */
public record FaultPlan(List<InjectedFault> faults, Map<FaultKind, Integer> missing) {
  public FaultPlan {
    faults =
        faults.stream()
            .sorted(
                Comparator.comparingLong(InjectedFault::from).thenComparingInt(InjectedFault::id))
            .toList();
    missing = new EnumMap<>(missing);
  }

  /** Nothing is ever wrong. */
  public static FaultPlan none() {
    return new FaultPlan(List.of(), new EnumMap<>(FaultKind.class));
  }

  /** The faults by whom they concern, for {@link Index#of}. */
  public Index index() {
    Map<String, List<InjectedFault>> bySubject = new HashMap<>();
    for (InjectedFault fault : faults) {
      bySubject
          .computeIfAbsent(
              key(fault.kind().scope(), fault.cityId(), fault.subject()), k -> new ArrayList<>())
          .add(fault);
    }
    return new Index(bySubject);
  }

  private static String key(FaultKind.Reach scope, String cityId, String subject) {
    return scope + "/" + cityId + '/' + subject;
  }

  /** Finds what concerns a lamp or a meter. */
  public static final class Index {
    private final Map<String, List<InjectedFault>> bySubject;

    private Index(Map<String, List<InjectedFault>> bySubject) {
      this.bySubject = bySubject;
    }

    /**
     * What is wrong with a device.
     *
     * @param lampId lamp position; empty of a meter
     * @param gatewayId empty when it hangs on none of its own
     * @param gasps it has the energy to say that its supply is gone
     */
    public Trouble of(
        String cityId, String lampId, String feederId, String gatewayId, boolean gasps) {
      List<InjectedFault> all = new ArrayList<>();
      add(all, FaultKind.Reach.LAMP, cityId, lampId);
      add(all, FaultKind.Reach.FEEDER, cityId, feederId);
      add(all, FaultKind.Reach.GATEWAY, cityId, gatewayId);
      add(all, FaultKind.Reach.CITY, cityId, cityId);
      return all.isEmpty() ? Trouble.none() : new Trouble(all, gasps);
    }

    private void add(
        List<InjectedFault> all, FaultKind.Reach scope, String cityId, String subject) {
      if (!subject.isEmpty()) {
        all.addAll(bySubject.getOrDefault(key(scope, cityId, subject), List.of()));
      }
    }
  }
}
