package city.sawang.jobs.metering;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** One controller with its log, and everything its meter has published so far. */
final class Published {
  final MapLog log = new MapLog();
  final ControllerMeter meter;
  final List<Verdict> verdicts = new ArrayList<>();
  final TreeMap<String, QuarterHourContribution> rows = new TreeMap<>();
  final Map<Long, Long> missing = new HashMap<>();

  /** What was told of the counters and does not fit what was booked. */
  final List<String> violations = new ArrayList<>();

  private final Map<String, Long> booked = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private final boolean keeps;
  Placement placement;
  ControllerSummary summary;
  CounterStands stands = CounterStands.NONE;

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
    Acceptance acceptance = meter.accept(log, summary, stands, placement, reading);
    if (keeps) {
      verdicts.add(acceptance.verdict());
      take(acceptance);
    } else {
      summary = acceptance.summary();
      stands = acceptance.stands();
    }
    return acceptance;
  }

  /** What goes on after a restart: another meter, and the state as the job's serializers leave it. */
  Published restarted() throws IOException {
    Published after = new Published(placement);
    log.chunks.forEach((start, chunk) -> after.log.chunks.put(start, chunk.clone()));
    after.summary = summary == null ? null : copy(ControllerSummary.class, summary);
    after.stands = copy(CounterStands.class, stands);
    after.verdicts.addAll(verdicts);
    after.rows.putAll(rows);
    after.missing.putAll(missing);
    after.violations.addAll(violations);
    after.booked.putAll(booked);
    after.offsets.putAll(offsets);
    return after;
  }

  private static <T> T copy(Class<T> type, T value) throws IOException {
    TypeSerializer<T> serializer =
        TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(value, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  Acceptance replace(Placement after) {
    Acceptance acceptance = meter.replace(log, summary, stands, placement, after);
    placement = after;
    take(acceptance);
    return acceptance;
  }

  private void take(Acceptance acceptance) {
    long finalBefore = summary == null ? Long.MIN_VALUE : summary.frozenBefore();
    summary = acceptance.summary();
    stands = acceptance.stands();
    for (QuarterHourContribution c : acceptance.contributions()) {
      String key = c.periodStart() + "/" + c.lampId();
      if (c.periodStart() < finalBefore || (!c.empty() && c.finalBefore() < finalBefore)) {
        violations.add("told after it was final: " + c);
      }
      QuarterHourContribution before = rows.get(key);
      long difference = fromCounter(c) - (before == null ? 0 : fromCounter(before));
      booked.merge(c.lampId(), difference, Long::sum);
      if (c.empty()) {
        rows.remove(key);
      } else {
        // The figures alone: what is told beside them depends on when it is told.
        rows.put(key, c.telling(Long.MIN_VALUE, MeterReading.ABSENT, false));
      }
    }
    compareWithCounters(acceptance.contributions());
    for (MissingSequence m : acceptance.missing()) {
      missing.merge(m.receivedHour(), m.delta(), Long::sum);
    }
    missing.values().removeIf(count -> count == 0);
  }

  private static long fromCounter(QuarterHourContribution c) {
    return c.measuredMwh() + c.interpolatedMwh() - c.fromPowerMwh();
  }

  /** What an invariant monitor does: the last word on each lamp tells what was counted. */
  private void compareWithCounters(List<QuarterHourContribution> changed) {
    Map<String, QuarterHourContribution> last = new HashMap<>();
    for (QuarterHourContribution c : changed) {
      QuarterHourContribution earlier = last.put(c.lampId(), c);
      if (earlier != null && earlier.countedMwh() != MeterReading.ABSENT) {
        violations.add("told too early: " + earlier);
      }
    }
    last.forEach(
        (lampId, c) -> {
          long offset = c.countedMwh() - booked.get(lampId);
          if (c.countsAnew()) {
            offsets.put(lampId, offset);
          } else if (offset != offsets.getOrDefault(lampId, 0L)) {
            violations.add(lampId + " counted " + c.countedMwh() + " booked " + booked.get(lampId));
          }
        });
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
