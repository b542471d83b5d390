package city.sawang.jobs.rollup;

import city.sawang.jobs.compact.Numbers;
import city.sawang.jobs.compact.QuarterChunk;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;

/** Sums of quarter hours in compact chunks of the state; some 40 bytes each. */
final class QuarterSums {
  private final MapState<Long, byte[]> chunks;

  QuarterSums(MapState<Long, byte[]> chunks) {
    this.chunks = chunks;
  }

  /** Adds a difference and answers the sums after it. */
  Sums add(FigureDifference difference) throws Exception {
    long period = difference.periodStart();
    long start = QuarterChunk.startOf(period);
    QuarterChunk chunk = QuarterChunk.of(chunks.get(start));
    Sums sums = new Sums(Numbers.decode(chunk.get(period), Sum.COUNT)).plus(difference.sums());
    byte[] after = chunk.with(period, sums.isZero() ? null : Numbers.encode(sums.values()));
    if (after == null) {
      chunks.remove(start);
    } else {
      chunks.put(start, after);
    }
    return sums;
  }

  /** Lets go of the chunks that begin before an instant. */
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
