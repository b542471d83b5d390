package city.sawang.jobs.metering;

import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.MissingSequence;
import city.sawang.jobs.metering.register.RegisterTotals;
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
  final List<ReadingOutcome> outcomes = new ArrayList<>();
  final TreeMap<String, IntervalFigures> rows = new TreeMap<>();
  final Map<Long, Long> missing = new HashMap<>();

  /** What was told of the counters and does not fit what was booked. */
  final List<String> violations = new ArrayList<>();

  private final Map<String, Long> booked = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private final boolean keeps;
  ControllerAssignments placement;
  MeterState state = MeterState.EMPTY;

  Published(ControllerAssignments placement) {
    this(placement, new ControllerMeter(MeteringRules.defaults()));
  }

  Published(ControllerAssignments placement, ControllerMeter meter) {
    this(placement, meter, true);
  }

  /**
   * @param keeps false: only the log is kept, for measuring
   */
  Published(ControllerAssignments placement, ControllerMeter meter, boolean keeps) {
    this.placement = placement;
    this.meter = meter;
    this.keeps = keeps;
  }

  Published all(Iterable<MeterReading> readings) {
    readings.forEach(this::accept);
    return this;
  }

  Acceptance accept(MeterReading reading) {
    Acceptance acceptance = meter.accept(log, state, placement, reading);
    if (keeps) {
      outcomes.add(acceptance.outcome());
    }
    if (acceptance instanceof Acceptance.Metered metered) {
      if (keeps) {
        take(metered.state(), metered.contributions(), metered.missing());
      } else {
        state = metered.state();
      }
    }
    return acceptance;
  }

  /** What goes on after a restart: another meter, and the state as the job's serializers leave it. */
  Published restarted() throws IOException {
    Published after = new Published(placement);
    log.chunks.forEach((start, chunk) -> after.log.chunks.put(start, chunk.clone()));
    after.state =
        new MeterState(
            copy(ControllerSummary.class, state.summary()),
            copy(RegisterTotals.class, state.totals()));
    after.outcomes.addAll(outcomes);
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

  /** What a reading that is metered contributes; nothing of another. */
  List<IntervalContribution> contribute(MeterReading reading) {
    return accept(reading) instanceof Acceptance.Metered metered
        ? metered.contributions()
        : List.of();
  }

  Reevaluation replace(ControllerAssignments after) {
    Reevaluation reevaluation = meter.replace(log, state, placement, after);
    placement = after;
    take(reevaluation.state(), reevaluation.contributions(), List.of());
    return reevaluation;
  }

  /**
   * What a calculation over everything that the log holds says now, however little of it the last
   * reading touched; without the quarter hours that no assignment covers.
   */
  Map<String, IntervalFigures> recalculated() {
    MapLog copy = new MapLog();
    log.chunks.forEach((start, chunk) -> copy.chunks.put(start, chunk.clone()));
    ControllerAssignments elsewhere =
        new ControllerAssignments(
            placement.cityId(),
            placement.controllerId(),
            placement.zone(),
            placement.cityLatMicro(),
            placement.cityLonMicro(),
            placement.assignments().isEmpty()
                ? List.of(Fixtures.lamp("elsewhere", 900))
                : List.of());
    Map<String, IntervalFigures> figures = new TreeMap<>();
    for (IntervalContribution c :
        meter.replace(copy, state, elsewhere, placement).contributions()) {
      if (c instanceof IntervalFigures f) {
        figures.put(f.periodStart() + "/" + f.lampId(), f.with(ControllerProgress.NONE));
      }
    }
    return figures;
  }

  /** The register totals are lost, as they are for state of before they were kept. */
  void loseTotals() {
    state = new MeterState(state.summary(), RegisterTotals.NONE);
  }

  private void take(
      MeterState after, List<IntervalContribution> contributions, List<MissingSequence> changes) {
    long finalBefore = state.summary().frozenBefore();
    state = after;
    for (IntervalContribution c : contributions) {
      String key = c.periodStart() + "/" + c.lampId();
      if (c.periodStart() < finalBefore
          || (c instanceof IntervalFigures && c.progress().finalBefore() < finalBefore)) {
        violations.add("told after it was final: " + c);
      }
      IntervalFigures before = rows.get(key);
      long difference = fromRegister(c) - (before == null ? 0 : fromRegister(before));
      booked.merge(c.lampId(), difference, Long::sum);
      if (c instanceof IntervalFigures figures) {
        // The figures alone: what is reported beside them depends on when it is reported.
        rows.put(key, figures.with(ControllerProgress.NONE));
      } else {
        rows.remove(key);
      }
    }
    compareWithRegisters(contributions);
    for (MissingSequence m : changes) {
      missing.merge(m.receivedHour(), m.delta(), Long::sum);
    }
    missing.values().removeIf(count -> count == 0);
  }

  private static long fromRegister(IntervalContribution c) {
    return c instanceof IntervalFigures figures ? figures.energy().fromRegisterMwh() : 0;
  }

  /** What an invariant monitor does: the last word on each lamp tells what was counted. */
  private void compareWithRegisters(List<IntervalContribution> changed) {
    Map<String, IntervalContribution> last = new HashMap<>();
    for (IntervalContribution c : changed) {
      IntervalContribution earlier = last.put(c.lampId(), c);
      if (earlier != null && earlier.progress().reportsTotal()) {
        violations.add("told too early: " + earlier);
      }
    }
    last.forEach(
        (lampId, c) -> {
          long offset = c.progress().countedMwh() - booked.get(lampId);
          if (c.progress().rebased()) {
            offsets.put(lampId, offset);
          } else if (offset != offsets.getOrDefault(lampId, 0L)) {
            violations.add(
                lampId + " counted " + c.progress().countedMwh() + " booked " + booked.get(lampId));
          }
        });
  }

  IntervalFigures quarter(String lampId, long at) {
    return rows.get(MeteringInterval.quarterOf(at) + "/" + lampId);
  }

  long energyMwh() {
    return rows.values().stream()
        .mapToLong(
            c ->
                c.energy().measuredMwh() + c.energy().interpolatedMwh() + c.energy().estimatedMwh())
        .sum();
  }

  long estimatedMwh() {
    return rows.values().stream().mapToLong(c -> c.energy().estimatedMwh()).sum();
  }

  int flags() {
    return rows.values().stream().mapToInt(IntervalFigures::flags).reduce(0, (a, b) -> a | b);
  }
}
