package city.sawang.jobs.metering;

import city.sawang.jobs.metering.log.ReadingLog;
import java.util.HashMap;
import java.util.Map;

/** A log in memory that counts how often it is asked. */
final class MapLog implements ReadingLog {
  final Map<Long, byte[]> chunks = new HashMap<>();
  long reads;
  long writes;

  @Override
  public byte[] get(long chunkStart) {
    reads++;
    return chunks.get(chunkStart);
  }

  @Override
  public void put(long chunkStart, byte[] chunk) {
    writes++;
    chunks.put(chunkStart, chunk);
  }

  @Override
  public void remove(long chunkStart) {
    chunks.remove(chunkStart);
  }

  long bytes() {
    return chunks.values().stream().mapToLong(chunk -> chunk.length).sum();
  }
}
