package city.sawang.jobs.metering;

import java.util.Arrays;

/**
 * What the counters of one controller have counted at each lamp it served: the sum of the
 * differences from base to base, resets and wraps corrected. Kept beside the log and moved by what
 * a reading changes in the chain of bases, so that it is right also when the readings have left the
 * log; it is the yardstick for what was booked, and knows nothing of it.
 *
 * @param lampIds the lamps
 * @param mwh what was counted at each
 * @param anew the sum of this lamp has begun anew, and that is not told yet
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes arrays compactly; never compared.
public record CounterStands(String[] lampIds, long[] mwh, boolean[] anew) {
  /** Nothing is counted yet, or not known any more. */
  public static final CounterStands NONE =
      new CounterStands(new String[0], new long[0], new boolean[0]);

  boolean isEmpty() {
    return lampIds.length == 0;
  }

  int indexOf(String lampId) {
    for (int i = 0; i < lampIds.length; i++) {
      if (lampIds[i].equals(lampId)) {
        return i;
      }
    }
    return -1;
  }

  CounterStands plus(String lampId, long moreMwh) {
    int index = indexOf(lampId);
    CounterStands sum = index < 0 ? with(lampId) : copy();
    sum.mwh[index < 0 ? lampIds.length : index] += moreMwh;
    return sum;
  }

  private CounterStands with(String lampId) {
    int size = lampIds.length;
    CounterStands more =
        new CounterStands(
            Arrays.copyOf(lampIds, size + 1),
            Arrays.copyOf(mwh, size + 1),
            Arrays.copyOf(anew, size + 1));
    more.lampIds[size] = lampId;
    return more;
  }

  private CounterStands copy() {
    return new CounterStands(lampIds, mwh.clone(), anew.clone());
  }

  /** Every sum begins anew. */
  CounterStands begunAnew() {
    CounterStands all = copy();
    Arrays.fill(all.anew, true);
    return all;
  }

  /** The sums as they are told. */
  CounterStands told(int index) {
    CounterStands told = copy();
    told.anew[index] = false;
    return told;
  }
}
