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
 * Replays the readings of one controller through the meter and lets it explain each quarter hour
 * when its decisions are made and its readings are still in the log: before a reading, up to the one
 * that came some readings ago.
 */
final class ExplainedReplay {
  /** A decision reads three later counters, and the log keeps eight readings at least. */
  private static final int DECIDED_AFTER = 6;

  private final ControllerMeter meter;
  private final ControllerAssignments controller;
  private final TimeRange range;
  private final Consumer<Booking> out;
  private final InMemoryReadingLog log = new InMemoryReadingLog();
  private final ArrayDeque<Long> recent = new ArrayDeque<>();
  private MeterState state = MeterState.EMPTY;
  private long explainedBefore;

  ExplainedReplay(
      ControllerMeter meter,
      ControllerAssignments controller,
      TimeRange range,
      Consumer<Booking> out) {
    this.meter = meter;
    this.controller = controller;
    this.range = range;
    this.out = out;
    this.explainedBefore = range.begin();
  }

  /**
   * Takes the next reading, not before the last one.
   *
   * @return whether a further reading can matter
   */
  boolean take(MeterReading reading) {
    if (recent.size() == DECIDED_AFTER) {
      explainBefore(Math.min(quarterOf(recent.removeFirst()), range.end()));
    }
    recent.addLast(reading.observedAt());
    if (meter.accept(log, state, controller, reading) instanceof Acceptance.Metered metered) {
      state = metered.state();
    }
    return explainedBefore < range.end();
  }

  /** No reading follows. */
  void end() {
    explainBefore(range.end());
  }

  private void explainBefore(long instant) {
    if (instant > explainedBefore) {
      meter.explain(log, state, controller, explainedBefore, instant).forEach(out);
      explainedBefore = instant;
    }
  }
}
