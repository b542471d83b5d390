package city.sawang.ingest.kafka;

import city.sawang.schemas.Lanes;
import java.time.Duration;
import org.apache.kafka.common.utils.Utils;

/**
 * Chooses the partition of a reading. What is older than a threshold when it arrives goes to the
 * partitions reserved for backlog, everything else to the ordinary ones; within its lane a
 * controller always has the same partition.
 *
 * <p>A controller that sent something old is behind its own backlog for a while: its fresh readings
 * take the backlog's lane too. Else they would overtake, and the job, which judges lateness by the
 * controller's newest reading, might find the oldest ones too late.
 *
 * <p>Safe for use by several threads.
 */
public final class LaneChoice {
  /** For at least so long, and at most twice, a controller stays behind its last old reading. */
  static final Duration STAYS = Duration.ofHours(1);

  private final long oldMillis;
  private final LateControllers late = new LateControllers(STAYS.toMillis());

  /**
   * @param old readings that are older on arrival are backlog
   */
  public LaneChoice(Duration old) {
    this.oldMillis = old.toMillis();
  }

  /**
   * The partition of a reading.
   *
   * @param key of its record
   * @param observedAtMillis when it was observed, milliseconds since the epoch
   * @param nowMillis when it is sent, milliseconds since the epoch
   */
  public int partition(Lanes lanes, byte[] key, long observedAtMillis, long nowMillis) {
    int hash = Utils.toPositive(Utils.murmur2(key));
    return lanes.reserved() > 0 && isBacklog(key, observedAtMillis, nowMillis)
        ? lanes.ordinary() + hash % lanes.reserved()
        : hash % lanes.ordinary();
  }

  private synchronized boolean isBacklog(byte[] key, long observedAtMillis, long nowMillis) {
    if (nowMillis - observedAtMillis > oldMillis) {
      late.remember(key, nowMillis);
      return true;
    }
    return late.remembers(key, nowMillis);
  }
}
