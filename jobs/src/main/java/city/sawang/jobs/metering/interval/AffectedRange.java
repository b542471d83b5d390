package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;
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
  private final StandingTime standing;
  private final ArrivalTimes arrivals;
  private long first;
  private long last;
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
    standing = new StandingTime(view, timeline, horizonMillis);
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
    first = quarterOf(reading.observedAt());
    last = first;
    reachSlot(reading.observedAt());
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
          reach(view.get(i).at());
          reachNeighbours(i);
        }
      }
      validateAround(arrivals.first(), arrivals.last());
      reachFrozen(arrivals.last());
    }
    if (bothTimes) {
      reachClosed(index);
    }
    if (reading.hasRegister()
        && validator.unusualAt() != Long.MIN_VALUE
        && knewResolution != validator.resolution().isKnown()) {
      // What was provisional because the steps were not known is decided now.
      reachAll(index);
    }
  }

  /** Registers timed by their arrival that no device time shadows any more are settled now. */
  private void reachClosed(int index) {
    long widest = MeteringRules.DEVICE_TIME_INTERVALS * timeline.longestIntervalMillis();
    if (newestBefore == newestAt || newestBefore == Long.MIN_VALUE) {
      return;
    }
    for (int i = view.firstFrom(newestBefore - widest);
        view.has(i) && view.get(i).at() < newestAt;
        i++) {
      long until = validator.opensUntil(i);
      if (view.get(i).reading().arrival()
          && view.isRegister(i)
          && until >= newestBefore
          && until < newestAt) {
        reachBehind(validator.oldestLookingAt(i), index);
      }
    }
  }

  /** What a reading between two registers reports tells how far the later one may have moved. */
  private boolean mayTellPower(int index) {
    return validator.unusualAt() > view.get(index).at()
        && view.isEffective(index)
        && view.nextRegister(index) != NONE;
  }

  private void reachAll(int changed) {
    reachNear(validator.firstRegister(), changed);
    reachNear(validator.lastRegister(), changed);
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

  /** A reading counts for the slot it lies in, which may begin in an earlier quarter hour. */
  private void reachSlot(long at) {
    long interval = timeline.intervalMillis(timeline.segmentAt(at));
    reach(Math.floorDiv(at, interval) * interval);
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
        reach(view.get(i).at());
      }
      if (view.isUsable(i)) {
        break;
      }
    }
    for (int i = view.nextEffective(index); i != NONE; i = view.nextEffective(i)) {
      if (view.get(i).at() - view.get(index).at() <= MeteringRules.LONGEST_PAIR_MILLIS) {
        reach(view.get(i).at());
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

  private void validateAround(int low, int high) {
    int reference = validator.safeReferenceBefore(low);
    int from = reference;
    long settledAt = Math.max(view.get(high).at(), validator.unusualAt());
    boolean others =
        (gotClock || validator.mayFindOtherSteps(low))
            && (gotClock || superseded || !validator.isCalmEnd(low) || moves(low, high))
            && validator.findFirstSteps(low);
    if (others && validator.unusualAt() != Long.MIN_VALUE) {
      from = validator.start();
      reachAll(low);
    }
    int end = validator.decide(from, settledAt);
    // Another reading may have been effective for the new one's instant, and the first reference.
    chainBegin = from == NONE ? view.firstFrom(Long.MIN_VALUE) : from;
    chainEnd = Math.max(end, high);
    rootless = from == NONE;
    int begin = reference == NONE ? validator.firstRegister() : reference;
    if (validator.firstChange() != NONE && validator.firstChange() <= begin) {
      int before = referenceBefore(validator.firstChange());
      begin = before == NONE ? validator.firstRegister() : before;
    }
    int waiting = view.previousRegister(low);
    if (waiting != NONE && view.get(waiting).reading().arrival()) {
      // Timed by its arrival, it could have been of a burst: this register settles it.
      reachBehind(validator.oldestLookingAt(waiting), low);
    }
    int last = referenceAfter(Math.max(high, validator.lastChange()));
    if (begin != NONE && isNear(begin, low)) {
      reach(view.get(begin).at());
    }
    if (last != NONE && isNear(high, last)) {
      reach(view.get(last).at());
      reachSettled(high, last);
    }
    reachStanding(begin, last, low);
    if (low != high || changesOther(low)) {
      reachRuns(low, high);
    }
  }

  /** What is decided by a register or the reference read before it, and by the move up to it. */
  private void reachBehind(int index, int changed) {
    int reference = view.get(index).status().isReference() ? index : referenceBefore(index);
    int before = reference == NONE ? NONE : referenceBefore(reference);
    if (before == NONE) {
      int oldest = view.firstFrom(Long.MIN_VALUE);
      if (isNear(oldest, changed)) {
        reachSlot(view.get(oldest).at());
      }
      return;
    }
    reachNear(standing.litRun(before), changed);
    reachNear(standing.litRun(reference), changed);
  }

  /** Validation made something else of another register than the new one. */
  private boolean changesOther(int index) {
    return (validator.firstChange() != NONE && validator.firstChange() != index)
        || (validator.lastChange() != NONE && validator.lastChange() != index);
  }

  /**
   * When other registers count otherwise now, what was booked over the time in which a register
   * stood beside them may be another, too.
   */
  private void reachRuns(int low, int high) {
    int from = validator.firstChange() == NONE ? low : Math.min(low, validator.firstChange());
    int to = Math.max(high, validator.lastChange());
    int before = referenceBefore(from);
    if (before != NONE) {
      reachNear(standing.runBegin(before), low);
    }
    int after = referenceAfter(to);
    if (after != NONE) {
      reachNear(after, low);
      int move = standing.nextMove(after, true);
      if (move != NONE) {
        reachNear(move, low);
      }
    }
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

  private int referenceBefore(int index) {
    int before = view.previousRegister(index);
    while (before != NONE && !view.get(before).status().isReference()) {
      before = view.previousRegister(before);
    }
    return before;
  }

  /** The first reference read after an entry, else the last register there is; NONE without any. */
  private int referenceAfter(int index) {
    int last = view.isRegister(index) ? index : NONE;
    for (int i = view.nextRegister(index); i != NONE; i = view.nextRegister(i)) {
      last = i;
      if (view.get(i).status().isReference()) {
        break;
      }
    }
    return last;
  }

  /**
   * What a register moved by is booked over the time before, in which it stood: now, and as it was
   * before the new reading.
   */
  private void reachStanding(int begin, int end, int changed) {
    if (begin == NONE || end == NONE) {
      return;
    }
    int from =
        validator.firstChange() == NONE ? changed : Math.min(changed, validator.firstChange());
    // Whether a register that stood while power flowed moves on is told by what comes after.
    int stood = referenceBefore(changed);
    if (stood != NONE) {
      reachNear(standing.litRun(stood), changed);
    }
    int reference = view.get(begin).status().isReference() ? begin : NONE;
    if (reference != NONE) {
      // It stood up to a register whose look-ahead ends here.
      reachNear(standing.litRun(reference), changed);
    }
    for (int i = begin + 1; i <= end; i++) {
      LogEntry entry = view.get(i);
      if (entry.status().isReference()) {
        if (reference != NONE) {
          reachNear(standing.begin(reference, i), changed);
        }
        reference = i;
      }
      if (entry.statusBefore() == RegisterStatus.COARSE) {
        reachNear(standing.wholeBefore(i), changed);
      } else if (entry.statusBefore() == RegisterStatus.NORMAL && i >= from) {
        reachNear(standing.litBefore(i), changed);
      }
    }
    if (reference != NONE && reference >= changed) {
      reachMoveAfter(reference, changed);
      reachNear(validator.resolution().standingEnd(reference), changed);
    }
  }

  private void reachNear(int index, int changed) {
    if (isNear(Math.min(index, changed), Math.max(index, changed))) {
      reach(view.get(index).at());
    }
  }

  /** The new reading stands where the register stands: the next move is booked over it. */
  private void reachMoveAfter(int reference, int changed) {
    boolean coarse = validator.unusualAt() > view.get(reference).at();
    int move = standing.nextMove(reference, coarse);
    if (move != NONE) {
      reachMove(standing.begin(referenceBefore(move), move), move, reference, changed);
      RegisterStatus before = view.get(move).statusBefore();
      if (before.isDifference()) {
        boolean wasCoarse = before == RegisterStatus.COARSE;
        reachMove(
            wasCoarse ? standing.wholeBefore(move) : standing.litBefore(move),
            move,
            reference,
            changed);
      }
    }
  }

  private void reachMove(int begin, int move, int reference, int changed) {
    if (begin <= reference) {
      reachNear(move, changed);
      reachNear(begin, changed);
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
