package city.sawang.jobs.controller;

import city.sawang.jobs.metering.log.ReadingLog;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * The log of the current controller in keyed state. Its newest chunk, which nearly every reading
 * goes into, lies in the {@link ControllerState}, so that a reading costs one access to the state;
 * only the older ones lie in the map.
 */
final class KeyedReadingLog implements ReadingLog {
  private final MapState<Long, byte[]> chunks;
  private long newestStart;
  private byte[] newest;

  KeyedReadingLog(MapState<Long, byte[]> chunks) {
    this.chunks = chunks;
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
    return chunkStart == newestStart ? newest : access(() -> chunks.get(chunkStart));
  }

  @Override
  public void put(long chunkStart, byte[] chunk) {
    if (chunkStart < newestStart) {
      store(chunkStart, chunk);
      return;
    }
    if (chunkStart > newestStart && newest != null) {
      store(newestStart, newest);
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
      delete(chunkStart);
    }
  }

  private void store(long chunkStart, byte[] chunk) {
    access(
        () -> {
          chunks.put(chunkStart, chunk);
          return null;
        });
  }

  private void delete(long chunkStart) {
    access(
        () -> {
          chunks.remove(chunkStart);
          return null;
        });
  }

  @FunctionalInterface
  private interface Access<T> {
    T run() throws Exception;
  }

  /** State that cannot be read or written is a failure of the task: it restarts. */
  private static <T> T access(Access<T> access) {
    try {
      return access.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("state of the controller's log", e);
    }
  }
}
