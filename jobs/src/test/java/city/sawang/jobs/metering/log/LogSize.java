package city.sawang.jobs.metering.log;

import java.util.Map;

/** How much a log holds. */
public final class LogSize {
  private LogSize() {}

  /** Number of readings in chunks by their start. */
  public static long readings(Map<Long, byte[]> chunks) {
    return chunks.entrySet().stream()
        .mapToLong(chunk -> LogChunk.header(chunk.getKey(), chunk.getValue()).count())
        .sum();
  }
}
