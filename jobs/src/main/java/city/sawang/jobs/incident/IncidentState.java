package city.sawang.jobs.incident;

import java.util.Arrays;

/**
 * What is kept of one controller beside its log of readings, from one call to the next. All of it is
 * bytes and numbers that never change, so that it may be stored as it is.
 *
 * @param head the detector after the newest reading, whatever the clock says; empty before any
 * @param published the incidents that can still change, as they were published last
 * @param chunkStarts starts of the log's chunks, epoch milliseconds, ascending
 * @param truncated the log does not begin with the first reading ever
 * @param newestAt newest reading, epoch milliseconds; {@link Long#MIN_VALUE} before any
 * @param clock the latest instant that is known to be over, epoch milliseconds
 * @param nextTimer the first instant, epoch milliseconds, at which time alone may change something;
 *     {@link Long#MAX_VALUE} when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
public record IncidentState(
    byte[] head,
    byte[] published,
    long[] chunkStarts,
    boolean truncated,
    long newestAt,
    long clock,
    long nextTimer) {
  /** Of a controller from which nothing has come yet. */
  public static final IncidentState EMPTY =
      new IncidentState(
          new byte[0],
          new byte[0],
          new long[0],
          false,
          Long.MIN_VALUE,
          Long.MIN_VALUE,
          Long.MAX_VALUE);

  boolean isEmpty() {
    return chunkStarts.length == 0;
  }

  /** Nothing before this instant can change any more. */
  long over() {
    return truncated ? chunkStarts[0] : Long.MIN_VALUE;
  }

  /** The clock has gone on without readings: what was published may be more than the head knows. */
  boolean isTimed() {
    return clock > newestAt;
  }

  boolean hasChunk(long start) {
    return Arrays.binarySearch(chunkStarts, start) >= 0;
  }

  /** With the chunk that holds a reading, and the reading as the newest one if it is that. */
  IncidentState with(long start, long at) {
    long newest = Math.max(at, newestAt);
    int index = Arrays.binarySearch(chunkStarts, start);
    if (index >= 0) {
      return new IncidentState(head, published, chunkStarts, truncated, newest, clock, nextTimer);
    }
    int place = -index - 1;
    long[] more = new long[chunkStarts.length + 1];
    System.arraycopy(chunkStarts, 0, more, 0, place);
    more[place] = start;
    System.arraycopy(chunkStarts, place, more, place + 1, chunkStarts.length - place);
    return new IncidentState(head, published, more, truncated, newest, clock, nextTimer);
  }

  /** Without its oldest chunks. */
  IncidentState without(int oldest) {
    long[] rest = Arrays.copyOfRange(chunkStarts, oldest, chunkStarts.length);
    return new IncidentState(head, published, rest, true, newestAt, clock, nextTimer);
  }

  IncidentState withHead(byte[] now) {
    return new IncidentState(now, published, chunkStarts, truncated, newestAt, clock, nextTimer);
  }

  IncidentState withClock(long now) {
    return new IncidentState(head, published, chunkStarts, truncated, newestAt, now, nextTimer);
  }

  IncidentState with(byte[] publishedNow, long timer) {
    return new IncidentState(head, publishedNow, chunkStarts, truncated, newestAt, clock, timer);
  }
}
