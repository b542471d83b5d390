package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.metering.Acceptance;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.MeterState;
import city.sawang.jobs.metering.ReadingOutcome;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Replays the readings of one controller, in order, through the meter of the stream.
 * What it contributes to a quarter hour is passed on once, when no reading can change it any more; at
 * any moment it holds the few days of the controller's log and nothing else.
 */
final class ControllerReplay {
  private final ControllerMeter meter;
  private final ControllerAssignments controller;
  private final long until;
  private final Consumer<IntervalFigures> out;
  private final InMemoryReadingLog log = new InMemoryReadingLog();
  private final NavigableMap<Long, Map<String, IntervalContribution>> open = new TreeMap<>();
  private MeterState state = MeterState.EMPTY;

  /**
   * @param until quarter hours that begin before this are wanted, epoch milliseconds
   * @param out takes what the controller contributes in the end
   */
  ControllerReplay(
      ControllerMeter meter,
      ControllerAssignments controller,
      long until,
      Consumer<IntervalFigures> out) {
    this.meter = meter;
    this.controller = controller;
    this.until = until;
    this.out = out;
  }

  /**
   * Takes the next reading, not before the last one.
   *
   * @return whether a further reading can matter: not when the quarter hours that are wanted have
   *     left the log
   */
  boolean take(MeterReading reading) {
    Acceptance acceptance = meter.accept(log, state, controller, reading);
    if (!(acceptance instanceof Acceptance.Metered metered)
        || metered.outcome() != ReadingOutcome.IN_TIME) {
      throw new IllegalStateException(
          "an archived reading of %s/%s at %d, put in order, is %s"
              .formatted(
                  controller.cityId(),
                  controller.controllerId(),
                  reading.observedAt(),
                  acceptance.outcome()));
    }
    state = metered.state();
    for (IntervalContribution contribution : metered.contributions()) {
      open.computeIfAbsent(contribution.periodStart(), period -> new LinkedHashMap<>(2))
          .put(contribution.lampId(), contribution);
    }
    emitBefore(state.summary().frozenBefore());
    return state.summary().frozenBefore() < until;
  }

  /** No reading follows. */
  void end() {
    emitBefore(Long.MAX_VALUE);
  }

  private void emitBefore(long instant) {
    NavigableMap<Long, Map<String, IntervalContribution>> done = open.headMap(instant, false);
    for (Map<String, IntervalContribution> quarter : done.values()) {
      for (IntervalContribution contribution : quarter.values()) {
        if (contribution instanceof IntervalFigures figures) {
          // A batch has the whole history before it, and compares nothing with what was published.
          out.accept(figures.with(ControllerProgress.NONE));
        }
      }
    }
    done.clear();
  }
}
