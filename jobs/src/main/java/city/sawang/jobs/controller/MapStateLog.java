package city.sawang.jobs.controller;

import city.sawang.jobs.flink.StateAccess;
import city.sawang.jobs.metering.log.ReadingLog;
import org.apache.flink.api.common.state.MapState;

/** The log of the current key, all of it in keyed state. */
final class MapStateLog implements ReadingLog {
  private static final String WHAT = "the controller's log";

  private final MapState<Long, byte[]> chunks;

  MapStateLog(MapState<Long, byte[]> chunks) {
    this.chunks = chunks;
  }

  @Override
  public byte[] get(long chunkStart) {
    return StateAccess.of(WHAT, () -> chunks.get(chunkStart));
  }

  @Override
  public void put(long chunkStart, byte[] chunk) {
    StateAccess.of(
        WHAT,
        () -> {
          chunks.put(chunkStart, chunk);
          return null;
        });
  }

  @Override
  public void remove(long chunkStart) {
    StateAccess.of(
        WHAT,
        () -> {
          chunks.remove(chunkStart);
          return null;
        });
  }
}
