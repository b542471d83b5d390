package city.sawang.jobs.lamp;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.flink.api.common.state.MapState;

/**
 * A map of the state and, beside it, which keys it has: absent ones are not looked for, and nothing
 * is removed that is not there, because RocksDB would keep each removal and walk past all of them
 * whenever the map is gone through.
 *
 * @param <K> how the map's keys are stored
 */
final class IndexedEntries<K extends Number> {
  private final MapState<K, byte[]> map;
  private final LongFunction<K> key;
  private final Supplier<long[]> known;
  private final Consumer<long[]> know;

  /**
   * @param known the keys of the map, ascending; null: not known yet
   * @param know keeps them
   */
  IndexedEntries(
      MapState<K, byte[]> map, LongFunction<K> key, Supplier<long[]> known, Consumer<long[]> know) {
    this.map = map;
    this.key = key;
    this.known = known;
    this.know = know;
  }

  /** All keys, ascending; must not be changed. */
  long[] keys() throws Exception {
    long[] keys = known.get();
    if (keys == null) {
      keys = new long[16];
      int size = 0;
      for (K one : map.keys()) {
        keys = size == keys.length ? Arrays.copyOf(keys, 2 * size) : keys;
        keys[size++] = one.longValue();
      }
      keys = Arrays.copyOf(keys, size);
      Arrays.sort(keys);
      know.accept(keys);
    }
    return keys;
  }

  byte[] get(long number) throws Exception {
    return Arrays.binarySearch(keys(), number) < 0 ? null : map.get(key.apply(number));
  }

  void put(long number, byte[] bytes) throws Exception {
    long[] keys = keys();
    int place = -Arrays.binarySearch(keys, number) - 1;
    if (place >= 0) {
      long[] more = new long[keys.length + 1];
      System.arraycopy(keys, 0, more, 0, place);
      more[place] = number;
      System.arraycopy(keys, place, more, place + 1, keys.length - place);
      know.accept(more);
    }
    map.put(key.apply(number), bytes);
  }

  void remove(long number) throws Exception {
    long[] keys = keys();
    int place = Arrays.binarySearch(keys, number);
    if (place >= 0) {
      long[] less = new long[keys.length - 1];
      System.arraycopy(keys, 0, less, 0, place);
      System.arraycopy(keys, place + 1, less, place, less.length - place);
      know.accept(less);
      map.remove(key.apply(number));
    }
  }
}
