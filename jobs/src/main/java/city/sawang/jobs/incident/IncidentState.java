package city.sawang.jobs.incident;

/**
 * What is kept of one controller beside its log of readings, from one call to the next. All of it is
 * bytes and numbers, so that it may be stored as it is.
 *
 * @param head the detector after the newest reading, whatever the clock says; empty before any
 * @param published the incidents that can still change, as they were published last
 * @param chunkStarts starts of the log's chunks, epoch milliseconds, ascending
 * @param truncated the log does not begin with the first reading ever
 * @param newestAt newest reading, epoch milliseconds; {@link Long#MIN_VALUE} before any
 * @param clock the latest instant that is known to be over, epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
public record IncidentState(
    byte[] head,
    byte[] published,
    long[] chunkStarts,
    boolean truncated,
    long newestAt,
    long clock) {
  /** Of a controller from which nothing has come yet. */
  public static final IncidentState EMPTY =
      new IncidentState(
          new byte[0], new byte[0], new long[0], false, Long.MIN_VALUE, Long.MIN_VALUE);

  boolean isEmpty() {
    return chunkStarts.length == 0;
  }

  /** Nothing before this instant can change any more. */
  long over() {
    return truncated ? chunkStarts[0] : Long.MIN_VALUE;
  }
}
