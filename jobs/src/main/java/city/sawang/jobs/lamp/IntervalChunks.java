package city.sawang.jobs.lamp;

import city.sawang.jobs.serial.IntervalChunk;
import java.util.Arrays;
import org.apache.flink.api.common.state.MapState;

/**
 * Keeps the chunks of a lamp's quarter hours. The newest one, which nearly everything is about, lies
 * in the {@link LampFiguresState}, so that one access to the state finds both; the others lie in a
 * map.
 */
final class IntervalChunks {
  private final LampFiguresState state;
  private final IndexedEntries<Long> older;

  IntervalChunks(LampFiguresState state, MapState<Long, byte[]> older) {
    this.state = state;
    this.older =
        new IndexedEntries<>(
            older, Long::valueOf, () -> state.olderChunks, keys -> state.olderChunks = keys);
  }

  byte[] get(long start) throws Exception {
    return start == state.chunkStart ? state.chunk : older.get(start);
  }

  /**
   * @param chunk null: nothing is left in it
   */
  void put(long start, byte[] chunk) throws Exception {
    if (start > state.chunkStart && chunk != null) {
      if (state.chunk != null) {
        older.put(state.chunkStart, state.chunk);
      }
      state.chunkStart = start;
      state.chunk = chunk;
    } else if (start == state.chunkStart) {
      state.chunk = chunk;
    } else if (chunk == null) {
      older.remove(start);
    } else {
      older.put(start, chunk);
    }
  }

  /** Starts of all chunks, ascending; must not be changed. */
  long[] starts() {
    long[] starts = older.keys();
    if (state.chunk != null) {
      starts = Arrays.copyOf(starts, starts.length + 1);
      starts[starts.length - 1] = state.chunkStart;
    }
    return starts;
  }

  /** The chunk in which a quarter hour lies. */
  IntervalChunk holding(long periodStart) throws Exception {
    return IntervalChunk.of(get(IntervalChunk.startOf(periodStart)));
  }
}
