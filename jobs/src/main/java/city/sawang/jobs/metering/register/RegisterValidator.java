package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterFacts;
import city.sawang.jobs.metering.log.RegisterStatus;

/**
 * Validates registers (VEE: validation, estimation, editing): reads them in log order and keeps one
 * reference read, from which the next difference is taken. Every decision looks ahead at most {@link
 * MeteringRules#LOOK_AHEAD_READINGS} registers, so that a new reading only touches the decisions near
 * it (METERING.md#register).
 */
public final class RegisterValidator {
  private final LogView view;
  private final boolean truncated;
  private final RegisterResolution resolution;
  private final RegisterSettlement settlement;
  private final FirstStepsSearch firstSteps;
  private final RegisterJudge judge;

  private int firstChange = NONE;
  private int lastChange = NONE;

  /**
   * @param summary of the controller; when its log does not begin with the first reading ever, the
   *     first reference read stays what it is
   */
  public RegisterValidator(LogView view, AssignmentTimeline timeline, ControllerSummary summary) {
    this.view = view;
    truncated = summary.isTruncated();
    resolution = new RegisterResolution(view, timeline, summary);
    settlement = new RegisterSettlement(view, timeline, resolution, summary);
    firstSteps = new FirstStepsSearch(view, timeline, truncated, resolution, settlement);
    judge = new RegisterJudge(view, timeline, truncated, resolution, false);
  }

  /** What no later reading in order can change. */
  public RegisterSettlement settlement() {
    return settlement;
  }

  /** The steps that tell the resolution. */
  public FirstStepsSearch firstSteps() {
    return firstSteps;
  }

  public RegisterResolution resolution() {
    return resolution;
  }

  /** What is known of the registers now. */
  public RegisterFacts facts() {
    return resolution.facts();
  }

  /** First register whose status {@link #decide} changed, or {@link LogView#NONE}. */
  public int firstChange() {
    return firstChange;
  }

  /** Last register whose status {@link #decide} changed, or {@link LogView#NONE}. */
  public int lastChange() {
    return lastChange;
  }

  /** No judgement after this instant looked further than to the reference read before it. */
  public long unusualAt() {
    return resolution.unusualAt();
  }

  /** The reference read to begin with when everything is validated again, or {@link LogView#NONE}. */
  public int start() {
    return truncated ? view.firstReference() : NONE;
  }

  /**
   * The reference read from which to validate again after the entry at {@code changed} came: one that
   * stays a reference read whatever the new entry is.
   *
   * @return its index, or {@link LogView#NONE} when the log begins first
   */
  public int safeReferenceBefore(int changed) {
    int index = changed;
    boolean calm = true;
    int newest = NONE;
    for (int back = 1; ; back++) {
      index = view.previousRegister(index);
      if (index == NONE) {
        // With nothing before that looks ahead, the nearest reference read will do.
        return calm ? newest : startBefore(changed);
      }
      RegisterStatus status = view.get(index).status();
      newest = newest == NONE ? index : newest;
      if (back <= MeteringRules.LOOK_AHEAD_READINGS) {
        calm &= status.isFinalAtOnce();
        if (back == MeteringRules.LOOK_AHEAD_READINGS && calm) {
          return newest;
        }
      } else if (status.isReference()) {
        return index;
      }
    }
  }

  /**
   * Validates from {@code reference} on until the outcome is the one of before again.
   *
   * @param reference a reference read, or {@link LogView#NONE} to begin with the first register of
   *     the log
   * @param settledAt decisions up to this instant may differ from those of before
   * @return index of the last reference read that was validated, or {@link LogView#NONE}
   */
  public int decide(int reference, long settledAt) {
    int current = reference;
    int candidate = reference == NONE ? view.firstRegister() : view.nextRegister(reference);
    while (candidate != NONE) {
      RegisterJudge.NextRead next = judge.judge(current, candidate, view::previousReference);
      for (int i = candidate; i != next.read(); i = view.nextRegister(i)) {
        set(i, RegisterStatus.REJECTED);
      }
      boolean wasReference = set(next.read(), next.status());
      if (next.status().isDifference()) {
        resolution.accept(judge.energy(next.read()) - judge.energy(current));
      }
      current = next.read();
      if (wasReference && view.get(current).at() > settledAt) {
        return current;
      }
      candidate = view.nextRegister(current);
    }
    return current;
  }

  private int startBefore(int changed) {
    int start = start();
    return start < changed ? start : NONE;
  }

  private boolean set(int index, RegisterStatus status) {
    RegisterStatus before = view.get(index).status();
    if (before != status) {
      firstChange = firstChange == NONE ? index : Math.min(firstChange, index);
      lastChange = lastChange == NONE ? index : Math.max(lastChange, index);
      view.setStatus(index, status);
    }
    if (status.isUnusual()) {
      resolution.noteUnusual(view.get(index).at());
    }
    return before.isReference();
  }
}
