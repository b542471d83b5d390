package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.HomeZone;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Fills the gaps of silent lamps: every lamp that should report has a contribution for every quarter
 * hour of its {@link CityCoverage}, whether anything was received from it or not. First input: in
 * which quarter hours the city was active; second: the registry records of its controllers. The
 * output is a function of both, whatever their order.
 *
 * <p>A city that comes back after days has hundreds of quarter hours to fill for thousands of lamps.
 * They are emitted in batches, and between two of them everything else has its turn: else a
 * checkpoint would wait for all of them, and with it what is fresh of other cities.
 *
 * <p>When a lighting night lies the horizon behind the city's newest quarter hour, it emits for every
 * lamp that the night is final. A registry change is emitted again for as long back as silent lamps
 * keep their quarter hours.
 *
 * <p>One device's first word opens nothing for others: the coverage begins as {@link CityBeginning}
 * says. A city that has only one controller begins with it, some seconds after its registry came.
 * A batch knows the first nights beforehand.
 *
 * <p>State, per city: the first night, who spoke in the nights before it (some 40 bytes each, 100
 * nights at most), the coverage and the quarter hours that are still to be emitted (two numbers
 * per interval), the registry record of each controller (some 150 bytes), and unregistered lamps
 * until their last quarter hour is final.
 */
public final class SilenceFiller
    extends KeyedCoProcessFunction<String, ActiveInterval, RawRecord, LampContributions> {
  private static final long serialVersionUID = 1L;

  /** How far the quarter hours of a lamp are final. */
  public static final OutputTag<NightFinal> NIGHT_FINAL = new OutputTag<>("night-final") {};

  /** So many contributions are a tenth of a second of what follows, or less. */
  public static final int BATCH_SIZE = 10_000;

  /** For a batch, in which nothing else waits for its turn. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final long RESUME_MILLIS = 1;

  /** The registry of a city arrives within so long of each other. */
  static final long SETTLE_MILLIS = 30_000;

  private final long horizonMillis;
  private final long silenceMillis;
  private final int batchSize;
  private final Map<String, Integer> firstNights;
  private transient CityBeginning beginning;
  private transient ValueState<long[]> coverages;
  private transient PendingIntervals pending;
  private transient CityRoster rosters;
  private transient MapState<String, Long> unregisteredLamps;
  private transient ExpectedContributions expectations;
  private transient ExpectedState expected;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   * @param silence how far back a registry change is emitted again
   * @param batchSize about so many contributions are emitted in one go, at least a quarter hour of
   *     the city
   */
  public SilenceFiller(Duration horizon, Duration silence, int batchSize) {
    this(horizon, silence, batchSize, Map.of());
  }

  /**
   * @param firstNights by city, as epoch day: since when it is covered, whoever speaks
   */
  public SilenceFiller(
      Duration horizon, Duration silence, int batchSize, Map<String, Integer> firstNights) {
    this.horizonMillis = horizon.toMillis();
    this.silenceMillis = silence.toMillis();
    this.batchSize = batchSize;
    this.firstNights = new HashMap<>(firstNights);
  }

  @Override
  public void open(OpenContext context) {
    RuntimeContext runtime = getRuntimeContext();
    coverages = runtime.getState(new ValueStateDescriptor<>("coverage", long[].class));
    pending =
        new PendingIntervals(runtime.getState(new ValueStateDescriptor<>("pending", long[].class)));
    rosters =
        new CityRoster(
            runtime.getMapState(new MapStateDescriptor<>("registry", String.class, byte[].class)));
    unregisteredLamps =
        runtime.getMapState(
            new MapStateDescriptor<>("unregistered-lamps", String.class, Long.class));
    beginning =
        new CityBeginning(
            runtime.getState(new ValueStateDescriptor<>("first-night", Integer.class)),
            runtime.getMapState(
                new MapStateDescriptor<>("witnesses", Integer.class, NightWitness.class)));
    expectations = new ExpectedContributions();
    expected = new ExpectedState();
  }

  @Override
  public void processElement1(
      ActiveInterval active, Context context, Collector<LampContributions> out) throws Exception {
    CityCoverage before = coverage();
    if (!active.isRegistered()) {
      observe(active, before, context);
      return;
    }
    Map<String, ControllerAssignments> roster = rosters.of(context.getCurrentKey());
    if (!beginning.isOpen()) {
      begin(active, before, roster);
    }
    cover(beginning.with(active), before, roster, context, out);
    settle(roster, context);
  }

  /** What is known of the city's first night before anybody spoke. */
  private void begin(
      ActiveInterval active, CityCoverage before, Map<String, ControllerAssignments> roster)
      throws Exception {
    Integer known = firstNights.get(active.cityId());
    if (known != null) {
      beginning.openFrom(known);
    } else if (before != CityCoverage.NONE) {
      // Version 0.1.0 covered a city as soon as anybody spoke.
      String zone = roster.isEmpty() ? HomeZone.NAME : roster.values().iterator().next().zone();
      beginning.openFrom(expected.nightDay(zone, before.spans()[0]));
    }
  }

  /** Whether a city of one controller is one, or only not known yet, shows in a while. */
  private void settle(Map<String, ControllerAssignments> roster, Context context) throws Exception {
    if (!beginning.isOpen() && roster.size() <= 1) {
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer((now / SETTLE_MILLIS + 2) * SETTLE_MILLIS);
    }
  }

  private void cover(
      List<Long> quarters,
      CityCoverage before,
      Map<String, ControllerAssignments> roster,
      Context context,
      Collector<LampContributions> out)
      throws Exception {
    CityCoverage after = before;
    for (long quarter : quarters) {
      after = after.with(quarter);
    }
    if (after == before) {
      return;
    }
    coverages.update(after.spans());
    List<CityCoverage.Span> open = pending.get();
    boolean waiting = !open.isEmpty();
    open.addAll(after.filledSince(before));
    if (waiting) {
      pending.set(open);
    } else {
      emitBatch(open, roster, context, out);
    }
    Optional<NightFinal> nightFinal = nightFinal(after, roster);
    if (nightFinal.isPresent() && !nightFinal.equals(nightFinal(before, roster))) {
      for (ControllerAssignments controller : roster.values()) {
        emit(nightFinal.get(), lampsOf(controller), context);
      }
      emitToUnregistered(nightFinal.get(), context);
    }
  }

  @Override
  public void processElement2(RawRecord record, Context context, Collector<LampContributions> out)
      throws Exception {
    String city = context.getCurrentKey();
    String controllerId = record.key().substring(record.key().indexOf('/') + 1);
    boolean first = rosters.of(city).isEmpty();
    Optional<CityRoster.Replacement> replacement =
        rosters.replace(city, controllerId, record.value());
    if (replacement.isEmpty()) {
      return;
    }
    Optional<ControllerAssignments> after = replacement.get().after();
    CityCoverage coverage = coverage();
    reEmit(replacement.get().before(), after, coverage, out);
    Optional<NightFinal> nightFinal = nightFinal(coverage, rosters.of(city));
    if (nightFinal.isPresent() && after.isPresent()) {
      emit(nightFinal.get(), lampsOf(after.get()), context);
    }
    if (nightFinal.isPresent() && first) {
      emitToUnregistered(nightFinal.get(), context);
    }
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<LampContributions> out)
      throws Exception {
    Map<String, ControllerAssignments> roster = rosters.of(context.getCurrentKey());
    if (roster.size() == 1) {
      cover(beginning.openAlone(), coverage(), roster, context, out);
    }
    emitBatch(pending.get(), roster, context, out);
  }

  /** Emits the first of the open quarter hours; for the others it is called again soon. */
  private void emitBatch(
      List<CityCoverage.Span> open,
      Map<String, ControllerAssignments> roster,
      Context context,
      Collector<LampContributions> out)
      throws Exception {
    long most = Math.max(1, batchSize / Math.max(1, roster.size()));
    PendingIntervals.Batch batch = PendingIntervals.Batch.ofFirst(most, open);
    for (ControllerAssignments controller : roster.values()) {
      List<IntervalContribution> contributions = new ArrayList<>();
      for (CityCoverage.Span span : batch.now()) {
        for (long q = span.first(); q <= span.last(); q += QUARTER_MILLIS) {
          contributions.addAll(expectations.of(controller, q));
        }
      }
      LampContributions.byLamp(contributions).forEach(out::collect);
    }
    pending.set(batch.later());
    if (!batch.later().isEmpty()) {
      context
          .timerService()
          .registerProcessingTimeTimer(
              context.timerService().currentProcessingTime() + RESUME_MILLIS);
    }
  }

  private CityCoverage coverage() throws Exception {
    long[] known = coverages.value();
    return known == null ? CityCoverage.NONE : new CityCoverage(known);
  }

  /** The lamp of an unregistered controller is on no roster, but its nights become final as well. */
  private void observe(ActiveInterval active, CityCoverage coverage, Context context)
      throws Exception {
    Long known = unregisteredLamps.get(active.unregisteredLamp());
    if (known == null || known < active.periodStart()) {
      unregisteredLamps.put(active.unregisteredLamp(), active.periodStart());
    }
    Optional<NightFinal> nightFinal = nightFinal(coverage, rosters.of(context.getCurrentKey()));
    if (nightFinal.isPresent() && active.periodStart() < nightFinal.get().before()) {
      emit(nightFinal.get(), Set.of(active.unregisteredLamp()), context);
    }
  }

  private void emitToUnregistered(NightFinal nightFinal, Context context) throws Exception {
    List<String> over = new ArrayList<>();
    for (Map.Entry<String, Long> lamp : unregisteredLamps.entries()) {
      emit(nightFinal, Set.of(lamp.getKey()), context);
      if (lamp.getValue() < nightFinal.before()) {
        over.add(lamp.getKey());
      }
    }
    for (String lamp : over) {
      unregisteredLamps.remove(lamp);
    }
  }

  private static void emit(
      NightFinal nightFinal, Set<String> lamps, SilenceFiller.Context context) {
    for (String lamp : lamps) {
      context.output(NIGHT_FINAL, nightFinal.of(lamp));
    }
  }

  /** How far the city's nights are final, of no lamp yet; empty while nothing can be concluded. */
  private Optional<NightFinal> nightFinal(
      CityCoverage coverage, Map<String, ControllerAssignments> roster) {
    if (coverage.newest() == Long.MIN_VALUE || roster.isEmpty()) {
      return Optional.empty();
    }
    ControllerAssignments any = roster.values().iterator().next();
    int open = expected.nightDay(any.zone(), coverage.newest() - horizonMillis);
    long noon =
        LocalDate.ofEpochDay(open)
            .atTime(LocalTime.NOON)
            .atZone(ZoneId.of(any.zone()))
            .toInstant()
            .toEpochMilli();
    return Optional.of(new NightFinal(any.cityId(), "", noon, open));
  }

  /** Emits what a registry record changes about quarter hours that were filled before it came. */
  private void reEmit(
      Optional<ControllerAssignments> before,
      Optional<ControllerAssignments> after,
      CityCoverage coverage,
      Collector<LampContributions> out) {
    List<IntervalContribution> changes = new ArrayList<>();
    for (CityCoverage.Span span : coverage.filled()) {
      long oldest = MeteringInterval.quarterOf(coverage.newest() - silenceMillis);
      for (long q = Math.max(span.first(), oldest); q <= span.last(); q += QUARTER_MILLIS) {
        List<IntervalFigures> old = expected(before, q);
        List<IntervalFigures> now = expected(after, q);
        for (IntervalFigures contribution : old) {
          if (!ExpectedContributions.contains(contribution.lampId(), now)) {
            changes.add(IntervalRetraction.of(contribution));
          }
        }
        for (IntervalFigures contribution : now) {
          if (!old.contains(contribution)) {
            changes.add(contribution);
          }
        }
      }
    }
    LampContributions.byLamp(changes).forEach(out::collect);
  }

  private List<IntervalFigures> expected(Optional<ControllerAssignments> controller, long quarter) {
    return controller.isEmpty() ? List.of() : expectations.of(controller.get(), quarter);
  }

  private static Set<String> lampsOf(ControllerAssignments controller) {
    Set<String> lamps = new LinkedHashSet<>();
    for (LampAssignment assignment : controller.assignments()) {
      lamps.add(assignment.lampId());
    }
    return lamps;
  }
}
