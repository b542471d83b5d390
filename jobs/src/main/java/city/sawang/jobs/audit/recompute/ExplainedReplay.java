package city.sawang.jobs.audit.recompute;

import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;

import city.sawang.jobs.metering.Acceptance;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.MeterState;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.interval.Booking;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Puts the readings of one controller through the meter and asks it to explain each quarter hour
 * when its decisions are made and its readings are still in the log: before a reading, up to the one
 * that was told some readings ago.
 */
final class ExplainedReplay {
  /** A decision looks at three later counters, and the log keeps eight readings at least. */
  private static final int DECIDED_AFTER = 6;

  private final ControllerMeter meter;
  private final ControllerAssignments placement;
  private final TimeRange window;
  private final Consumer<Booking> out;
  private final InMemoryReadingLog log = new InMemoryReadingLog();
  private final ArrayDeque<Long> recent = new ArrayDeque<>();
  private MeterState state = MeterState.EMPTY;
  private long explainedBefore;

  ExplainedReplay(
      ControllerMeter meter,
      ControllerAssignments placement,
      TimeRange window,
      Consumer<Booking> out) {
    this.meter = meter;
    this.placement = placement;
    this.window = window;
    this.out = out;
    this.explainedBefore = window.begin();
  }

  /**
   * Takes the next reading, not before the last one.
   *
   * @return whether a further reading can matter
   */
  boolean take(MeterReading reading) {
    if (recent.size() == DECIDED_AFTER) {
      explainBefore(Math.min(quarterOf(recent.removeFirst()), window.end()));
    }
    recent.addLast(reading.observedAt());
    if (meter.accept(log, state, placement, reading) instanceof Acceptance.Metered metered) {
      state = metered.state();
    }
    return explainedBefore < window.end();
  }

  /** No reading follows. */
  void end() {
    explainBefore(window.end());
  }

  private void explainBefore(long instant) {
    if (instant > explainedBefore) {
      meter.explain(log, state, placement, explainedBefore, instant).forEach(out);
      explainedBefore = instant;
    }
  }
}
