package city.sawang.jobs.metering;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The part of a controller's log that one calculation looks at. It begins with one chunk and grows
 * by the neighbouring chunk whenever somebody steps over its edge. An index stays valid while the
 * window grows; it may be negative.
 */
final class ReadingWindow {
  /** No such entry. */
  static final int NONE = Integer.MIN_VALUE;

  private final ReadingLog log;
  private final long[] starts;
  private final BitSet changed = new BitSet();
  private final List<LogEntry> entries = new ArrayList<>();
  private int begin;
  private int firstChunk;
  private int lastChunk;

  /**
   * @param starts starts of the log's chunks, ascending; at least one
   * @param at the window begins with the chunk that holds it, or the one before it
   */
  ReadingWindow(ReadingLog log, long[] starts, long at) {
    this.log = log;
    this.starts = starts;
    firstChunk = chunkAt(at);
    lastChunk = firstChunk;
    entries.addAll(load(firstChunk));
  }

  private int chunkAt(long at) {
    int chunk = starts.length - 1;
    while (chunk > 0 && starts[chunk] > at) {
      chunk--;
    }
    return chunk;
  }

  private List<LogEntry> load(int chunk) {
    byte[] bytes = log.get(starts[chunk]);
    return bytes == null ? List.of() : LogChunk.decode(starts[chunk], bytes);
  }

  /** Whether there is an entry at {@code index}; loads it. */
  boolean has(int index) {
    while (index < begin) {
      if (firstChunk == 0) {
        return false;
      }
      List<LogEntry> before = load(--firstChunk);
      entries.addAll(0, before);
      begin -= before.size();
    }
    while (index >= begin + entries.size()) {
      if (lastChunk == starts.length - 1) {
        return false;
      }
      entries.addAll(load(++lastChunk));
    }
    return true;
  }

  /** The entry at an index for which {@link #has} was true. */
  LogEntry get(int index) {
    return entries.get(index - begin);
  }

  /** Index of the first entry at or after {@code at}; there need not be one. */
  int firstFrom(long at) {
    while (firstChunk > 0 && starts[firstChunk] > at) {
      has(begin - 1);
    }
    while (lastChunk < starts.length - 1 && starts[lastChunk + 1] <= at) {
      has(begin + entries.size());
    }
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).at() < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return begin + low;
  }

  /** Instant of the first entry of the window's first chunk. */
  long oldest() {
    return entries.get(0).at();
  }

  /** Puts a reading into its place, which must lie in the chunk that the window began with. */
  int insert(LogEntry entry) {
    int index = firstFrom(entry.at());
    while (index < begin + entries.size()
        && LogEntry.compare(get(index).reading, entry.reading) < 0) {
      index++;
    }
    entries.add(index - begin, entry);
    changed.set(chunkAt(entry.at()));
    return index;
  }

  void setStatus(int index, CounterStatus status) {
    LogEntry entry = get(index);
    if (entry.status != status) {
      entry.status = status;
      changed.set(chunkAt(entry.at()));
    }
  }

  /** The entry speaks for its instant: it is the last of those that carry it. */
  boolean speaks(int index) {
    // Entries of one instant lie in one chunk, so the next chunk need not be loaded to know.
    return index + 1 >= begin + entries.size() || get(index + 1).at() != get(index).at();
  }

  /** Next entry after {@code index} that speaks for its instant, or {@link #NONE}. */
  int nextSpeaker(int index) {
    int next = index + 1;
    while (has(next)) {
      if (speaks(next)) {
        return next;
      }
      next++;
    }
    return NONE;
  }

  /** Entry before {@code index} that speaks for its instant, or {@link #NONE}. */
  int previousSpeaker(int index) {
    int previous = index - 1;
    while (has(previous)) {
      if (speaks(previous)) {
        return previous;
      }
      previous--;
    }
    return NONE;
  }

  /** Next entry with a counter that speaks for its instant, or {@link #NONE}. */
  int nextCounter(int index) {
    int next = index + 1;
    while (has(next)) {
      if (get(next).reading.hasCounter() && speaks(next)) {
        return next;
      }
      next++;
    }
    return NONE;
  }

  /** Previous entry with a counter that speaks for its instant, or {@link #NONE}. */
  int previousCounter(int index) {
    int previous = index - 1;
    while (has(previous)) {
      if (get(previous).reading.hasCounter() && speaks(previous)) {
        return previous;
      }
      previous--;
    }
    return NONE;
  }

  /** Writes the chunks that changed. */
  void save() {
    for (int chunk = changed.nextSetBit(0); chunk >= 0; chunk = changed.nextSetBit(chunk + 1)) {
      long start = starts[chunk];
      int from = firstFrom(start);
      int to = firstFrom(start + LogChunk.CHUNK_MILLIS);
      log.put(start, LogChunk.encode(start, entries.subList(from - begin, to - begin)));
    }
    changed.clear();
  }
}
