package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.serial.IntervalChunk;
import city.sawang.jobs.serial.SparseNumbers;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;

/** Sums of quarter hours in compact chunks of the state; some 40 bytes each. */
final class IntervalTotals {
  private final MapState<Long, byte[]> chunks;

  IntervalTotals(MapState<Long, byte[]> chunks) {
    this.chunks = chunks;
  }

  /** Adds a change and answers the sums after it. */
  Measures add(long periodStart, Measures delta) throws Exception {
    long start = IntervalChunk.startOf(periodStart);
    IntervalChunk chunk = IntervalChunk.of(chunks.get(start));
    Measures sums =
        new Measures(SparseNumbers.decode(chunk.get(periodStart), Measure.COUNT)).plus(delta);
    byte[] after =
        chunk.with(periodStart, sums.isZero() ? null : SparseNumbers.encode(sums.values()));
    if (after == null) {
      chunks.remove(start);
    } else {
      chunks.put(start, after);
    }
    return sums;
  }

  /** Frees the chunks that begin before an instant. */
  void free(long before) throws Exception {
    List<Long> old = new ArrayList<>();
    for (long start : chunks.keys()) {
      if (start < before) {
        old.add(start);
      }
    }
    for (long start : old) {
      chunks.remove(start);
    }
  }
}
