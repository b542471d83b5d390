package city.sawang.jobs.lamp;

import city.sawang.jobs.serial.IntervalChunk;
import java.util.Arrays;
import org.apache.flink.api.common.state.MapState;

/**
 * The chunks of a lamp's quarter hours. The newest one, which nearly everything is about, lies in
 * the {@link LampFiguresState}, so that one look into the state finds both; the others lie in a map.
 */
final class IntervalChunks {
  private final LampFiguresState memory;
  private final IndexedEntries<Long> older;

  IntervalChunks(LampFiguresState memory, MapState<Long, byte[]> older) {
    this.memory = memory;
    this.older =
        new IndexedEntries<>(
            older, Long::valueOf, () -> memory.olderChunks, keys -> memory.olderChunks = keys);
  }

  byte[] get(long start) throws Exception {
    return start == memory.chunkStart ? memory.chunk : older.get(start);
  }

  /**
   * @param chunk null: nothing is left in it
   */
  void put(long start, byte[] chunk) throws Exception {
    if (start > memory.chunkStart && chunk != null) {
      if (memory.chunk != null) {
        older.put(memory.chunkStart, memory.chunk);
      }
      // State of earlier versions has all chunks in the map.
      older.remove(start);
      memory.chunkStart = start;
      memory.chunk = chunk;
    } else if (start == memory.chunkStart) {
      memory.chunk = chunk;
    } else if (chunk == null) {
      older.remove(start);
    } else {
      older.put(start, chunk);
    }
  }

  /** Starts of all chunks, ascending; must not be changed. */
  long[] starts() throws Exception {
    long[] starts = older.keys();
    if (memory.chunk != null) {
      starts = Arrays.copyOf(starts, starts.length + 1);
      starts[starts.length - 1] = memory.chunkStart;
      // In state of earlier versions the map may have newer ones.
      Arrays.sort(starts);
    }
    return starts;
  }

  /** The chunk in which a quarter hour lies. */
  IntervalChunk holding(long periodStart) throws Exception {
    return IntervalChunk.of(get(IntervalChunk.startOf(periodStart)));
  }
}
