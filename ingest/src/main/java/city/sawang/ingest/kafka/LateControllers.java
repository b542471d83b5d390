package city.sawang.ingest.kafka;

/**
 * Remembers which controllers sent something old lately, for at least a given span and less than
 * twice as long: two generations, of which the older one is dropped as a whole. Keys are kept as
 * hashes of 64 bits, so a controller costs 16 to 32 bytes a generation; two controllers of one hash
 * would only share a lane. Beyond {@value #MOST} in a generation no more are remembered.
 *
 * <p>Not safe for use by several threads.
 */
final class LateControllers {
  /** 32 MB for both generations, when somebody invents controllers. */
  static final int MOST = 1 << 20;

  private static final int SMALLEST = 1 << 10;

  private final long spanMillis;
  private long[] younger = new long[SMALLEST];
  private long[] older = new long[SMALLEST];
  private int count;
  private long beganAt = Long.MIN_VALUE;

  LateControllers(long spanMillis) {
    this.spanMillis = spanMillis;
  }

  /** The controller sent something old. */
  void remember(byte[] key, long nowMillis) {
    age(nowMillis);
    long hash = hash(key);
    if (count >= MOST || !put(younger, hash)) {
      return;
    }
    count++;
    if (count * 2 > younger.length) {
      grow();
    }
  }

  /** Whether the controller sent something old lately. */
  boolean remembers(byte[] key, long nowMillis) {
    age(nowMillis);
    long hash = hash(key);
    return contains(younger, hash) || contains(older, hash);
  }

  private void age(long nowMillis) {
    if (beganAt == Long.MIN_VALUE) {
      beganAt = nowMillis;
    }
    long passed = nowMillis - beganAt;
    if (passed < spanMillis) {
      return;
    }
    older = passed < 2 * spanMillis ? younger : new long[SMALLEST];
    younger = new long[SMALLEST];
    count = 0;
    beganAt = nowMillis;
  }

  private void grow() {
    long[] larger = new long[younger.length * 2];
    for (long hash : younger) {
      if (hash != 0) {
        put(larger, hash);
      }
    }
    younger = larger;
  }

  /** @return whether it is new */
  private static boolean put(long[] table, long hash) {
    int slot = slot(table, hash);
    boolean isNew = table[slot] == 0;
    table[slot] = hash;
    return isNew;
  }

  private static boolean contains(long[] table, long hash) {
    return table[slot(table, hash)] == hash;
  }

  /** Where the hash is, or the free place where it would be; a table is never full. */
  private static int slot(long[] table, long hash) {
    int slot = (int) (hash >>> 32) & (table.length - 1);
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  /** FNV-1a, stirred once more because its upper bits differ little between similar keys; never 0. */
  private static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte part : key) {
      hash = (hash ^ (part & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash ^= hash >>> 29;
    return hash == 0 ? 1 : hash;
  }
}
