package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;
import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.FirstSteps;
import city.sawang.jobs.metering.log.HeldRun;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterFacts;

/**
 * Tells whether the step in which a register moves explains some energy: the declared step, else the
 * smallest that was accepted so far, at most 1 kWh (METERING.md#resolution).
 */
public final class RegisterResolution {
  /** No step explains that a register stands while more than this is used. */
  private static final long MOST_UNMOVED =
      MeteringRules.NOTICEABLE_MWH + MeteringRules.LARGEST_RESOLUTION_MWH;

  private final LogView view;
  private final AssignmentTimeline timeline;
  private final ControllerSummary summary;
  private RegisterFacts facts;
  private long smallest;
  private long unusualAt;

  /**
   * @param summary of the controller, the new reading included
   */
  RegisterResolution(LogView view, AssignmentTimeline timeline, ControllerSummary summary) {
    this.view = view;
    this.timeline = timeline;
    this.summary = summary;
    take(summary.registers());
  }

  void take(RegisterFacts now) {
    facts = now;
    smallest = now.smallestStepMwh();
    unusualAt = now.unusualAt();
  }

  /** What is known of the registers now. */
  RegisterFacts facts() {
    return facts.withJudgements(smallest, unusualAt);
  }

  /** No judgement after this instant looked further than to the reference read before it. */
  long unusualAt() {
    return unusualAt;
  }

  FirstSteps firstSteps() {
    return facts.firstSteps();
  }

  void noteUnusual(long at) {
    unusualAt = Math.max(unusualAt, at);
  }

  /** A coarse difference may be among the registers after an instant. */
  public boolean mayBeCoarseAfter(long at) {
    return unusualAt > at;
  }

  void accept(long stepMwh) {
    if (stepMwh > 0) {
      smallest = Math.min(smallest, stepMwh);
    }
  }

  boolean isDeclared(int index) {
    return declared(index) != ABSENT;
  }

  private long declared(int index) {
    LogEntry entry = view.get(index);
    return RegisterLimits.declaredResolutionMwh(
        timeline, entry.reading(), timeline.segmentAt(entry.at()));
  }

  /** Three steps are known, or the step is declared: no later reading changes the judgement. */
  boolean isKnown(int index) {
    return isKnown() || isDeclared(index);
  }

  /** Three steps are known for good. */
  public boolean isKnown() {
    return summary.with(facts).knowsResolution();
  }

  /**
   * Whether the register may show this much more than it counted so far, because of its step.
   *
   * @param reference the reference read that the register at {@code index} is judged against
   */
  boolean covers(long mwh, int reference, int index) {
    if (mwh <= 0) {
      return true;
    }
    long declared = declared(index);
    if (declared != ABSENT) {
      return mwh <= declared;
    }
    long first = facts.firstSteps().smallestMwh();
    if (mwh > MeteringRules.LARGEST_RESOLUTION_MWH || (first != ABSENT && mwh > first)) {
      return false;
    }
    return mwh <= smallest || noStepIsSmaller(mwh, reference);
  }

  private boolean noStepIsSmaller(long mwh, int reference) {
    if (summary.isTruncated() && facts.held().smallestMwh() < mwh) {
      return false;
    }
    int after = reference;
    int index = view.previousReference(reference);
    while (index != NONE) {
      LogEntry k = view.get(after);
      long step = k.reading().energyMwh() - view.get(index).reading().energyMwh();
      if (step > 0 && step < mwh && k.status().isDifference()) {
        return false;
      }
      after = index;
      index = view.previousReference(index);
    }
    return true;
  }

  /**
   * Power has flowed so long that the register must have moved: more than 5 Wh beyond the step that
   * is declared, or else the one by which it moved last (METERING.md#frozen).
   *
   * @param index a reference read that shows the same as the one before it
   */
  public boolean mustHaveMoved(int index) {
    long used = 0;
    int begin = index;
    int reference = view.previousReference(index);
    while (reference != NONE && used <= MOST_UNMOVED && stands(reference, begin)) {
      used += usedMwh(begin, reference);
      begin = reference;
      reference = view.previousReference(reference);
    }
    if (reference == NONE && summary.isTruncated()) {
      used += facts.held().usedMwh();
    }
    return used > MeteringRules.NOTICEABLE_MWH + step(index, reference, begin);
  }

  /** The last reference read from {@code from} on that may be judged by how long it stands. */
  public int standingEnd(int from) {
    long used = 0;
    int last = from;
    int next = view.nextReference(from);
    while (next != NONE && used <= MOST_UNMOVED && stands(last, next)) {
      used += usedMwh(next, last);
      last = next;
      next = view.nextReference(next);
    }
    return last;
  }

  private long step(int index, int reference, int begin) {
    long declared = declared(index);
    if (declared != ABSENT) {
      return declared;
    }
    if (reference == NONE && summary.isTruncated()) {
      long step = Math.max(0, facts.held().stepMwh());
      return Math.min(MeteringRules.LARGEST_RESOLUTION_MWH, step);
    }
    boolean moved = reference != NONE && view.get(begin).status().isDifference();
    return moved
        ? Math.min(
            MeteringRules.LARGEST_RESOLUTION_MWH,
            view.get(begin).reading().energyMwh() - view.get(reference).reading().energyMwh())
        : 0;
  }

  private boolean stands(int a, int b) {
    LogEntry from = view.get(a);
    LogEntry to = view.get(b);
    return from.reading().energyMwh() == to.reading().energyMwh()
        && to.at() - from.at() <= MeteringRules.LONGEST_PAIR_MILLIS
        && timeline.isOneEpochAt(from.at(), to.at());
  }

  private long usedMwh(int to, int from) {
    return HeldRun.usedMwh(view.get(from).reading(), view.get(to).reading());
  }
}
