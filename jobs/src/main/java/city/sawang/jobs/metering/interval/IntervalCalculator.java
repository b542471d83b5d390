package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.register.RegisterResolution;
import city.sawang.jobs.metering.register.RegisterValidator;
import city.sawang.jobs.metering.register.StandingTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Calculates a range of quarter hours from the log, once validation has decided on every register: a
 * pure function of the readings and the assignments (METERING.md#interval). Each pass goes through
 * the readings that touch the range for one question.
 */
public final class IntervalCalculator {
  private final LogView view;
  private final AssignmentTimeline timeline;
  private final DecisionCheck decisions;
  private final RegisterResolution resolution;
  private final StandingTime standing;
  private final long newestRegisterAt;
  private final ControllerProgress progress;

  public IntervalCalculator(
      LogView view,
      AssignmentTimeline timeline,
      RegisterValidator validator,
      ControllerSummary summary,
      long horizonMillis) {
    this.view = view;
    this.timeline = timeline;
    newestRegisterAt = summary.newestRegisterAt();
    resolution = validator.resolution();
    standing = new StandingTime(view, timeline, horizonMillis);
    decisions =
        new DecisionCheck(view, timeline, validator.settlement(), standing, newestRegisterAt);
    progress = ControllerProgress.finalBefore(summary.frozenBefore());
  }

  /** The contributions of the quarter hours from {@code first} to {@code last}, in order. */
  public List<IntervalContribution> calculate(long first, long last) {
    return calculate(first, last, BookingTrace.NONE);
  }

  /** Every booking of the quarter hours from {@code first} to {@code last}, in order. */
  public List<Booking> explain(long first, long last) {
    List<Booking> bookings = new ArrayList<>();
    calculate(
        first,
        last,
        (quarter, pair, rule, energyClass, mwh, dayMwh) ->
            bookings.add(pair.booking(timeline, quarter, rule, energyClass, mwh, dayMwh)));
    bookings.sort(
        Comparator.comparingLong(Booking::periodStart)
            .thenComparingLong(booking -> booking.to().observedAt()));
    return bookings;
  }

  private List<IntervalContribution> calculate(long first, long last, BookingTrace trace) {
    IntervalAccumulators sums = new IntervalAccumulators(timeline, trace, first, last);
    int from = view.firstFrom(first);
    new InstantPass(view, timeline, sums).run(from);
    new SlotPass(view, timeline, sums).run(from);
    new LightPass(view, timeline, sums).run(from);
    new PowerPass(view, timeline, sums, newestRegisterAt).run(from);
    new RegisterPass(view, timeline, sums, resolution, standing, newestRegisterAt).run(from);
    List<IntervalContribution> figures = new ArrayList<>();
    for (long q = first; q <= last; q += QUARTER_MILLIS) {
      for (IntervalAccumulator one = sums.of(q); one != null; one = one.other()) {
        boolean decided = decisions.isDecided(q, one.darkness().segment());
        figures.add(one.close(timeline, q, ContributionSource.READINGS, decided, progress));
      }
    }
    return figures;
  }
}
