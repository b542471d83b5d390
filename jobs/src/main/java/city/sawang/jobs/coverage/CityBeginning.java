package city.sawang.jobs.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/**
 * Knows since which night a city is covered: the first one in which two controllers spoke. One
 * device whose clock is wrong, or that was tried out on a desk, opens no nights for others. A
 * circuit's meter opens a night alone when it spoke in two quarter hours of it. Earlier nights are
 * remembered, with who spoke in them first, and count as soon as another one speaks there.
 */
final class CityBeginning {
  /** Earlier nights that are remembered; as many as coverage is kept for. */
  private static final int REMEMBERED_NIGHTS = (int) CityCoverage.KEPT.toDays();

  private final ValueState<Integer> firstNight;
  private final MapState<Integer, NightWitness> witnesses;

  CityBeginning(ValueState<Integer> firstNight, MapState<Integer, NightWitness> witnesses) {
    this.firstNight = firstNight;
    this.witnesses = witnesses;
  }

  boolean isOpen() throws Exception {
    return firstNight.value() != null;
  }

  /** The city is covered from there on, whoever spoke. */
  void openFrom(int night) throws Exception {
    firstNight.update(night);
  }

  /** The quarter hours that an active one adds to the coverage; none while it stands alone. */
  List<Long> with(ActiveInterval active) throws Exception {
    Integer first = firstNight.value();
    if (first != null && active.nightDay() >= first) {
      return List.of(active.periodStart());
    }
    NightWitness known = witnesses.get(active.nightDay());
    NightWitness witness =
        known == null
            ? new NightWitness(active.witness(), active.periodStart(), active.periodStart())
            : known.with(active.periodStart());
    witnesses.put(active.nightDay(), witness);
    boolean confirmed =
        !witness.controllerId().equals(active.witness())
            || active.meter() && witness.first() < witness.last();
    if (confirmed) {
      return open(active.nightDay());
    }
    forgetBefore();
    return List.of();
  }

  /** Opens the city with the first night in which anybody spoke: there is only one who could. */
  List<Long> openAlone() throws Exception {
    TreeMap<Integer, NightWitness> known = known();
    return isOpen() || known.isEmpty() ? List.of() : open(known.firstKey());
  }

  private List<Long> open(int night) throws Exception {
    firstNight.update(night);
    List<Long> quarters = new ArrayList<>();
    for (Map.Entry<Integer, NightWitness> spoken : known().tailMap(night, true).entrySet()) {
      quarters.add(spoken.getValue().first());
      quarters.add(spoken.getValue().last());
      witnesses.remove(spoken.getKey());
    }
    return quarters;
  }

  private TreeMap<Integer, NightWitness> known() throws Exception {
    TreeMap<Integer, NightWitness> known = new TreeMap<>();
    for (Map.Entry<Integer, NightWitness> spoken : witnesses.entries()) {
      known.put(spoken.getKey(), spoken.getValue());
    }
    return known;
  }

  private void forgetBefore() throws Exception {
    TreeMap<Integer, NightWitness> known = known();
    for (int night : known.headMap(known.lastKey() - REMEMBERED_NIGHTS).keySet()) {
      witnesses.remove(night);
    }
  }
}
