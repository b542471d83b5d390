package city.sawang.jobs.incident.outage;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.model.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Lamps that one cause can silence or darken: those of a circuit, of a gateway, or of a city. */
final class LampGroup {
  final Scope scope;
  final String id;

  /** The longest reporting interval of its lamps, ms. */
  final long intervalMillis;

  private final Map<String, GroupLamp> lamps = new TreeMap<>();
  private final long[] from;
  private final long[] to;

  LampGroup(Scope scope, String id, List<GroupLamp> members) {
    this.scope = scope;
    this.id = id;
    members.forEach(member -> lamps.put(member.lampId(), member));
    intervalMillis = members.stream().mapToLong(GroupLamp::intervalMillis).max().orElse(0);
    from = members.stream().mapToLong(GroupLamp::from).sorted().toArray();
    to = members.stream().mapToLong(GroupLamp::to).sorted().toArray();
  }

  Set<String> lampIds() {
    return lamps.keySet();
  }

  boolean has(String lampId) {
    return lamps.containsKey(lampId);
  }

  /** The lamp as its newest assignment has it, or null. */
  GroupLamp lamp(String lampId) {
    return lamps.get(lampId);
  }

  /** How many lamps were served at an instant. */
  int sizeAt(long instant) {
    return notAfter(from, instant) - notAfter(to, instant);
  }

  /** Its lamps should give light then, beyond dispute: no switch of theirs is near. */
  boolean shouldBeLit(ExpectedState expected, long instant) {
    return lamps.values().stream()
        .filter(lamp -> lamp.from() <= instant && instant < lamp.to())
        .findFirst()
        .map(lamp -> expected.at(lamp.light(), lamp.zone(), instant))
        .filter(expectation -> expectation.judged() && expectation.lit())
        .isPresent();
  }

  private static int notAfter(long[] sorted, long instant) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
