package city.sawang.jobs.controller;

import city.sawang.jobs.metering.log.ReadingLog;
import org.apache.flink.api.common.state.MapState;

/**
 * The log of the current controller in keyed state. Its newest chunk, which nearly every reading
 * goes into, lies with what else is kept of the controller, so that a reading costs one access to the
 * state; only the older ones lie in the map.
 */
public final class KeyedReadingLog implements ReadingLog {
  private final MapStateLog older;
  private long newestStart;
  private byte[] newest;

  public KeyedReadingLog(MapState<Long, byte[]> chunks) {
    older = new MapStateLog(chunks);
  }

  /**
   * From here on it is the log of the current controller.
   *
   * @param start {@link #newestStart()} and…
   * @param chunk …{@link #newest()} as they were kept of it
   */
  public void open(long start, byte[] chunk) {
    newestStart = start;
    newest = chunk;
  }

  /** Start of the newest chunk; {@link Long#MIN_VALUE} before the first. */
  public long newestStart() {
    return newestStart;
  }

  /** The newest chunk or null. */
  public byte[] newest() {
    return newest;
  }

  @Override
  public byte[] get(long chunkStart) {
    return chunkStart == newestStart ? newest : older.get(chunkStart);
  }

  @Override
  public void put(long chunkStart, byte[] chunk) {
    if (chunkStart < newestStart) {
      older.put(chunkStart, chunk);
      return;
    }
    if (chunkStart > newestStart && newest != null) {
      older.put(newestStart, newest);
    }
    newestStart = chunkStart;
    newest = chunk;
  }

  @Override
  public void remove(long chunkStart) {
    if (chunkStart == newestStart) {
      // Where it began stays the border: whatever is older lies in the map.
      newest = null;
    } else {
      older.remove(chunkStart);
    }
  }
}
