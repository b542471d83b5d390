package city.sawang.jobs.lamp;

import java.util.Arrays;
import org.apache.flink.api.common.state.MapState;

/**
 * A map of the state and, beside it, which keys it has: absent ones are not looked for, and nothing
 * is removed that is not there, because RocksDB would keep each removal and walk past all of them
 * whenever the map is gone through.
 *
 * @param <K> numbers in steps that a {@code long} holds
 */
abstract class OlderEntries<K> {
  private final MapState<K, byte[]> map;

  OlderEntries(MapState<K, byte[]> map) {
    this.map = map;
  }

  /** The known keys, ascending; null: not known. */
  abstract long[] known();

  abstract void know(long[] keys);

  abstract K key(long number);

  abstract long number(K key);

  /** All keys, ascending; must not be changed. */
  final long[] keys() throws Exception {
    long[] keys = known();
    if (keys == null) {
      keys = new long[16];
      int size = 0;
      for (K key : map.keys()) {
        keys = size == keys.length ? Arrays.copyOf(keys, 2 * size) : keys;
        keys[size++] = number(key);
      }
      keys = Arrays.copyOf(keys, size);
      Arrays.sort(keys);
      know(keys);
    }
    return keys;
  }

  final byte[] get(long number) throws Exception {
    return Arrays.binarySearch(keys(), number) < 0 ? null : map.get(key(number));
  }

  final void put(long number, byte[] bytes) throws Exception {
    long[] keys = keys();
    int place = -Arrays.binarySearch(keys, number) - 1;
    if (place >= 0) {
      long[] more = new long[keys.length + 1];
      System.arraycopy(keys, 0, more, 0, place);
      more[place] = number;
      System.arraycopy(keys, place, more, place + 1, keys.length - place);
      know(more);
    }
    map.put(key(number), bytes);
  }

  final void remove(long number) throws Exception {
    long[] keys = keys();
    int place = Arrays.binarySearch(keys, number);
    if (place >= 0) {
      long[] less = new long[keys.length - 1];
      System.arraycopy(keys, 0, less, 0, place);
      System.arraycopy(keys, place + 1, less, place, less.length - place);
      know(less);
      map.remove(key(number));
    }
  }
}
