package city.sawang.jobs.controller;

import city.sawang.jobs.metering.log.ReadingLog;
import org.apache.flink.api.common.state.MapState;

/**
 * The log of the current controller in keyed state. Its newest chunk, which nearly every reading
 * goes into, lies in the {@link ControllerState}, so that a reading costs one access to the state;
 * only the older ones lie in the map.
 */
final class KeyedReadingLog implements ReadingLog {
  private final MapStateLog older;
  private long newestStart;
  private byte[] newest;

  KeyedReadingLog(MapState<Long, byte[]> chunks) {
    older = new MapStateLog(chunks);
  }

  /** From here on it is the log of the current controller. */
  void open(ControllerState state) {
    newestStart = state.chunkStart();
    newest = state.chunk();
  }

  /** Start of the newest chunk; {@link Long#MIN_VALUE} before the first. */
  long newestStart() {
    return newestStart;
  }

  /** The newest chunk or null. */
  byte[] newest() {
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
