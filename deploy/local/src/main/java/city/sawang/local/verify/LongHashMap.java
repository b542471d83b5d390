package city.sawang.local.verify;

import java.util.Arrays;

/**
 * From long keys to long values, without an object per entry: millions of identities have to fit
 * beside each other in a small heap.
 */
final class LongHashMap {
  /** What {@link #get} answers for a key that is not there; never a value. */
  static final long ABSENT = Long.MIN_VALUE;

  private long[] keys = new long[1 << 12];
  private long[] values = filled(1 << 12);
  private int size;

  long get(long key) {
    return values[slot(key)];
  }

  void put(long key, long value) {
    int slot = slot(key);
    if (values[slot] == ABSENT) {
      if (++size * 2 > keys.length) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
    }
    values[slot] = value;
  }

  int size() {
    return size;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (((int) (key ^ (key >>> 32)) * 0x9E3779B9) >>> 7) & mask;
    while (values[slot] != ABSENT && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = filled(keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != ABSENT) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  private static long[] filled(int length) {
    long[] array = new long[length];
    Arrays.fill(array, ABSENT);
    return array;
  }
}
