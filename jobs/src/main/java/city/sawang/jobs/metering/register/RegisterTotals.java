package city.sawang.jobs.metering.register;

import java.util.Arrays;

/**
 * What the registers of one controller have counted at each lamp it served: the sum of the
 * differences from reference read to reference read, resets and rollovers corrected. Kept beside the
 * log and moved by what a reading changes in the chain of reference reads, so that it is right also
 * when the readings have left the log; booked energy is checked against it, and it depends on none
 * of what was booked (METERING.md#invariant).
 *
 * @param lampIds the lamps
 * @param mwh what was counted at each
 * @param rebased the total of this lamp was started again, and that is not reported yet
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes arrays compactly; never compared.
public record RegisterTotals(String[] lampIds, long[] mwh, boolean[] rebased) {
  /** Nothing is counted yet, or not known any more. */
  public static final RegisterTotals NONE =
      new RegisterTotals(new String[0], new long[0], new boolean[0]);

  /** Stands for every lamp that is not named: energy may have been booked at it before. */
  private static final String OTHERS = "";

  private static final RegisterTotals LOST = NONE.append(OTHERS);

  public boolean isEmpty() {
    return lampIds.length == 0;
  }

  /** Index of a lamp, or −1. */
  public int indexOf(String lampId) {
    for (int i = 0; i < lampIds.length; i++) {
      if (lampIds[i].equals(lampId)) {
        return i;
      }
    }
    return -1;
  }

  /** With more counted at a lamp. */
  RegisterTotals plus(String lampId, long moreMwh) {
    int index = indexOf(lampId);
    RegisterTotals sum = index < 0 ? append(lampId) : copy();
    sum.mwh[index < 0 ? lampIds.length : index] += moreMwh;
    return sum;
  }

  /** These totals; a lamp that is not among them begins at zero. */
  public RegisterTotals including(String lampId) {
    return indexOf(lampId) < 0 ? append(lampId) : this;
  }

  private RegisterTotals append(String lampId) {
    int size = lampIds.length;
    RegisterTotals more =
        new RegisterTotals(
            Arrays.copyOf(lampIds, size + 1),
            Arrays.copyOf(mwh, size + 1),
            Arrays.copyOf(rebased, size + 1));
    more.lampIds[size] = lampId;
    more.rebased[size] = indexOf(OTHERS) >= 0;
    return more;
  }

  /**
   * The same lamps, with nothing counted yet. What was lost knows of no lamp, so that every lamp that
   * comes is rebased.
   */
  RegisterTotals restarted() {
    return isEmpty() ? LOST : new RegisterTotals(lampIds, new long[mwh.length], rebased.clone());
  }

  private RegisterTotals copy() {
    return new RegisterTotals(lampIds, mwh.clone(), rebased.clone());
  }

  /** Every total is started again. */
  public RegisterTotals rebase() {
    RegisterTotals all = copy();
    Arrays.fill(all.rebased, true);
    return all;
  }

  /** The lamp's total has been reported, with the fact that it was rebased. */
  public RegisterTotals reported(int index) {
    if (!rebased[index]) {
      return this;
    }
    RegisterTotals reported = copy();
    reported.rebased[index] = false;
    return reported;
  }
}
