package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.FirstSteps;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;
import city.sawang.jobs.metering.register.RegisterJudge.NextRead;
import java.util.HashMap;
import java.util.Map;

/** Looks for the first three steps of a register, which tell its resolution (METERING.md#resolution). */
public final class FirstStepsSearch {
  private final LogView view;
  private final boolean truncated;
  private final RegisterResolution resolution;
  private final RegisterSettlement settlement;
  private final RegisterJudge judge;

  FirstStepsSearch(
      LogView view,
      AssignmentTimeline timeline,
      boolean truncated,
      RegisterResolution resolution,
      RegisterSettlement settlement) {
    this.view = view;
    this.truncated = truncated;
    this.resolution = resolution;
    this.settlement = settlement;
    judge = new RegisterJudge(view, timeline, truncated, resolution, true);
  }

  /** Registers up to {@code changed} may tell other first steps than are known. */
  public boolean mayFindOthers(int changed) {
    int before = view.previousRegister(changed);
    // The register after the third step tells whether it falls from there.
    return (before == NONE || view.get(before).at() <= resolution.firstSteps().enoughAt())
        && !resolution.isDeclared(changed);
  }

  /** It is the newest register, and nothing just before it waits for what comes after. */
  public boolean isCalmEnd(int index) {
    if (view.nextRegister(index) != NONE) {
      return false;
    }
    int after = index;
    for (int back = 0; back < MeteringRules.LOOK_AHEAD_READINGS; back++) {
      int before = view.previousRegister(after);
      if (before == NONE) {
        return true;
      }
      LogEntry entry = view.get(before);
      // A step that was timed by its arrival counts when it is not the end of a burst any more.
      boolean stepOpen = entry.reading().arrival() && judge.energy(before) != judge.energy(after);
      if (!entry.status().isFinalAtOnce() || stepOpen) {
        return false;
      }
      after = before;
    }
    return true;
  }

  /**
   * Looks for the first three steps of the register again.
   *
   * @return they are others than before
   */
  public boolean find(int changed) {
    FirstSteps known = resolution.firstSteps();
    if (resolution.isDeclared(changed)) {
      return false;
    }
    FirstSteps steps = firstSteps(known);
    if (steps.equals(known)) {
      return false;
    }
    resolution.take(resolution.facts().with(steps));
    return true;
  }

  /**
   * The first steps that are possible for a register that moves in steps of 1 kWh, but for those from
   * where the register had fallen to, and up to where it falls from.
   *
   * @param known those that were known before; they are held when they have left the log
   */
  private FirstSteps firstSteps(FirstSteps known) {
    Map<Integer, Integer> chain = new HashMap<>();
    int current = truncated ? view.firstReference() : NONE;
    int candidate = current == NONE ? view.firstRegister() : view.nextRegister(current);
    int begin = current == NONE ? candidate : current;
    FirstSteps steps =
        truncated && begin != NONE ? known.upTo(view.get(begin).at()) : FirstSteps.NONE;
    boolean fell = truncated && resolution.facts().held().stepMwh() < 0;
    while (candidate != NONE && !steps.isEnough()) {
      NextRead next = judge.judge(current, candidate, index -> chain.getOrDefault(index, NONE));
      if (current != NONE) {
        long step = judge.energy(next.read()) - judge.energy(current);
        if (next.status().isDifference() && step > 0 && !fell && isStepEnd(next.read())) {
          steps = steps.and(view.get(next.read()).at(), step);
        }
        chain.put(next.read(), current);
        fell = next.status() != RegisterStatus.FIRST && (step < 0 || (fell && step == 0));
      }
      current = next.read();
      candidate = view.nextRegister(current);
    }
    return steps;
  }

  /** The register does not fall from there; of one timed by its arrival that is known for good. */
  private boolean isStepEnd(int index) {
    int next = view.nextRegister(index);
    if (view.get(index).reading().arrival()
        && (settlement.hasClock() || next == NONE || settlement.isLastByArrival(next))) {
      return false;
    }
    return next == NONE
        || !judge.isOneEpoch(index, next)
        || judge.energy(next) >= judge.energy(index);
  }
}
