package city.sawang.jobs.metering.log;

import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The decoded part of a controller's log that one calculation looks at. It begins with one block and
 * grows by the neighbouring block whenever a caller steps over its edge. An index stays valid while
 * the view grows; it may be negative.
 */
public final class LogView {
  /** No such entry. */
  public static final int NONE = Integer.MIN_VALUE;

  private final ReadingLog log;
  private final long[] starts;
  private final LogChunk[] chunks;
  private final BitSet[] changed;
  private final List<LogEntry> entries = new ArrayList<>();
  private ChunkHeader newHeader;
  private int begin;
  private int firstChunk;
  private int firstBlock;
  private int lastChunk;
  private int lastBlock;

  /**
   * @param starts starts of the log's chunks, ascending; at least one
   * @param at the view begins with the block that holds it, or the nearest one
   */
  public LogView(ReadingLog log, long[] starts, long at) {
    this.log = log;
    this.starts = starts;
    chunks = new LogChunk[starts.length];
    changed = new BitSet[starts.length];
    firstChunk = chunkAt(at);
    lastChunk = firstChunk;
    LogChunk chunk = chunk(firstChunk);
    firstBlock = chunk.blockAt(at);
    lastBlock = firstBlock;
    if (chunk.blocks() > 0) {
      entries.addAll(chunk.decode(firstBlock));
    }
  }

  private int chunkAt(long at) {
    int chunk = starts.length - 1;
    while (chunk > 0 && starts[chunk] > at) {
      chunk--;
    }
    return chunk;
  }

  private LogChunk chunk(int index) {
    if (chunks[index] == null) {
      chunks[index] = LogChunk.parse(starts[index], log.get(starts[index]));
    }
    return chunks[index];
  }

  private boolean growBack() {
    if (firstBlock > 0) {
      firstBlock--;
    } else if (firstChunk > 0) {
      firstChunk--;
      firstBlock = Math.max(0, chunk(firstChunk).blocks() - 1);
    } else {
      return false;
    }
    if (chunk(firstChunk).blocks() > 0) {
      List<LogEntry> before = chunk(firstChunk).decode(firstBlock);
      entries.addAll(0, before);
      begin -= before.size();
    }
    return true;
  }

  private boolean growForward() {
    if (lastBlock < chunk(lastChunk).blocks() - 1) {
      lastBlock++;
    } else if (lastChunk < starts.length - 1) {
      lastChunk++;
      lastBlock = 0;
    } else {
      return false;
    }
    if (chunk(lastChunk).blocks() > 0) {
      entries.addAll(chunk(lastChunk).decode(lastBlock));
    }
    return true;
  }

  /** Whether there is an entry at {@code index}; loads it. */
  public boolean has(int index) {
    while (index < begin) {
      if (!growBack()) {
        return false;
      }
    }
    while (index >= begin + entries.size()) {
      if (!growForward()) {
        return false;
      }
    }
    return true;
  }

  /** The entry at an index for which {@link #has} was true. */
  public LogEntry get(int index) {
    return entries.get(index - begin);
  }

  /** Index of the first entry at or after {@code at}; there need not be one. */
  public int firstFrom(long at) {
    boolean grown = true;
    while (grown && mayHoldBefore(at)) {
      grown = growBack();
    }
    grown = true;
    while (grown && mayHoldAfter(at)) {
      grown = growForward();
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

  private boolean mayHoldBefore(long at) {
    return firstBlock > 0
        ? chunk(firstChunk).first(firstBlock) > at
        : firstChunk > 0 && starts[firstChunk] > at;
  }

  private boolean mayHoldAfter(long at) {
    LogChunk chunk = chunk(lastChunk);
    return lastBlock < chunk.blocks() - 1
        ? chunk.first(lastBlock + 1) <= at
        : lastChunk < starts.length - 1 && starts[lastChunk + 1] <= at;
  }

  /** Instant of the first entry of the view's first block. */
  public long oldest() {
    return entries.get(0).at();
  }

  /** Header of the chunk that holds {@code at}, without decoding its readings. */
  ChunkHeader headerAt(long at) {
    return chunk(chunkAt(at)).header;
  }

  /** Place of a reading in log order: index of the first entry that does not come before it. */
  int placeOf(MeterReading reading) {
    int index = firstFrom(reading.observedAt());
    while (index < begin + entries.size() && LogEntry.compare(get(index).reading(), reading) < 0) {
      index++;
    }
    return index;
  }

  /** Puts a reading into its place, which must lie in the block that the view began with. */
  public int insert(LogEntry entry) {
    int index = placeOf(entry.reading());
    int chunk = chunkAt(entry.at());
    LogEntry before = neighbour(index - 1, chunk);
    LogEntry after = neighbour(index, chunk);
    boolean fits =
        (before == null || LogEntry.isNumberedBefore(before.reading(), entry.reading()))
            && (after == null || LogEntry.isNumberedBefore(entry.reading(), after.reading()));
    newHeader = chunk(chunk).header.with(entry.reading(), fits);
    entries.add(index - begin, entry);
    markChanged(entry.at());
    return index;
  }

  private LogEntry neighbour(int index, int chunk) {
    if (!has(index)) {
      return null;
    }
    LogEntry entry = get(index);
    return chunkAt(entry.at()) == chunk ? entry : null;
  }

  public void setStatus(int index, RegisterStatus status) {
    LogEntry entry = get(index);
    if (entry.status() != status) {
      entry.setStatus(status);
      markChanged(entry.at());
    }
  }

  private void markChanged(long at) {
    int chunk = chunkAt(at);
    if (changed[chunk] == null) {
      changed[chunk] = new BitSet();
    }
    changed[chunk].set(chunk(chunk).blockAt(at));
  }

  /** The entry is the effective reading of its instant: the last of those that carry it. */
  public boolean isEffective(int index) {
    // Entries of one instant lie in one block, so the next block need not be loaded to know.
    return index + 1 >= begin + entries.size() || get(index + 1).at() != get(index).at();
  }

  /** Next effective entry after {@code index}, or {@link #NONE}. */
  public int nextEffective(int index) {
    int next = index + 1;
    while (has(next)) {
      if (isEffective(next)) {
        return next;
      }
      next++;
    }
    return NONE;
  }

  /** Effective entry before {@code index}, or {@link #NONE}. */
  public int previousEffective(int index) {
    int previous = index - 1;
    while (has(previous)) {
      if (isEffective(previous)) {
        return previous;
      }
      previous--;
    }
    return NONE;
  }

  /** Energy can be booked from it: register or power, and not only state. */
  public boolean isUsable(int index) {
    LogEntry entry = get(index);
    return entry.reading().isUsable() && entry.status() != RegisterStatus.SHADOWED;
  }

  /** It is effective, and has a register that counts. */
  public boolean isRegister(int index) {
    LogEntry entry = get(index);
    return entry.reading().hasRegister() && entry.status().counts() && isEffective(index);
  }

  /** Next effective entry with a register that counts, or {@link #NONE}. */
  public int nextRegister(int index) {
    int next = index + 1;
    while (has(next)) {
      if (isRegister(next)) {
        return next;
      }
      next++;
    }
    return NONE;
  }

  /** Previous effective entry with a register that counts, or {@link #NONE}. */
  public int previousRegister(int index) {
    int previous = index - 1;
    while (has(previous)) {
      if (isRegister(previous)) {
        return previous;
      }
      previous--;
    }
    return NONE;
  }

  /** The first register that counts, or {@link #NONE}. */
  public int firstRegister() {
    return nextRegister(firstFrom(Long.MIN_VALUE) - 1);
  }

  /** The last register that counts, or {@link #NONE}. */
  public int lastRegister() {
    return previousRegister(firstFrom(Long.MAX_VALUE));
  }

  /** The first reference read, or {@link #NONE}. */
  public int firstReference() {
    return nextReference(firstFrom(Long.MIN_VALUE) - 1);
  }

  /** Next reference read after {@code index}, or {@link #NONE}. */
  public int nextReference(int index) {
    int next = index + 1;
    while (has(next)) {
      if (get(next).status().isReference()) {
        return next;
      }
      next++;
    }
    return NONE;
  }

  /** Previous reference read before {@code index}, or {@link #NONE}. */
  public int previousReference(int index) {
    int previous = index - 1;
    while (has(previous)) {
      if (get(previous).status().isReference()) {
        return previous;
      }
      previous--;
    }
    return NONE;
  }

  /**
   * Writes the chunks that changed.
   *
   * @param insertedAt instant of the reading that was put in, or {@link Long#MIN_VALUE}
   */
  public void save(long insertedAt) {
    for (int index = 0; index < starts.length; index++) {
      if (changed[index] != null) {
        LogChunk chunk = chunks[index];
        boolean holdsNew = newHeader != null && chunkAt(insertedAt) == index;
        log.put(
            starts[index],
            chunk.write(
                holdsNew ? newHeader : chunk.header,
                changed[index],
                block -> entriesOf(chunk, block)));
      }
    }
  }

  private List<LogEntry> entriesOf(LogChunk chunk, int block) {
    long from = block == 0 ? chunk.start : chunk.first(block);
    long to =
        block + 1 < chunk.blocks() ? chunk.first(block + 1) : chunk.start + LogChunk.CHUNK_MILLIS;
    int low = firstFrom(from) - begin;
    int high = low;
    while (high < entries.size() && entries.get(high).at() < to) {
      high++;
    }
    return entries.subList(low, high);
  }
}
