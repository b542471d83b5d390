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

  final FaultRule rule;
  boolean raised;
  final Run run = new Run();
  final long[] memory;

  /** When it was raised last, newest first. */
  final long[] openings;

  private final long[] freshMemory;

  RuleState(FaultRule rule, int flapTimes) {
    this.rule = rule;
    freshMemory = rule.freshMemory();
    memory = freshMemory.clone();
    openings = new long[flapTimes];
    Arrays.fill(openings, MeterReading.ABSENT);
  }

  /** As it is of a lamp from which nothing has come yet. */
  void forget() {
    raised = false;
    run.end();
    System.arraycopy(freshMemory, 0, memory, 0, memory.length);
    if (wasRaised()) {
      Arrays.fill(openings, MeterReading.ABSENT);
    }
  }

  /** The rule remembers something. */
  boolean remembers() {
    return !Arrays.equals(memory, freshMemory);
  }

  /** It was raised before. */
  boolean wasRaised() {
    return openings[0] != MeterReading.ABSENT;
  }

  /** When the run that changed it stands still, the caller takes from it and ends it. */
  Change take(Sample sample, Totals totals) {
    Judgement judgement = rule.judge(sample, memory);
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
