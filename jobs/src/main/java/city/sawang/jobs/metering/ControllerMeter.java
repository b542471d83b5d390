package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;
import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;
import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.interval.Booking;
import city.sawang.jobs.metering.interval.IntervalCalculator;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.IdentityCheck;
import city.sawang.jobs.metering.log.LogRetention;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.ReadingLog;
import city.sawang.jobs.metering.log.Repetition;
import city.sawang.jobs.metering.reach.AffectedRange;
import city.sawang.jobs.metering.register.ArrivalTimes;
import city.sawang.jobs.metering.register.RegisterDeltas;
import city.sawang.jobs.metering.register.RegisterTotals;
import city.sawang.jobs.metering.register.RegisterValidator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns the readings of a controller into contributions to quarter hours. What it publishes is a
 * function of the set of the controller's accepted readings and of its assignments, whatever the
 * order they came in: a reading is put into the controller's log, the registers near it are validated
 * again, and the quarter hours they touch are calculated again (METERING.md#model).
 *
 * <p>Keeps nothing between calls but the sun's times. Not safe for use by several threads.
 */
public final class ControllerMeter {
  private final MeteringRules rules;
  private final boolean checksIdentity;
  private final LogRetention retention;
  private final ExpectedState expected = new ExpectedState();

  public ControllerMeter(MeteringRules rules) {
    this(rules, true);
  }

  private ControllerMeter(MeteringRules rules, boolean checksIdentity) {
    this.rules = rules;
    this.checksIdentity = checksIdentity;
    retention = new LogRetention(rules);
  }

  /**
   * A meter for readings from the archive: they were accepted once, so their identity is not checked
   * again.
   */
  public static ControllerMeter ofAccepted(MeteringRules rules) {
    return new ControllerMeter(rules, false);
  }

  /**
   * Takes one reading.
   *
   * @param log the controller's log; changed when the reading is metered
   * @param state what the last call answered; {@link MeterState#EMPTY} for the first reading of the
   *     controller
   */
  public Acceptance accept(
      ReadingLog log, MeterState state, ControllerAssignments controller, MeterReading reading) {
    ControllerSummary before = state.summary();
    long at = reading.observedAt();
    if (before.millisBehind(at) > rules.horizonMillis()) {
      return new Acceptance.TooLate();
    }
    ControllerSummary after = before.with(reading);
    LogView view = new LogView(log, after.chunkStarts(), at);
    AssignmentTimeline timeline = new AssignmentTimeline(controller, expected);
    IdentityCheck identity =
        new IdentityCheck(
            log, view, before, reading, timeline.intervalMillis(timeline.segmentAt(at)));
    if (checksIdentity) {
      Repetition repetition = identity.search();
      if (repetition != Repetition.NEW) {
        return new Acceptance.Refused(
            repetition == Repetition.DUPLICATE
                ? ReadingOutcome.DUPLICATE
                : ReadingOutcome.CONFLICT);
      }
    }
    RegisterValidator validator = new RegisterValidator(view, timeline, after);
    AffectedRange affected =
        new AffectedRange(view, timeline, validator, before, after, rules.horizonMillis());
    affected.insert(reading);
    after = after.with(validator.facts());
    boolean inOrder = before.millisBehind(at) <= 0;
    long first = Math.max(affected.first(), after.frozenBefore());
    long last = affected.last();
    List<IntervalContribution> changed = List.of();
    if (first <= last) {
      changed =
          new IntervalCalculator(view, timeline, validator, after, rules.horizonMillis())
              .calculate(first, last);
      if (!before.isEmpty() && (!inOrder || last - first > QUARTER_MILLIS)) {
        removeUnchanged(changed, published(log, before, timeline, first, last));
      }
    }
    RegisterTotals totals = totals(state, after, affected, new RegisterDeltas(view, timeline));
    totals = report(changed, totals);
    view.save(at);
    boolean newChunk = !before.hasChunkOf(at);
    return new Acceptance.Metered(
        inOrder ? ReadingOutcome.IN_TIME : ReadingOutcome.LATE,
        new MeterState(inOrder && newChunk ? retention.drop(log, after) : after, totals),
        changed,
        identity.missing());
  }

  /** What the registers have counted after a reading was put in. */
  private static RegisterTotals totals(
      MeterState state, ControllerSummary after, AffectedRange affected, RegisterDeltas deltas) {
    boolean lost = !state.isEmpty() && state.totals().isEmpty();
    RegisterTotals totals =
        lost ? deltas.all(state.totals()) : affected.count(state.totals(), after.isTruncated());
    // Energy that would be booked in quarter hours that are final is not: no comparison holds.
    boolean clipped = affected.first() < after.frozenBefore();
    return clipped ? totals.rebase() : totals;
  }

  /** The last contribution to each lamp reports what was counted at it. */
  private static RegisterTotals report(List<IntervalContribution> changed, RegisterTotals totals) {
    RegisterTotals now = totals;
    Set<String> reported = new HashSet<>(2);
    for (int i = changed.size() - 1; i >= 0; i--) {
      IntervalContribution c = changed.get(i);
      if (reported.add(c.lampId())) {
        now = now.including(c.lampId());
        int index = now.indexOf(c.lampId());
        changed.set(i, c.with(c.progress().counted(now.mwh()[index], now.rebased()[index])));
        now = now.reported(index);
      }
    }
    return now;
  }

  /**
   * Every booking that the log can explain: which readings and which rule are behind each booked
   * milliwatt-hour, in order of time (METERING.md#explain).
   *
   * @param from first instant of the period, epoch milliseconds; the quarter hours that it and
   *     {@code to} lie in are explained as a whole
   * @param to end of the period, exclusive
   */
  public List<Booking> explain(
      ReadingLog log, MeterState state, ControllerAssignments controller, long from, long to) {
    if (state.isEmpty() || to <= from) {
      return List.of();
    }
    ControllerSummary summary = state.summary();
    long oldest = new LogView(log, summary.chunkStarts(), Long.MIN_VALUE).oldest();
    long begin = Math.max(Math.max(from, oldest), summary.frozenBefore());
    long first = quarterOf(begin);
    long last = quarterOf(Math.min(to - 1, summary.newestObservedAt()));
    if (first > last) {
      return List.of();
    }
    return calculator(log, summary, new AssignmentTimeline(controller, expected), first)
        .explain(first, last);
  }

  /**
   * The registry has something else about the controller: everything that the log still holds is
   * validated and calculated again, and contributions to lamps that it did not serve are retracted.
   * Register totals are rebased (METERING.md#registry-change).
   *
   * @param state {@link MeterState#EMPTY} when the controller has no accepted reading yet
   */
  public Reevaluation replace(
      ReadingLog log, MeterState state, ControllerAssignments before, ControllerAssignments after) {
    if (state.isEmpty() || before.equals(after)) {
      return new Reevaluation(state, List.of());
    }
    ControllerSummary summary = state.summary();
    long oldest = new LogView(log, summary.chunkStarts(), Long.MIN_VALUE).oldest();
    AssignmentTimeline old = new AssignmentTimeline(before, expected);
    AssignmentTimeline now = new AssignmentTimeline(after, expected);
    long first =
        Math.max(
            Math.min(firstQuarter(oldest, old), firstQuarter(oldest, now)), summary.frozenBefore());
    long last = quarterOf(summary.newestObservedAt());
    if (first > last) {
      // Reported with the next reading.
      return new Reevaluation(new MeterState(summary, state.totals().rebase()), List.of());
    }
    List<IntervalContribution> published = published(log, summary, old, first, last);
    LogView view = new LogView(log, summary.chunkStarts(), oldest);
    new ArrivalTimes(view, now, summary.registers()).markAll();
    RegisterValidator validator = new RegisterValidator(view, now, summary);
    if (view.firstRegister() != NONE) {
      validator.firstSteps().find(view.firstRegister());
    }
    validator.decide(validator.start(), Long.MAX_VALUE);
    summary = summary.with(validator.facts());
    List<IntervalContribution> changed =
        new IntervalCalculator(view, now, validator, summary, rules.horizonMillis())
            .calculate(first, last);
    List<IntervalContribution> retracted = retractions(published, changed);
    removeUnchanged(changed, published);
    changed.addAll(retracted);
    RegisterTotals totals = new RegisterDeltas(view, now).all(state.totals());
    for (IntervalContribution c : changed) {
      totals = totals.including(c.lampId());
    }
    totals = report(changed, totals.rebase());
    view.save(Long.MIN_VALUE);
    return new Reevaluation(new MeterState(summary, totals), changed);
  }

  /** A reading counts for the slot it lies in, which may begin in an earlier quarter hour. */
  private static long firstQuarter(long oldest, AssignmentTimeline timeline) {
    long interval = timeline.intervalMillis(timeline.segmentAt(oldest));
    return quarterOf(Math.min(oldest, Math.floorDiv(oldest, interval) * interval));
  }

  private record LampQuarter(String lampId, long periodStart) {
    static LampQuarter of(IntervalContribution c) {
      return new LampQuarter(c.lampId(), c.periodStart());
    }
  }

  /** Retractions of what was published about quarter hours that have no figures any more. */
  private static List<IntervalContribution> retractions(
      List<IntervalContribution> published, List<IntervalContribution> now) {
    Set<LampQuarter> stays = new HashSet<>();
    now.forEach(c -> stays.add(LampQuarter.of(c)));
    List<IntervalContribution> retracted = new ArrayList<>();
    for (IntervalContribution c : published) {
      if (!stays.contains(LampQuarter.of(c))) {
        retracted.add(IntervalRetraction.of(c));
      }
    }
    return retracted;
  }

  /** What the log as it is stored contributes to a range of quarter hours. */
  private List<IntervalContribution> published(
      ReadingLog log,
      ControllerSummary summary,
      AssignmentTimeline timeline,
      long first,
      long last) {
    return calculator(log, summary, timeline, first).calculate(first, last);
  }

  private IntervalCalculator calculator(
      ReadingLog log, ControllerSummary summary, AssignmentTimeline timeline, long first) {
    LogView view = new LogView(log, summary.chunkStarts(), first);
    RegisterValidator validator = new RegisterValidator(view, timeline, summary);
    return new IntervalCalculator(view, timeline, validator, summary, rules.horizonMillis());
  }

  private static void removeUnchanged(
      List<IntervalContribution> calculated, List<IntervalContribution> published) {
    if (!published.isEmpty()) {
      Set<IntervalContribution> before = new HashSet<>(published);
      calculated.removeIf(before::contains);
    }
  }
}
