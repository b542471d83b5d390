package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import java.util.function.IntPredicate;

/**
 * Finds the time in which a register stood before it moved, and over which the move is booked: a
 * coarse register shows now what was used since it moved last (METERING.md#coarse).
 */
public final class StandingTime {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final long horizonMillis;

  /**
   * @param horizonMillis nothing is booked further back than this
   */
  public StandingTime(LogView view, AssignmentTimeline timeline, long horizonMillis) {
    this.view = view;
    this.timeline = timeline;
    this.horizonMillis = horizonMillis;
  }

  /**
   * The reference read from which on the difference up to {@code index} is booked: the one at which
   * the register moved last, when the difference is possible only since then; else the first of
   * those just before it between which the register stood while power flowed.
   *
   * @param reference the reference read before {@code index}
   */
  public int begin(int reference, int index) {
    LogEntry k = view.get(index);
    if (k.status() == RegisterStatus.COARSE) {
      return back(reference, false, false);
    }
    boolean moved =
        k.status() == RegisterStatus.NORMAL
            && k.reading().energyMwh() != view.get(reference).reading().energyMwh();
    return moved ? back(reference, true, false) : reference;
  }

  /** The begin of a coarse difference as it was before this calculation. */
  public int wholeBefore(int index) {
    int reference = previous(index, true);
    return reference == NONE ? index : back(reference, false, true);
  }

  /** The first register that shows what this one shows, in a row, whatever was made of them. */
  public int runBegin(int index) {
    int begin = index;
    int before = view.previousRegister(begin);
    while (before != NONE
        && view.get(before).reading().energyMwh() == view.get(begin).reading().energyMwh()
        && view.get(index).at() - view.get(before).at() <= horizonMillis) {
      begin = before;
      before = view.previousRegister(begin);
    }
    return begin;
  }

  /** The begin of a normal difference as it was before this calculation. */
  public int litBefore(int index) {
    int reference = previous(index, true);
    boolean moved =
        reference != NONE
            && view.get(index).reading().energyMwh() != view.get(reference).reading().energyMwh();
    return moved ? back(reference, true, true) : index;
  }

  /**
   * The next reference read at which the register moves, as far as that may be booked over the time
   * of {@code from}, or {@link LogView#NONE}.
   *
   * @param coarse whether a coarse difference may come
   */
  public int nextMove(int from, boolean coarse) {
    int reference = from;
    for (int i = view.nextRegister(from); i != NONE; i = view.nextRegister(i)) {
      if (!view.get(i).status().isReference()) {
        continue;
      }
      if (view.get(i).status() == RegisterStatus.FIRST) {
        return NONE;
      }
      if (view.get(i).reading().energyMwh() != view.get(reference).reading().energyMwh()) {
        return i;
      }
      if (!coarse && !isLit(reference, i)) {
        return NONE;
      }
      reference = i;
    }
    return NONE;
  }

  /**
   * The register stands, while power flows, from {@code from} to the last reference read.
   *
   * @param open whether a register may not count in the end
   */
  public boolean standsToTheEnd(int from, IntPredicate open) {
    int reference = from;
    for (int i = view.nextRegister(from); i != NONE; i = view.nextRegister(i)) {
      if (view.get(i).status().isReference()) {
        if (open.test(i)) {
          // It may not count in the end.
          return true;
        }
        if (view.get(i).status() == RegisterStatus.FIRST || !isLit(reference, i)) {
          return false;
        }
        reference = i;
      }
    }
    return true;
  }

  /** The first of the reference reads up to this one between which it stood while power flowed. */
  public int litRun(int reference) {
    return back(reference, true, false);
  }

  /** Both draw so much power that the register must move, and it is no gap. */
  public boolean isLit(int a, int b) {
    LogEntry from = view.get(a);
    LogEntry to = view.get(b);
    int segment = timeline.segmentAt(to.at());
    return RegisterLimits.drawsPower(timeline, from.reading(), timeline.segmentAt(from.at()))
        && RegisterLimits.drawsPower(timeline, to.reading(), segment)
        && to.at() - from.at() <= MeteringRules.GAP_INTERVALS * timeline.intervalMillis(segment);
  }

  private int back(int reference, boolean lit, boolean asBefore) {
    int begin = reference;
    int before = previous(begin, asBefore);
    while (before != NONE
        && view.get(before).reading().energyMwh() == view.get(begin).reading().energyMwh()
        && view.get(reference).at() - view.get(before).at() <= horizonMillis
        && timeline.isOneEpochAt(view.get(before).at(), view.get(begin).at())
        && (!lit || isLit(before, begin))) {
      begin = before;
      before = previous(begin, asBefore);
    }
    return begin;
  }

  private int previous(int index, boolean asBefore) {
    int previous = index - 1;
    while (view.has(previous)) {
      LogEntry entry = view.get(previous);
      RegisterStatus status = asBefore ? entry.statusBefore() : entry.status();
      if (status.isReference()) {
        return previous;
      }
      previous--;
    }
    return NONE;
  }
}
