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
 * Where the beginning moves, quarter hours are filled, or what was filled is retracted. A batch knows
 * the first nights beforehand.
 *
 * <p>State, per city: the first night, who spoke in the nights before it (some 40 bytes each, 100
 * nights at most), when two spoke and when anybody did, the quarter hours that are still to be
 * emitted (two numbers per interval), the registry record of each controller (some 150 bytes), and
 * unregistered lamps until their last quarter hour is final.
 */
public final class SilenceFiller
    extends KeyedCoProcessFunction<String, ActiveInterval, RawRecord, LampContributions> {
  private static final long serialVersionUID = 1L;

  /** How far the quarter hours of a lamp are final. */
  public static final OutputTag<NightFinal> NIGHT_FINAL = new OutputTag<>("night-final") {};

  /** With which night a city begins, when that changes, and again after a restart. */
  public static final OutputTag<FirstNight> FIRST_NIGHT = new OutputTag<>("first-night") {};

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
  private final Map<String, FirstNight> firstNights;
  private transient CityBeginning beginning;
  private transient Map<String, FirstNight> published;
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
   * @param firstNights by city: since when it is covered, whoever speaks
   */
  public SilenceFiller(
      Duration horizon, Duration silence, int batchSize, Map<String, FirstNight> firstNights) {
    this.horizonMillis = horizon.toMillis();
    this.silenceMillis = silence.toMillis();
    this.batchSize = batchSize;
    this.firstNights = new HashMap<>(firstNights);
  }

  @Override
  public void open(OpenContext context) {
    RuntimeContext runtime = getRuntimeContext();
    pending =
        new PendingIntervals(runtime.getState(new ValueStateDescriptor<>("pending", long[].class)));
    rosters =
        new CityRoster(
            runtime.getMapState(new MapStateDescriptor<>("registry", String.class, byte[].class)));
    unregisteredLamps =
        runtime.getMapState(
            new MapStateDescriptor<>("unregistered-lamps", String.class, Long.class));
    beginning = new CityBeginning(runtime);
    published = new HashMap<>();
    expected = new ExpectedState();
    expectations = new ExpectedContributions(expected);
  }

  @Override
  public void processElement1(
      ActiveInterval active, Context context, Collector<LampContributions> out) throws Exception {
    CityCoverage before = opening(context).coverage();
    if (!active.isRegistered()) {
      observe(active, before, context);
      return;
    }
    Map<String, ControllerAssignments> roster = rosters.of(context.getCurrentKey());
    if (!beginning.isOpen()) {
      begin(active, roster);
    }
    beginning.observe(active);
    follow(before, roster, context, out);
    settle(roster, context);
  }

  private CityBeginning.Opening opening(Context context) throws Exception {
    String city = context.getCurrentKey();
    return beginning.opening(
        city, rosters.commissioned(city), Optional.ofNullable(firstNights.get(city)));
  }

  /** What is known of the city's first night before anybody spoke. */
  private void begin(ActiveInterval active, Map<String, ControllerAssignments> roster)
      throws Exception {
    FirstNight known = firstNights.get(active.cityId());
    CityCoverage before = beginning.spoken();
    if (known != null) {
      beginning.openFrom(known.night());
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

  /** Brings what is filled to what is covered by now. */
  private void follow(
      CityCoverage before,
      Map<String, ControllerAssignments> roster,
      Context context,
      Collector<LampContributions> out)
      throws Exception {
    CityBeginning.Opening opening = opening(context);
    if (!opening.first().equals(published.put(context.getCurrentKey(), opening.first()))) {
      context.output(FIRST_NIGHT, opening.first());
    }
    CityCoverage after = opening.coverage();
    boolean waiting = !pending.isEmpty();
    pending.add(after.filledSince(before));
    pending.add(kept(before.filledSince(after), after));
    if (!waiting) {
      emitBatch(after, roster, context, out);
    }
    Optional<NightFinal> nightFinal = nightFinal(after, roster);
    if (nightFinal.isPresent() && !nightFinal.equals(nightFinal(before, roster))) {
      for (ControllerAssignments controller : roster.values()) {
        emit(nightFinal.get(), lampsOf(controller), context);
      }
      emitToUnregistered(nightFinal.get(), context);
    }
  }

  /** Those of some quarter hours, covered no longer, that silent lamps still have. */
  private List<CityCoverage.Span> kept(List<CityCoverage.Span> spans, CityCoverage coverage) {
    // Of a city that is covered no longer at all the newest quarter hour is among them.
    long newest =
        spans.stream().mapToLong(CityCoverage.Span::last).reduce(coverage.newest(), Math::max);
    List<CityCoverage.Span> kept = new ArrayList<>();
    for (CityCoverage.Span span : spans) {
      long first = Math.max(span.first(), oldestKept(newest));
      if (first <= span.last()) {
        kept.add(new CityCoverage.Span(first, span.last()));
      }
    }
    return kept;
  }

  private long oldestKept(long newest) {
    return MeteringInterval.quarterOf(newest - silenceMillis);
  }

  @Override
  public void processElement2(RawRecord record, Context context, Collector<LampContributions> out)
      throws Exception {
    String city = context.getCurrentKey();
    String controllerId = record.key().substring(record.key().indexOf('/') + 1);
    boolean first = rosters.of(city).isEmpty();
    CityCoverage before = opening(context).coverage();
    Optional<CityRoster.Replacement> replacement =
        rosters.replace(city, controllerId, record.value());
    if (replacement.isEmpty()) {
      return;
    }
    Optional<ControllerAssignments> after = replacement.get().after();
    CityCoverage coverage = opening(context).coverage();
    reEmit(replacement.get(), before, coverage, out);
    follow(before, rosters.of(city), context, out);
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
      CityCoverage before = opening(context).coverage();
      beginning.openAlone();
      follow(before, roster, context, out);
    }
    emitBatch(opening(context).coverage(), roster, context, out);
  }

  /** Brings the first of the pending quarter hours up to date; for the others it is called again soon. */
  private void emitBatch(
      CityCoverage coverage,
      Map<String, ControllerAssignments> roster,
      Context context,
      Collector<LampContributions> out)
      throws Exception {
    if (pending.isEmpty()) {
      return;
    }
    List<CityCoverage.Span> batch =
        pending.take(Math.max(1, batchSize / Math.max(1, roster.size())));
    List<CityCoverage.Span> over = CityCoverage.Span.without(batch, coverage.filled());
    List<CityCoverage.Span> open = CityCoverage.Span.without(batch, over);
    for (ControllerAssignments controller : roster.values()) {
      List<IntervalContribution> contributions = new ArrayList<>();
      for (CityCoverage.Span span : over) {
        for (long q = span.first(); q <= span.last(); q += QUARTER_MILLIS) {
          for (IntervalFigures figures : expectations.of(controller, q)) {
            contributions.add(IntervalRetraction.of(figures));
          }
        }
      }
      for (CityCoverage.Span span : open) {
        for (long q = span.first(); q <= span.last(); q += QUARTER_MILLIS) {
          contributions.addAll(expectations.of(controller, q));
        }
      }
      LampContributions.byLamp(contributions).forEach(out::collect);
    }
    if (!pending.isEmpty()) {
      context
          .timerService()
          .registerProcessingTimeTimer(
              context.timerService().currentProcessingTime() + RESUME_MILLIS);
    }
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
    return Optional.of(
        new NightFinal(any.cityId(), "", CommissionedNight.noon(open, any.zone()), open));
  }

  /**
   * Emits what a registry record changes about quarter hours that were filled before it came. What its
   * controller gave to those that wait to be retracted, only the earlier record can retract.
   */
  private void reEmit(
      CityRoster.Replacement replacement,
      CityCoverage before,
      CityCoverage after,
      Collector<LampContributions> out)
      throws Exception {
    List<CityCoverage.Span> given = before.filled();
    given.addAll(CityCoverage.Span.without(pending.get(), given));
    List<IntervalContribution> changes = new ArrayList<>();
    for (CityCoverage.Span span : kept(given, before)) {
      for (long q = span.first(); q <= span.last(); q += QUARTER_MILLIS) {
        List<IntervalFigures> old = expected(replacement.before(), q);
        List<IntervalFigures> now = after.fills(q) ? expected(replacement.after(), q) : List.of();
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
