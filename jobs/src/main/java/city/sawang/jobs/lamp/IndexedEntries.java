package city.sawang.jobs.lamp;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.flink.api.common.state.MapState;

/**
 * Keeps beside a map of the state which keys it has: absent ones are not looked for, and nothing is
 * removed that is not there, because RocksDB would keep each removal and walk past all of them
 * whenever the map is gone through. So the map itself is never gone through.
 *
 * @param <K> how the map's keys are stored
 */
final class IndexedEntries<K extends Number> {
  private final MapState<K, byte[]> map;
  private final LongFunction<K> key;
  private final Supplier<long[]> index;
  private final Consumer<long[]> updateIndex;

  /**
   * @param index the keys of the map, ascending
   * @param updateIndex keeps them
   */
  IndexedEntries(
      MapState<K, byte[]> map,
      LongFunction<K> key,
      Supplier<long[]> index,
      Consumer<long[]> updateIndex) {
    this.map = map;
    this.key = key;
    this.index = index;
    this.updateIndex = updateIndex;
  }

  /** All keys, ascending; must not be changed. */
  long[] keys() {
    return index.get();
  }

  /** Null when there is none. */
  byte[] get(long number) throws Exception {
    return Arrays.binarySearch(keys(), number) < 0 ? null : map.get(key.apply(number));
  }

  void put(long number, byte[] bytes) throws Exception {
    long[] keys = keys();
    int at = -Arrays.binarySearch(keys, number) - 1;
    if (at >= 0) {
      long[] more = new long[keys.length + 1];
      System.arraycopy(keys, 0, more, 0, at);
      more[at] = number;
      System.arraycopy(keys, at, more, at + 1, keys.length - at);
      updateIndex.accept(more);
    }
    map.put(key.apply(number), bytes);
  }

  void remove(long number) throws Exception {
    long[] keys = keys();
    int at = Arrays.binarySearch(keys, number);
    if (at >= 0) {
      long[] less = new long[keys.length - 1];
      System.arraycopy(keys, 0, less, 0, at);
      System.arraycopy(keys, at + 1, less, at, less.length - at);
      updateIndex.accept(less);
      map.remove(key.apply(number));
    }
  }
}
