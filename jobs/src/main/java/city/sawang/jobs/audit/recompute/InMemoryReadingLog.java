package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.metering.log.ReadingLog;
import java.util.HashMap;
import java.util.Map;

/** The log of one controller in memory. */
final class InMemoryReadingLog implements ReadingLog {
  private final Map<Long, byte[]> chunks = new HashMap<>();

  @Override
  public byte[] get(long chunkStart) {
    return chunks.get(chunkStart);
  }

  @Override
  public void put(long chunkStart, byte[] chunk) {
    chunks.put(chunkStart, chunk);
  }

  @Override
  public void remove(long chunkStart) {
    chunks.remove(chunkStart);
  }
}
