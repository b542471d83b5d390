package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterFacts;
import city.sawang.jobs.metering.log.RegisterStatus;
import java.util.Arrays;

/**
 * Marks the readings that are timed by their arrival and do not count: of the registers of a burst all
 * but the last, and all readings while the device itself times registers (METERING.md#arrival). That depends on times
 * alone, so it is done before registers are validated.
 */
public final class ArrivalTimes {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final RegisterFacts facts;
  private int first;
  private int last;

  /**
   * @param facts what is known of the registers, the new reading included
   */
  public ArrivalTimes(LogView view, AssignmentTimeline timeline, RegisterFacts facts) {
    this.view = view;
    this.timeline = timeline;
    this.facts = facts;
  }

  /** First entry that counts otherwise since the last call, at most the one given. */
  public int first() {
    return first;
  }

  /** Last entry that counts otherwise since the last call, at least the one given. */
  public int last() {
    return last;
  }

  /** Marks what a new reading changes: itself, and those around it. */
  public void insert(int index) {
    first = index;
    last = index;
    LogEntry entry = view.get(index);
    boolean counts = entry.reading().hasRegister() || entry.reading().arrival();
    if (!facts.hasArrivals() || !counts) {
      return;
    }
    if (entry.reading().arrival()) {
      if (!view.isEffective(index)) {
        return;
      }
      if (isShadowed(index)) {
        set(index, RegisterStatus.SHADOWED);
        return;
      }
      if (!entry.reading().hasRegister()) {
        return;
      }
    } else {
      // It shadows others even when another reading of its instant is the effective one.
      shadowAround(index);
      if (!view.isEffective(index) && first == index && last == index) {
        return;
      }
    }
    markBursts(burstStart(back(index)), Math.max(index, last));
  }

  /** Marks all that the log holds, after the registry has changed. */
  public void markAll() {
    first = view.firstFrom(Long.MIN_VALUE);
    last = first;
    if (!facts.hasArrivals()) {
      return;
    }
    int newest = first;
    for (int i = first; view.has(i); i++) {
      LogEntry entry = view.get(i);
      if (entry.reading().arrival() && view.isEffective(i)) {
        set(i, isShadowed(i) ? RegisterStatus.SHADOWED : RegisterStatus.NONE);
      }
      newest = i;
    }
    int begin = counted(first) ? first : next(first);
    if (begin != NONE) {
      markBursts(begin, newest);
    }
  }

  private void set(int index, RegisterStatus status) {
    if (view.get(index).status() != status) {
      view.setStatus(index, status);
      first = Math.min(first, index);
      last = Math.max(last, index);
    }
  }

  private long shadowMillis(long at) {
    return MeteringRules.DEVICE_TIME_INTERVALS * timeline.intervalMillis(timeline.segmentAt(at));
  }

  /** A register with a device time came within three intervals of it. */
  private boolean isShadowed(int index) {
    long at = view.get(index).at();
    long near = shadowMillis(at);
    if (facts.deviceReceivedAt() < at - near) {
      return false;
    }
    if (facts.deviceReceivedAt() <= at + near) {
      return true;
    }
    // What is received is rarely much older: the nearest is found at once.
    for (int i = view.firstFrom(at + near + MeteringRules.MOST_AHEAD_MILLIS) - 1;
        view.has(i);
        i--) {
      var reading = view.get(i).reading();
      if (reading.hasRegister()
          && !reading.arrival()
          && Math.abs(reading.receivedAt() - at) <= near) {
        return true;
      }
    }
    return false;
  }

  /** The readings timed by their arrival that came about when this one with a device time came. */
  private void shadowAround(int index) {
    long received = view.get(index).reading().receivedAt();
    long widest = MeteringRules.DEVICE_TIME_INTERVALS * timeline.longestIntervalMillis();
    if (facts.arrivalAt() < received - widest) {
      return;
    }
    for (int i = view.firstFrom(received - widest);
        view.has(i) && view.get(i).at() <= received + widest;
        i++) {
      LogEntry entry = view.get(i);
      if (entry.reading().arrival()
          && view.isEffective(i)
          && Math.abs(received - entry.at()) <= shadowMillis(entry.at())) {
        set(i, RegisterStatus.SHADOWED);
      }
    }
  }

  private boolean counted(int index) {
    LogEntry entry = view.get(index);
    return entry.reading().hasRegister()
        && entry.status() != RegisterStatus.SHADOWED
        && view.isEffective(index);
  }

  private int next(int index) {
    int next = index + 1;
    while (view.has(next) && !counted(next)) {
      next++;
    }
    return view.has(next) ? next : NONE;
  }

  private int previous(int index) {
    int previous = index - 1;
    while (view.has(previous) && !counted(previous)) {
      previous--;
    }
    return view.has(previous) ? previous : NONE;
  }

  /** As far back as a register may count otherwise because of the one at {@code index}. */
  private int back(int index) {
    int from = previous(first);
    return from == NONE ? first : from;
  }

  /** The first register of the burst that holds {@code index}, as it is marked. */
  private int burstStart(int index) {
    int start = index;
    int previous = previous(start);
    while (previous != NONE && view.get(previous).status() == RegisterStatus.BURST) {
      start = previous;
      previous = previous(start);
    }
    return start;
  }

  /** As far as {@code to}, and as far behind it as the usual interval may be another. */
  private void markBursts(int from, int to) {
    int behind = 0;
    int changed = last;
    int start = counted(from) ? from : next(from);
    while (start != NONE && behind <= MeteringRules.USUAL_INTERVALS) {
      int end = burstEnd(start);
      for (int i = start; i != end; i = next(i)) {
        set(i, RegisterStatus.BURST);
      }
      if (view.get(end).status() == RegisterStatus.BURST) {
        set(end, RegisterStatus.NONE);
      }
      // What counts otherwise now may make the usual interval behind it another, too.
      behind = last > changed ? 0 : end > to ? behind + 1 : behind;
      changed = last;
      start = next(end);
    }
  }

  /** The last register of the burst that begins here; the register itself when none does. */
  private int burstEnd(int start) {
    int next = next(start);
    LogEntry entry = view.get(start);
    if (next == NONE || !entry.reading().arrival() || !view.get(next).reading().arrival()) {
      return start;
    }
    int before = previous(start);
    if (before == NONE) {
      return start;
    }
    long step = view.get(next).at() - entry.at();
    long silence = entry.at() - view.get(before).at();
    if (silence / BURST_RATIO <= step) {
      return start;
    }
    long usual = usualMillis(start);
    if (2 * silence <= MeteringRules.BURST_SILENCE_HALVES * usual) {
      return start;
    }
    long longest = silence / MeteringRules.BURST_DIVISOR;
    int end = start;
    while (next != NONE
        && view.get(next).reading().arrival()
        && MeteringRules.BURST_DIVISOR * (view.get(next).at() - view.get(end).at()) < usual
        && view.get(next).at() - entry.at() <= longest) {
      end = next;
      next = next(end);
    }
    return end;
  }

  /** A silence of 3/2 intervals is so many times longer than a quarter of the interval. */
  private static final long BURST_RATIO =
      MeteringRules.BURST_SILENCE_HALVES * MeteringRules.BURST_DIVISOR / 2;

  /** The median of the last intervals before a register, else the declared one. */
  private long usualMillis(int index) {
    long[] intervals = new long[MeteringRules.USUAL_INTERVALS];
    int count = 0;
    int after = view.previousRegister(index);
    while (after != NONE && count < intervals.length) {
      int before = view.previousRegister(after);
      if (before == NONE) {
        break;
      }
      intervals[count++] = view.get(after).at() - view.get(before).at();
      after = before;
    }
    if (count < MeteringRules.USUAL_INTERVALS_LEAST) {
      return timeline.intervalMillis(timeline.segmentAt(view.get(index).at()));
    }
    Arrays.sort(intervals, 0, count);
    return intervals[(count - 1) / 2];
  }
}
