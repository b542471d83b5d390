package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.metering.Acceptance;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.ControllerSummary;
import city.sawang.jobs.metering.MeterReading;
import city.sawang.jobs.metering.Placement;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.metering.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts the readings of one controller once more, in order, through the very meter of the stream.
 * What it says about a quarter hour is passed on once, when no reading can change it any more; at
 * any moment it holds the few days of the controller's log and nothing else.
 */
final class ControllerReplay {
  private final ControllerMeter meter;
  private final Placement placement;
  private final long until;
  private final Consumer<QuarterHourContribution> out;
  private final InMemoryReadingLog log = new InMemoryReadingLog();
  private final NavigableMap<Long, Map<String, QuarterHourContribution>> open = new TreeMap<>();
  private ControllerSummary summary;

  /**
   * @param until quarter hours that begin before this are wanted, epoch milliseconds
   * @param out takes what the controller says in the end
   */
  ControllerReplay(
      ControllerMeter meter,
      Placement placement,
      long until,
      Consumer<QuarterHourContribution> out) {
    this.meter = meter;
    this.placement = placement;
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
    Acceptance acceptance = meter.accept(log, summary, placement, reading);
    if (acceptance.verdict() != Verdict.IN_TIME) {
      throw new IllegalStateException(
          "an archived reading of %s/%s at %d, told in order, is %s"
              .formatted(
                  placement.cityId(),
                  placement.controllerId(),
                  reading.observedAt(),
                  acceptance.verdict()));
    }
    summary = acceptance.summary();
    for (QuarterHourContribution said : acceptance.contributions()) {
      open.computeIfAbsent(said.periodStart(), period -> new LinkedHashMap<>(2))
          .put(said.lampId(), said);
    }
    tellBefore(summary.frozenBefore());
    return summary.frozenBefore() < until;
  }

  /** No reading follows. */
  void end() {
    tellBefore(Long.MAX_VALUE);
  }

  private void tellBefore(long instant) {
    NavigableMap<Long, Map<String, QuarterHourContribution>> done = open.headMap(instant, false);
    for (Map<String, QuarterHourContribution> quarter : done.values()) {
      quarter.values().stream().filter(said -> !said.empty()).forEach(out);
    }
    done.clear();
  }
}
