package city.sawang.jobs.metering.log;

/**
 * Storage of the compact log of one controller's accepted readings: opaque chunks by their start
 * (epoch milliseconds, multiple of six hours). In the job it is keyed state, in tests a map.
 */
public interface ReadingLog {
  /**
   * @return the chunk, or null when there is none
   */
  byte[] get(long chunkStart);

  void put(long chunkStart, byte[] chunk);

  void remove(long chunkStart);
}
