package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.rule.FaultRule;
import city.sawang.jobs.incident.rule.Judgement;
import city.sawang.jobs.incident.rule.Judgement.Verdict;
import city.sawang.jobs.incident.rule.Sample;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.Arrays;

/**
 * What is kept of one rule for one lamp. The hysteresis of every rule is here: while the fault is not
 * raised, a run of RAISE raises it, else a run of CLEAR clears it (INCIDENTS.md#hysteresis).
 */
final class RuleState {
  /** What a reading changed. */
  enum Change {
    NONE,
    RAISED,
    CLEARED
  }

  boolean raised;
  final Run run = new Run();
  long[] memory;

  /** When it was raised last, newest first. */
  long[] openings;

  RuleState(long[] memory, int flapTimes) {
    this.memory = memory;
    openings = new long[flapTimes];
    Arrays.fill(openings, MeterReading.ABSENT);
  }

  static RuleState fresh(FaultRule rule, int flapTimes) {
    return new RuleState(rule.freshMemory(), flapTimes);
  }

  /** When the run that changed it stands still, the caller takes from it and ends it. */
  Change take(Judgement judgement, Sample sample, FaultRule rule, Totals totals) {
    if (judgement.verdict() == Verdict.UNSAID) {
      return Change.NONE;
    }
    if (judgement.verdict() != (raised ? Verdict.CLEAR : Verdict.RAISE)) {
      run.end();
      return Change.NONE;
    }
    // Evidence is taken for a run only: most readings say that nothing is wrong.
    run.add(sample.evidence(rule.uses()), totals);
    if (!run.reaches(judgement.persistence(), sample.at())) {
      return Change.NONE;
    }
    raised = !raised;
    return raised ? Change.RAISED : Change.CLEARED;
  }

  /** Notes an opening; tells whether it is the last of so many within so long. */
  boolean isFlapping(long openedAt, long withinMillis) {
    System.arraycopy(openings, 0, openings, 1, openings.length - 1);
    openings[0] = openedAt;
    long first = openings[openings.length - 1];
    return first != MeterReading.ABSENT && openedAt - first <= withinMillis;
  }

  long firstOpening() {
    return openings[openings.length - 1];
  }
}
