package city.sawang.jobs.alarm;

import city.sawang.jobs.flink.StateAccess;
import city.sawang.jobs.incident.outage.MeterWord;
import city.sawang.jobs.incident.outage.MeterWords;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.apache.flink.api.common.state.MapState;

/** What the meters of the current city said, in state by meter and hour. */
final class MeterWordStore implements MeterWords {
  private static final long HOUR = 3_600_000L;

  /** An outage is detected hours after its begin at the latest: at dusk, two. */
  private static final int HOURS_LOOKED_BACK = 48;

  private final MapState<String, byte[]> hours;

  MeterWordStore(MapState<String, byte[]> hours) {
    this.hours = hours;
  }

  void add(String controllerId, MeterWord word) throws Exception {
    String key = key(controllerId, word.at());
    TreeMap<Long, MeterWord> words = read(hours.get(key));
    words.put(word.at(), word);
    hours.put(key, write(words));
  }

  @Override
  public Optional<MeterWord> last(String controllerId, long after, long until) {
    long oldest =
        Math.max(Math.floorDiv(after, HOUR), Math.floorDiv(until, HOUR) - HOURS_LOOKED_BACK);
    for (long hour = Math.floorDiv(until, HOUR); hour >= oldest; hour--) {
      String key = key(controllerId, hour * HOUR);
      var word = read(StateAccess.of("words of meters", () -> hours.get(key))).floorEntry(until);
      if (word != null) {
        return word.getKey() > after ? Optional.of(word.getValue()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * @param needed whether an outage may still be judged by an hour, given by its begin
   */
  void forget(LongPredicate needed) throws Exception {
    List<String> over = new ArrayList<>();
    for (String key : hours.keys()) {
      if (!needed.test(Long.parseLong(key.substring(key.lastIndexOf('/') + 1)) * HOUR)) {
        over.add(key);
      }
    }
    for (String key : over) {
      hours.remove(key);
    }
  }

  private static String key(String controllerId, long at) {
    return controllerId + '/' + Math.floorDiv(at, HOUR);
  }

  private static TreeMap<Long, MeterWord> read(byte[] bytes) {
    TreeMap<Long, MeterWord> words = new TreeMap<>();
    if (bytes != null) {
      ByteReader in = new ByteReader(bytes);
      for (long i = in.readUnsigned(); i > 0; i--) {
        MeterWord word =
            new MeterWord(
                in.readSigned(), in.readSigned(), in.readSigned(), in.readUnsigned() == 1);
        words.put(word.at(), word);
      }
    }
    return words;
  }

  private static byte[] write(TreeMap<Long, MeterWord> words) {
    ByteWriter out = new ByteWriter(16 * words.size());
    out.writeUnsigned(words.size());
    for (MeterWord word : words.values()) {
      out.writeSigned(word.at());
      out.writeSigned(word.powerMw());
      out.writeSigned(word.voltageMv());
      out.writeUnsigned(word.tripped() ? 1 : 0);
    }
    return out.toByteArray();
  }
}
