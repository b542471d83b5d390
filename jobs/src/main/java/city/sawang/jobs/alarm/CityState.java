package city.sawang.jobs.alarm;

import city.sawang.jobs.flink.StateAccess;
import city.sawang.jobs.incident.outage.CityOutages;
import city.sawang.jobs.incident.outage.LampStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** What lies in the state of the current city beside its registry. */
final class CityState implements LampStore {
  private static final String WHAT = "incidents of a city";
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 86_400_000L;

  private final MapState<String, byte[]> lamps;
  private final MapState<String, Boolean> marked;
  private final MeterWordStore words;
  private final ValueState<byte[]> outages;
  private final ValueState<Long> nextInstant;
  private final ValueState<Long> freedDay;

  CityState(RuntimeContext context) {
    lamps = bytes(context, "outage-lamps");
    marked =
        context.getMapState(new MapStateDescriptor<>("outage-marked", String.class, Boolean.class));
    words = new MeterWordStore(bytes(context, "outage-meters"));
    outages = context.getState(new ValueStateDescriptor<>("outages", byte[].class));
    nextInstant = context.getState(new ValueStateDescriptor<>("outage-next", Long.class));
    freedDay = context.getState(new ValueStateDescriptor<>("outage-freed", Long.class));
  }

  private static MapState<String, byte[]> bytes(RuntimeContext context, String name) {
    return context.getMapState(new MapStateDescriptor<>(name, String.class, byte[].class));
  }

  MeterWordStore words() {
    return words;
  }

  byte[] outages() throws Exception {
    byte[] bytes = outages.value();
    return bytes == null ? new byte[0] : bytes;
  }

  /** Time alone changes nothing before it. */
  long nextInstant() throws Exception {
    Long next = nextInstant.value();
    return next == null ? Long.MIN_VALUE : next;
  }

  void keep(CityOutages.Judged judged) throws Exception {
    outages.update(judged.outages());
    Long before = nextInstant.value();
    if (before == null || judged.nextInstant() != before) {
      nextInstant.update(judged.nextInstant());
    }
    long day = Math.floorDiv(judged.wordsSince(), DAY);
    if (freedDay.value() == null || freedDay.value() < day) {
      words.forget(
          hour -> hour >= judged.wordsSince() || judged.explanations().needWordsOf(hour, HOUR));
      freedDay.update(day);
    }
  }

  /** Something changed of a lamp that was not published yet. */
  void mark(String lampId) throws Exception {
    marked.put(lampId, true);
  }

  List<String> takeMarked() throws Exception {
    List<String> ids = new ArrayList<>();
    marked.keys().forEach(ids::add);
    marked.clear();
    return ids;
  }

  @Override
  public byte[] get(String lampId) {
    return StateAccess.of(WHAT, () -> lamps.get(lampId));
  }

  @Override
  public void put(String lampId, byte[] bytes) {
    StateAccess.of(
        WHAT,
        () -> {
          lamps.put(lampId, bytes);
          return null;
        });
  }

  @Override
  public void remove(String lampId) {
    StateAccess.of(
        WHAT,
        () -> {
          lamps.remove(lampId);
          return null;
        });
  }

  @Override
  public Iterable<Map.Entry<String, byte[]>> all() {
    return StateAccess.of(WHAT, lamps::entries);
  }
}
