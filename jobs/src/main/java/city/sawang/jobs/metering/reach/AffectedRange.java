package city.sawang.jobs.metering.reach;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import city.sawang.jobs.metering.register.ArrivalTimes;
import city.sawang.jobs.metering.register.RegisterDeltas;
import city.sawang.jobs.metering.register.RegisterTotals;
import city.sawang.jobs.metering.register.RegisterValidator;
import city.sawang.jobs.metering.register.StandingTime;

/**
 * Puts a new reading into the log and finds how far it affects the figures: outside the range of
 * quarter hours from {@link #first} to {@link #last} nothing changes. That keeps the work of a
 * reading local; the tests compare it with a calculation over the whole history.
 */
public final class AffectedRange {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final RegisterValidator validator;
  private final ArrivalTimes arrivals;
  private final ReachedRange range;
  private final StandingReach standingReach;
  private int chainBegin = NONE;
  private int chainEnd = NONE;
  private boolean rootless;
  private boolean superseded;
  private final boolean knewResolution;
  private final long newestBefore;
  private final long newestAt;

  /** Some registers are timed by the device, others by their arrival. */
  private final boolean bothTimes;

  private final boolean gotClock;

  /**
   * @param before of the controller, without the new reading
   * @param summary the new reading included
   */
  public AffectedRange(
      LogView view,
      AssignmentTimeline timeline,
      RegisterValidator validator,
      ControllerSummary before,
      ControllerSummary summary,
      long horizonMillis) {
    this.view = view;
    this.timeline = timeline;
    this.validator = validator;
    range = new ReachedRange(view, timeline);
    StandingTime standing = new StandingTime(view, timeline, horizonMillis);
    standingReach = new StandingReach(view, timeline, validator, standing, range);
    knewResolution = before.knowsResolution();
    newestBefore = before.newestObservedAt();
    newestAt = summary.newestObservedAt();
    boolean hasClock = summary.registers().deviceReceivedAt() != Long.MIN_VALUE;
    bothTimes = hasClock && summary.registers().hasArrivals();
    gotClock = bothTimes && before.registers().deviceReceivedAt() == Long.MIN_VALUE;
    arrivals = new ArrivalTimes(view, timeline, summary.registers());
  }

  public void insert(MeterReading reading) {
    int index = view.insert(new LogEntry(reading, RegisterStatus.NONE));
    range.reach(reading.observedAt());
    range.reachSlot(reading.observedAt());
    if (view.isEffective(index)) {
      supersedeFormerEffective(index);
      reachNeighbours(index);
      reachLight(index);
      reachUndecided(index);
    }
    arrivals.insert(index);
    boolean others = arrivals.first() < index || arrivals.last() > index;
    if ((reading.hasRegister() && (view.isRegister(index) || others)) || mayTellPower(index)) {
      for (int i = arrivals.first(); i <= arrivals.last(); i++) {
        if (i != index && view.isEffective(i)) {
          range.reach(view.get(i).at());
          reachNeighbours(i);
        }
      }
      validateAround(arrivals.first(), arrivals.last());
      // A run of equal registers is recognised by its last six readings.
      range.reachAfter(arrivals.last(), arrivals.last(), MeteringRules.FROZEN_READINGS - 1);
    }
    if (bothTimes) {
      standingReach.reachClosed(index, newestBefore, newestAt);
    }
    if (reading.hasRegister()
        && validator.unusualAt() != Long.MIN_VALUE
        && knewResolution != validator.resolution().isKnown()) {
      // What was provisional because the steps were not known is decided now.
      reachAll(index);
    }
  }

  /** What a reading between two registers reports tells how far the later one may have moved. */
  private boolean mayTellPower(int index) {
    return validator.unusualAt() > view.get(index).at()
        && view.isEffective(index)
        && view.nextRegister(index) != NONE;
  }

  /** Reaches every register that the log holds. */
  private void reachAll(int changed) {
    range.reachNear(view.firstRegister(), changed);
    range.reachNear(view.lastRegister(), changed);
  }

  public long first() {
    return range.first();
  }

  public long last() {
    return range.last();
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

  private void supersedeFormerEffective(int index) {
    for (int i = index - 1; view.has(i) && view.get(i).at() == view.get(index).at(); i--) {
      superseded |= view.get(i).reading().hasRegister();
      view.setStatus(i, RegisterStatus.NONE);
    }
  }

  /** Light and power are booked from reading to reading, up to the next usable one. */
  private void reachNeighbours(int index) {
    for (int i = view.previousEffective(index); i != NONE; i = view.previousEffective(i)) {
      if (view.get(index).at() - view.get(i).at() <= MeteringRules.LONGEST_PAIR_MILLIS) {
        range.reach(view.get(i).at());
      }
      if (view.isUsable(i)) {
        break;
      }
    }
    for (int i = view.nextEffective(index); i != NONE; i = view.nextEffective(i)) {
      if (view.get(i).at() - view.get(index).at() <= MeteringRules.LONGEST_PAIR_MILLIS) {
        range.reach(view.get(i).at());
      }
      if (view.isUsable(i)) {
        break;
      }
    }
  }

  /**
   * What a reading tells about light holds to the next one that tells something about it, but not
   * beyond the newest one; so a reading that tells nothing may lengthen what was told before.
   */
  private void reachLight(int index) {
    long hold = timeline.longestHoldMillis();
    int previous = view.previousEffective(index);
    for (int i = previous; i != NONE; i = view.previousEffective(i)) {
      if (view.get(previous).at() - view.get(i).at() >= hold) {
        break;
      }
      if (view.get(i).reading().tellsLight()) {
        range.reach(view.get(i).at());
        break;
      }
    }
    long until = view.get(index).at() + hold;
    for (int i = view.nextEffective(index); i != NONE; i = view.nextEffective(i)) {
      range.reach(Math.min(until, view.get(i).at()));
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
      range.reach(view.get(oldest).at());
      range.reach(view.get(previous).at() - MeteringRules.AFFECTED_MILLIS);
    }
  }

  private void validateAround(int low, int high) {
    int reference = validator.safeReferenceBefore(low);
    int from = reference;
    long settledAt = Math.max(view.get(high).at(), validator.unusualAt());
    boolean others =
        (gotClock || validator.firstSteps().mayFindOthers(low))
            && (gotClock
                || superseded
                || !validator.firstSteps().isCalmEnd(low)
                || moves(low, high))
            && validator.firstSteps().find(low);
    if (others && validator.unusualAt() != Long.MIN_VALUE) {
      from = validator.start();
      reachAll(low);
    }
    int end = validator.decide(from, settledAt);
    // Another reading may have been effective for the new one's instant, and the first reference.
    chainBegin = from == NONE ? view.firstFrom(Long.MIN_VALUE) : from;
    chainEnd = Math.max(end, high);
    rootless = from == NONE;
    int begin = reference == NONE ? view.firstRegister() : reference;
    if (validator.firstChange() != NONE && validator.firstChange() <= begin) {
      int before = view.previousReference(validator.firstChange());
      begin = before == NONE ? view.firstRegister() : before;
    }
    int waiting = view.previousRegister(low);
    if (waiting != NONE && view.get(waiting).reading().arrival()) {
      // Timed by its arrival, it could have been of a burst: this register settles it.
      standingReach.reachBehind(validator.settlement().oldestLookingAt(waiting), low);
    }
    int last = standingReach.referenceAfter(Math.max(high, validator.lastChange()));
    if (begin != NONE && range.isNear(begin, low)) {
      range.reach(view.get(begin).at());
    }
    if (last != NONE && range.isNear(high, last)) {
      range.reach(view.get(last).at());
      // A reference read is settled when the registers just before it are, which may have changed.
      range.reachAfter(high, last, MeteringRules.LOOK_AHEAD_READINGS);
    }
    standingReach.reachStanding(begin, last, low);
    if (low != high || changesOther(low)) {
      standingReach.reachRuns(low, high);
    }
  }

  /** Validation made something else of another register than the new one. */
  private boolean changesOther(int index) {
    return (validator.firstChange() != NONE && validator.firstChange() != index)
        || (validator.lastChange() != NONE && validator.lastChange() != index);
  }

  /** The register at one of these differs from one beside it. */
  private boolean moves(int low, int high) {
    int from = view.previousRegister(low);
    for (int i = from == NONE ? low : from; i != NONE && i <= high; i = view.nextRegister(i)) {
      int next = view.nextRegister(i);
      if (next != NONE
          && view.isRegister(i)
          && view.get(i).reading().energyMwh() != view.get(next).reading().energyMwh()) {
        return true;
      }
    }
    return false;
  }
}
