package city.sawang.jobs.coverage;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/**
 * Knows with which night a city begins and what its figures cover (METERING.md#beginning): a function
 * of who spoke when and of what the registry says, whatever the order.
 *
 * <p>Devices open the first night in which two controllers spoke. One device whose clock is wrong, or
 * that was tried out on a desk, opens no nights for others. A circuit's meter opens a night alone when
 * it spoke in two quarter hours of it. Earlier nights are remembered, with who spoke in them first,
 * and count as soon as another one speaks there. The registry opens the night in which the first lamp
 * was commissioned, whoever speaks from then on.
 */
final class CityBeginning {
  /** Earlier nights that are remembered; as many as coverage is kept for. */
  private static final int REMEMBERED_NIGHTS = (int) CityCoverage.KEPT.toDays();

  private final ValueState<Integer> firstNight;
  private final MapState<Integer, NightWitness> witnesses;
  private final ValueState<long[]> byTwo;
  private final ValueState<long[]> byAny;

  CityBeginning(RuntimeContext context) {
    firstNight = context.getState(new ValueStateDescriptor<>("first-night", Integer.class));
    witnesses =
        context.getMapState(
            new MapStateDescriptor<>("witnesses", Integer.class, NightWitness.class));
    byTwo = context.getState(new ValueStateDescriptor<>("coverage", long[].class));
    byAny = context.getState(new ValueStateDescriptor<>("heard", long[].class));
  }

  /** With which night a city begins, and what its figures cover. */
  record Opening(FirstNight first, CityCoverage coverage) {}

  /** Whether devices have opened a night. */
  boolean isOpen() throws Exception {
    return firstNight.value() != null;
  }

  /** The city is covered from there on, whoever spoke. */
  void openFrom(int night) throws Exception {
    firstNight.update(night);
  }

  /** What devices opened. */
  CityCoverage spoken() throws Exception {
    return coverage(byTwo);
  }

  /** Takes note of an active quarter hour. */
  void observe(ActiveInterval active) throws Exception {
    add(byAny, heard(), active.periodStart());
    Integer first = firstNight.value();
    if (first != null && active.nightDay() >= first) {
      add(byTwo, spoken(), active.periodStart());
      return;
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
      open(active.nightDay());
    } else {
      forgetBefore();
    }
  }

  /** Opens the city with the first night in which anybody spoke: there is only one who could. */
  void openAlone() throws Exception {
    TreeMap<Integer, NightWitness> known = known();
    if (!isOpen() && !known.isEmpty()) {
      open(known.firstKey());
    }
  }

  private void open(int night) throws Exception {
    firstNight.update(night);
    for (Map.Entry<Integer, NightWitness> spoken : known().tailMap(night, true).entrySet()) {
      add(byTwo, spoken(), spoken.getValue().first());
      add(byTwo, spoken(), spoken.getValue().last());
      witnesses.remove(spoken.getKey());
    }
  }

  /**
   * What follows from all of it.
   *
   * @param commissioned the night in which the city's first lamp was commissioned
   * @param known what a batch was told, which does not see what was heard before its period
   */
  Opening opening(
      String cityId, Optional<CommissionedNight> commissioned, Optional<FirstNight> known)
      throws Exception {
    Integer first = firstNight.value();
    if (commissioned.isPresent()) {
      CommissionedNight night = commissioned.get();
      boolean spokenBefore = first != null && first <= night.day();
      CityCoverage coverage = spokenBefore ? spoken() : heard().from(night.noon());
      CityCoverage since = coverage.from(night.noon());
      if (since != CityCoverage.NONE
          && known
              .map(FirstNight::declared)
              .orElse(counts(since.spans()[0] - night.noon(), spokenBefore))) {
        return new Opening(
            new FirstNight(cityId, spokenBefore ? first : night.day(), true),
            coverage.with(night.noon()));
      }
    }
    return new Opening(
        first == null ? FirstNight.none(cityId) : new FirstNight(cityId, first, false), spoken());
  }

  /**
   * A city of which nothing was heard for long after it was commissioned was not there, as when it is
   * silent for long later. One that was there when its first lamp was commissioned needs no date.
   */
  private static boolean counts(long silenceMillis, boolean spokenBefore) {
    return silenceMillis < CityCoverage.LONGEST_SILENCE.toMillis()
        && (silenceMillis > 0 || !spokenBefore);
  }

  /** A version that did not remember who spoke alone knows what it covered. */
  private CityCoverage heard() throws Exception {
    return byAny.value() == null ? spoken() : coverage(byAny);
  }

  private static CityCoverage coverage(ValueState<long[]> state) throws Exception {
    long[] spans = state.value();
    return spans == null ? CityCoverage.NONE : new CityCoverage(spans);
  }

  private static void add(ValueState<long[]> state, CityCoverage before, long quarter)
      throws Exception {
    CityCoverage after = before.with(quarter);
    if (after != before) {
      state.update(after.spans());
    }
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
