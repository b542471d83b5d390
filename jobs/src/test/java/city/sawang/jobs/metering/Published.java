package city.sawang.jobs.metering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One controller with its log, and everything its meter has published so far. */
final class Published {
  final MapLog log = new MapLog();
  final ControllerMeter meter;
  final List<Verdict> verdicts = new ArrayList<>();
  final TreeMap<String, QuarterHourContribution> rows = new TreeMap<>();
  final Map<Long, Long> missing = new HashMap<>();
  private final boolean keeps;
  Placement placement;
  ControllerSummary summary;

  Published(Placement placement) {
    this(placement, new ControllerMeter(MeteringRules.defaults()));
  }

  Published(Placement placement, ControllerMeter meter) {
    this(placement, meter, true);
  }

  /**
   * @param keeps false: only the log is kept, for measuring
   */
  Published(Placement placement, ControllerMeter meter, boolean keeps) {
    this.placement = placement;
    this.meter = meter;
    this.keeps = keeps;
  }

  Published all(Iterable<MeterReading> readings) {
    readings.forEach(this::accept);
    return this;
  }

  Acceptance accept(MeterReading reading) {
    Acceptance acceptance = meter.accept(log, summary, placement, reading);
    if (keeps) {
      verdicts.add(acceptance.verdict());
      take(acceptance);
    } else {
      summary = acceptance.summary();
    }
    return acceptance;
  }

  Acceptance replace(Placement after) {
    Acceptance acceptance = meter.replace(log, summary, placement, after);
    placement = after;
    take(acceptance);
    return acceptance;
  }

  private void take(Acceptance acceptance) {
    summary = acceptance.summary();
    for (QuarterHourContribution c : acceptance.contributions()) {
      String key = c.periodStart() + "/" + c.lampId();
      if (c.empty()) {
        rows.remove(key);
      } else {
        // The figures alone: what is told beside them depends on when it is told.
        rows.put(key, c.telling(Long.MIN_VALUE, MeterReading.ABSENT, false));
      }
    }
    for (MissingSequence m : acceptance.missing()) {
      missing.merge(m.receivedHour(), m.delta(), Long::sum);
    }
    missing.values().removeIf(count -> count == 0);
  }

  QuarterHourContribution quarter(String lampId, long at) {
    return rows.get(QuarterHourContribution.quarterOf(at) + "/" + lampId);
  }

  long energyMwh() {
    return rows.values().stream()
        .mapToLong(c -> c.measuredMwh() + c.interpolatedMwh() + c.estimatedMwh())
        .sum();
  }

  long estimatedMwh() {
    return rows.values().stream().mapToLong(QuarterHourContribution::estimatedMwh).sum();
  }

  int flags() {
    return rows.values().stream()
        .mapToInt(QuarterHourContribution::flags)
        .reduce(0, (a, b) -> a | b);
  }
}
