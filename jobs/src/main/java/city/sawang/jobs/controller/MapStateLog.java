package city.sawang.jobs.controller;

import city.sawang.jobs.metering.log.ReadingLog;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.FlinkRuntimeException;

/** The log of the current key, all of it in keyed state. */
final class MapStateLog implements ReadingLog {
  private final MapState<Long, byte[]> chunks;

  MapStateLog(MapState<Long, byte[]> chunks) {
    this.chunks = chunks;
  }

  @Override
  public byte[] get(long chunkStart) {
    return access(() -> chunks.get(chunkStart));
  }

  @Override
  public void put(long chunkStart, byte[] chunk) {
    access(
        () -> {
          chunks.put(chunkStart, chunk);
          return null;
        });
  }

  @Override
  public void remove(long chunkStart) {
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
