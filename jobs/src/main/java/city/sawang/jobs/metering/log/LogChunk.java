package city.sawang.jobs.metering.log;

import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Six hours of a controller's readings as bytes. The readings lie in small blocks, each decodable
 * alone, so that a reading costs the same in a full chunk as in an empty one. Readings of one
 * instant lie in one block.
 *
 * <p>Layout: version, header, number of blocks, first instant and length of each, the blocks.
 */
public final class LogChunk {
  public static final long CHUNK_MILLIS = 6 * 3_600_000L;

  /** A block with more readings is cut, where instants allow. */
  static final int BLOCK_READINGS = 16;

  private static final int VERSION = 1;
  private static final int ORDERED = 1;
  private static final int NUMBERED = 2;

  final long start;
  final ChunkHeader header;
  private final byte[] bytes;
  private final long[] firsts;
  private final int[] offsets;

  private LogChunk(long start, ChunkHeader header, byte[] bytes, long[] firsts, int[] offsets) {
    this.start = start;
    this.header = header;
    this.bytes = bytes;
    this.firsts = firsts;
    this.offsets = offsets;
  }

  /** Start of the chunk that holds {@code at}. */
  public static long startOf(long at) {
    return Math.floorDiv(at, CHUNK_MILLIS) * CHUNK_MILLIS;
  }

  /**
   * @param bytes null for a chunk that is not there yet
   */
  static LogChunk parse(long start, byte[] bytes) {
    if (bytes == null) {
      return new LogChunk(start, ChunkHeader.EMPTY, new byte[0], new long[0], new int[1]);
    }
    ByteReader in = new ByteReader(bytes);
    ChunkHeader header = readHeader(in, start);
    int blocks = (int) in.readUnsigned();
    long[] firsts = new long[blocks];
    int[] offsets = new int[blocks + 1];
    long first = start;
    for (int i = 0; i < blocks; i++) {
      first += in.readUnsigned();
      firsts[i] = first;
      offsets[i + 1] = offsets[i] + (int) in.readUnsigned();
    }
    int begin = in.position();
    for (int i = 0; i <= blocks; i++) {
      offsets[i] += begin;
    }
    return new LogChunk(start, header, bytes, firsts, offsets);
  }

  /** Only the header, without looking at the readings. */
  static ChunkHeader header(long start, byte[] bytes) {
    return bytes == null ? ChunkHeader.EMPTY : readHeader(new ByteReader(bytes), start);
  }

  int blocks() {
    return firsts.length;
  }

  /** Instant of the first reading of a block. */
  long first(int block) {
    return firsts[block];
  }

  /** The block in which {@code at} lies or would lie; 0 when there is none. */
  int blockAt(long at) {
    int block = firsts.length - 1;
    while (block > 0 && firsts[block] > at) {
      block--;
    }
    return Math.max(0, block);
  }

  List<LogEntry> decode(int block) {
    return BlockCodec.decode(new ByteReader(bytes, offsets[block]), start);
  }

  List<LogEntry> decodeAll() {
    List<LogEntry> entries = new ArrayList<>(header.count());
    for (int block = 0; block < firsts.length; block++) {
      entries.addAll(decode(block));
    }
    return entries;
  }

  /** Gives the readings of a block that changed. */
  interface Changes {
    List<LogEntry> entries(int block);
  }

  /** The bytes of this chunk with some blocks replaced. */
  byte[] write(ChunkHeader newHeader, BitSet changed, Changes changes) {
    ByteWriter directory = new ByteWriter(64 + 6 * firsts.length);
    ByteWriter body = new ByteWriter(bytes.length + 96);
    int count = 0;
    long first = start;
    ByteWriter lengths = new ByteWriter(8 + 6 * firsts.length);
    for (int block = 0; block < Math.max(1, firsts.length); block++) {
      if (changed.get(block)) {
        List<LogEntry> entries = changes.entries(block);
        for (int from = 0; from < entries.size(); ) {
          int to = from + cut(entries.subList(from, entries.size()), block);
          int before = body.size();
          BlockCodec.encode(body, start, entries.subList(from, to));
          lengths.writeUnsigned(entries.get(from).at() - first);
          lengths.writeUnsigned(body.size() - before);
          first = entries.get(from).at();
          from = to;
          count++;
        }
      } else {
        body.write(bytes, offsets[block], offsets[block + 1]);
        lengths.writeUnsigned(firsts[block] - first);
        lengths.writeUnsigned(offsets[block + 1] - offsets[block]);
        first = firsts[block];
        count++;
      }
    }
    directory.writeUnsigned(VERSION);
    writeHeader(directory, newHeader);
    directory.writeUnsigned(count);
    directory.append(lengths);
    directory.append(body);
    return directory.toByteArray();
  }

  /** How many of the entries go into one block: the last block is filled, others are halved. */
  private int cut(List<LogEntry> entries, int block) {
    int size = entries.size();
    if (size <= BLOCK_READINGS) {
      return size;
    }
    int wanted = block >= firsts.length - 1 ? BLOCK_READINGS : size / 2;
    int cut = wanted;
    while (cut > 0 && entries.get(cut - 1).at() == entries.get(cut).at()) {
      cut--;
    }
    if (cut == 0) {
      cut = wanted;
      while (cut < size && entries.get(cut - 1).at() == entries.get(cut).at()) {
        cut++;
      }
    }
    return cut;
  }

  private void writeHeader(ByteWriter out, ChunkHeader h) {
    out.writeUnsigned(h.count());
    out.writeUnsigned((h.ordered() ? ORDERED : 0) | (h.hasSequence() ? NUMBERED : 0));
    if (h.hasSequence()) {
      out.writeSigned(h.minBoot());
      out.writeSigned(h.minSeq());
      out.writeSigned(h.minReceivedAt() - start);
      out.writeSigned(h.maxBoot() - h.minBoot());
      out.writeSigned(h.maxSeq() - h.minSeq());
      out.writeSigned(h.maxReceivedAt() - h.minReceivedAt());
    }
  }

  private static ChunkHeader readHeader(ByteReader in, long start) {
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException("log chunk of version " + version + ", expected " + VERSION);
    }
    int count = (int) in.readUnsigned();
    int flags = (int) in.readUnsigned();
    boolean ordered = (flags & ORDERED) != 0;
    if ((flags & NUMBERED) == 0) {
      long absent = MeterReading.ABSENT;
      return new ChunkHeader(count, ordered, absent, absent, 0, absent, absent, 0);
    }
    long minBoot = in.readSigned();
    long minSeq = in.readSigned();
    long received = in.readSigned() + start;
    long maxBoot = minBoot + in.readSigned();
    long maxSeq = minSeq + in.readSigned();
    return new ChunkHeader(
        count, ordered, minBoot, minSeq, received, maxBoot, maxSeq, received + in.readSigned());
  }
}
