package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;
import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import city.sawang.jobs.metering.register.RegisterDeltas;
import city.sawang.jobs.metering.register.RegisterTotals;
import city.sawang.jobs.metering.register.RegisterValidator;

/**
 * Puts a new reading into the log and finds how far it affects the figures: outside the range of
 * quarter hours from {@link #first} to {@link #last} nothing changes. That keeps the work of a
 * reading local; the tests compare it with a calculation over the whole history.
 */
public final class AffectedRange {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final RegisterValidator validator;
  private long first;
  private long last;
  private int chainBegin = NONE;
  private int chainEnd = NONE;
  private boolean rootless;

  public AffectedRange(LogView view, AssignmentTimeline timeline, RegisterValidator validator) {
    this.view = view;
    this.timeline = timeline;
    this.validator = validator;
  }

  public void insert(MeterReading reading) {
    int index = view.insert(new LogEntry(reading, RegisterStatus.NONE));
    first = quarterOf(reading.observedAt());
    last = first;
    long interval = timeline.intervalMillis(timeline.segmentAt(reading.observedAt()));
    reach(Math.floorDiv(reading.observedAt(), interval) * interval);
    if (!view.isEffective(index)) {
      return;
    }
    supersedeFormerEffective(index);
    reachNeighbours(index);
    reachLight(index);
    reachUndecided(index);
    if (reading.hasRegister()) {
      validateAround(index);
      reachFrozen(index);
    }
  }

  public long first() {
    return first;
  }

  public long last() {
    return last;
  }

  /**
   * What the new reading changes of what the registers have counted.
   *
   * @param truncated the log does not begin with the first reading ever
   * @return the totals moved; rebased when the reference read before the changes has left the log
   */
  public RegisterTotals count(RegisterTotals totals, boolean truncated) {
    if (chainEnd == NONE) {
      return totals;
    }
    RegisterTotals moved = new RegisterDeltas(view, timeline).changed(totals, chainBegin, chainEnd);
    return rootless && truncated ? moved.rebase() : moved;
  }

  private void reach(long at) {
    long quarter = quarterOf(at);
    first = Math.min(first, quarter);
    last = Math.max(last, quarter);
  }

  private void supersedeFormerEffective(int index) {
    for (int i = index - 1; view.has(i) && view.get(i).at() == view.get(index).at(); i--) {
      view.setStatus(i, RegisterStatus.NONE);
    }
  }

  /** Light and power are booked from reading to reading, up to the next usable one. */
  private void reachNeighbours(int index) {
    for (int i = view.previousEffective(index); i != NONE; i = view.previousEffective(i)) {
      if (view.get(index).at() - view.get(i).at() <= MeteringRules.LONGEST_PAIR_MILLIS) {
        reach(view.get(i).at());
      }
      if (view.get(i).reading().isUsable()) {
        break;
      }
    }
    for (int i = view.nextEffective(index); i != NONE; i = view.nextEffective(i)) {
      if (view.get(i).at() - view.get(index).at() <= MeteringRules.LONGEST_PAIR_MILLIS) {
        reach(view.get(i).at());
      }
      if (view.get(i).reading().isUsable()) {
        break;
      }
    }
  }

  /**
   * What a reading tells about light holds to the next one that tells something about it, but not
   * beyond the newest one; so a reading that tells nothing may lengthen what was told before.
   */
  private void reachLight(int index) {
    long hold = LampLight.longestHoldMillis(timeline);
    int previous = view.previousEffective(index);
    for (int i = previous; i != NONE; i = view.previousEffective(i)) {
      if (view.get(previous).at() - view.get(i).at() >= hold) {
        break;
      }
      if (view.get(i).reading().tellsLight()) {
        reach(view.get(i).at());
        break;
      }
    }
    long until = view.get(index).at() + hold;
    for (int i = view.nextEffective(index); i != NONE; i = view.nextEffective(i)) {
      reach(Math.min(until, view.get(i).at()));
      if (view.get(i).at() >= until || view.get(i).reading().tellsLight()) {
        break;
      }
    }
  }

  /** Without registers, a quarter hour is decided by later readings, and this is one. */
  private void reachUndecided(int index) {
    boolean withoutRegister = !view.get(index).reading().hasRegister();
    int i = index;
    int oldest = index;
    for (int back = 0; back < MeteringRules.AFFECTED_READINGS; back++) {
      i = view.previousEffective(i);
      if (i == NONE) {
        break;
      }
      withoutRegister |= !view.get(i).reading().hasRegister();
      oldest = i;
    }
    int previous = view.previousEffective(index);
    if (withoutRegister && previous != NONE) {
      reach(view.get(oldest).at());
      reach(view.get(previous).at() - MeteringRules.AFFECTED_MILLIS);
    }
  }

  private void validateAround(int index) {
    int reference = validator.safeReferenceBefore(index);
    int end = validator.decide(reference, index);
    int begin = reference == NONE ? validator.firstRegister() : reference;
    // Another reading may have been effective for the new one's instant, and the first reference.
    chainBegin = reference == NONE ? view.firstFrom(Long.MIN_VALUE) : reference;
    chainEnd = end;
    rootless = reference == NONE;
    if (isNear(begin, index)) {
      reach(view.get(begin).at());
    }
    if (end != NONE && isNear(index, end)) {
      reach(view.get(end).at());
      reachSettled(index, end);
    }
  }

  /** A reference read is settled when the registers just before it are, which may have changed. */
  private void reachSettled(int index, int end) {
    int i = end;
    for (int ahead = 1; ahead <= MeteringRules.LOOK_AHEAD_READINGS; ahead++) {
      i = view.nextRegister(i);
      if (i == NONE || !isNear(index, i)) {
        return;
      }
      reach(view.get(i).at());
    }
  }

  private boolean isNear(int from, int to) {
    return view.get(to).at() - view.get(from).at() <= MeteringRules.LONGEST_PAIR_MILLIS;
  }

  /** A run of equal registers is recognised by its last six readings. */
  private void reachFrozen(int index) {
    int i = index;
    for (int ahead = 1; ahead < MeteringRules.FROZEN_READINGS; ahead++) {
      i = view.nextRegister(i);
      if (i == NONE || !isNear(index, i)) {
        return;
      }
      reach(view.get(i).at());
    }
  }
}
