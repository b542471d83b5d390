package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.controller.Registration;
import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
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
 * <p>State, per city: the coverage and the quarter hours that are still to be emitted (two numbers
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

  private final long horizonMillis;
  private final long silenceMillis;
  private final int batchSize;
  private transient ValueState<long[]> coverages;
  private transient ValueState<long[]> pending;
  private transient MapState<String, byte[]> records;
  private transient MapState<String, Long> unregisteredLamps;
  private transient AvroMessages messages;
  private transient ExpectedContributions expectations;
  private transient ExpectedState expected;
  private transient Map<String, Map<String, ControllerAssignments>> rosters;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   * @param silence how far back a registry change is emitted again
   * @param batchSize about so many contributions are emitted in one go, at least a quarter hour of the city
   */
  public SilenceFiller(Duration horizon, Duration silence, int batchSize) {
    this.horizonMillis = horizon.toMillis();
    this.silenceMillis = silence.toMillis();
    this.batchSize = batchSize;
  }

  @Override
  public void open(OpenContext context) {
    coverages = getRuntimeContext().getState(new ValueStateDescriptor<>("coverage", long[].class));
    pending = getRuntimeContext().getState(new ValueStateDescriptor<>("pending", long[].class));
    records =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("registry", String.class, byte[].class));
    unregisteredLamps =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("unregistered-lamps", String.class, Long.class));
    messages = new AvroMessages();
    expectations = new ExpectedContributions();
    expected = new ExpectedState();
    rosters = new HashMap<>();
  }

  @Override
  public void processElement1(
      ActiveInterval active, Context context, Collector<LampContributions> out) throws Exception {
    CityCoverage before = coverage();
    if (!active.isRegistered()) {
      observe(active, before, context);
      return;
    }
    CityCoverage after = before.with(active.periodStart());
    if (after == before) {
      return;
    }
    coverages.update(after.spans());
    Map<String, ControllerAssignments> roster = roster(context.getCurrentKey());
    List<CityCoverage.Span> open = pending();
    boolean waiting = !open.isEmpty();
    open.addAll(after.filledSince(before));
    if (waiting) {
      store(open);
    } else {
      emitBatch(open, roster, context, out);
    }
    NightFinal nightFinal = nightFinal(after, roster);
    if (nightFinal != null && !nightFinal.equals(nightFinal(before, roster))) {
      for (ControllerAssignments controller : roster.values()) {
        finalizeNight(lampsOf(controller), nightFinal, context);
      }
      finalizeUnregistered(nightFinal, context);
    }
  }

  @Override
  public void processElement2(RawRecord record, Context context, Collector<LampContributions> out)
      throws Exception {
    String controllerId = record.key().substring(record.key().indexOf('/') + 1);
    byte[] known = records.get(controllerId);
    // The registry is loaded again at every start: mostly a record is as it was.
    if (Arrays.equals(known, record.value())) {
      return;
    }
    Map<String, ControllerAssignments> roster = roster(context.getCurrentKey());
    boolean first = roster.isEmpty();
    ControllerAssignments before = roster.get(controllerId);
    ControllerAssignments after = assignmentsOf(record.value());
    if (record.value() == null) {
      records.remove(controllerId);
    } else {
      records.put(controllerId, record.value());
    }
    if (after == null) {
      roster.remove(controllerId);
    } else {
      roster.put(controllerId, after);
    }
    CityCoverage coverage = coverage();
    reEmit(before, after, coverage, out);
    NightFinal nightFinal = nightFinal(coverage, roster);
    if (nightFinal != null && after != null) {
      finalizeNight(lampsOf(after), nightFinal, context);
    }
    if (nightFinal != null && first) {
      finalizeUnregistered(nightFinal, context);
    }
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<LampContributions> out)
      throws Exception {
    emitBatch(pending(), roster(context.getCurrentKey()), context, out);
  }

  /** Emits the first of the open quarter hours; for the others it is called again soon. */
  private void emitBatch(
      List<CityCoverage.Span> open,
      Map<String, ControllerAssignments> roster,
      Context context,
      Collector<LampContributions> out)
      throws Exception {
    long most = Math.max(1, batchSize / Math.max(1, roster.size()));
    List<CityCoverage.Span> now = new ArrayList<>();
    List<CityCoverage.Span> rest = new ArrayList<>();
    for (CityCoverage.Span span : open) {
      long last = Math.min(span.last(), span.first() + (most - 1) * QUARTER_MILLIS);
      if (span.first() <= last) {
        now.add(new CityCoverage.Span(span.first(), last));
        most -= (last - span.first()) / QUARTER_MILLIS + 1;
      }
      if (last < span.last()) {
        rest.add(new CityCoverage.Span(Math.max(span.first(), last + QUARTER_MILLIS), span.last()));
      }
    }
    for (ControllerAssignments controller : roster.values()) {
      List<IntervalContribution> contributions = new ArrayList<>();
      for (CityCoverage.Span span : now) {
        for (long q = span.first(); q <= span.last(); q += QUARTER_MILLIS) {
          contributions.addAll(expectations.of(controller, q));
        }
      }
      LampContributions.byLamp(contributions).forEach(out::collect);
    }
    store(rest);
    if (!rest.isEmpty()) {
      context
          .timerService()
          .registerProcessingTimeTimer(
              context.timerService().currentProcessingTime() + RESUME_MILLIS);
    }
  }

  private List<CityCoverage.Span> pending() throws Exception {
    List<CityCoverage.Span> open = new ArrayList<>();
    long[] known = pending.value();
    for (int i = 0; known != null && i < known.length; i += 2) {
      open.add(new CityCoverage.Span(known[i], known[i + 1]));
    }
    return open;
  }

  private void store(List<CityCoverage.Span> open) throws Exception {
    if (open.isEmpty()) {
      pending.clear();
      return;
    }
    long[] numbers = new long[2 * open.size()];
    for (int i = 0; i < open.size(); i++) {
      numbers[2 * i] = open.get(i).first();
      numbers[2 * i + 1] = open.get(i).last();
    }
    pending.update(numbers);
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
    NightFinal nightFinal = nightFinal(coverage, roster(context.getCurrentKey()));
    if (nightFinal != null && active.periodStart() < nightFinal.before()) {
      finalizeNight(Set.of(active.unregisteredLamp()), nightFinal, context);
    }
  }

  private void finalizeUnregistered(NightFinal nightFinal, Context context) throws Exception {
    List<String> over = new ArrayList<>();
    for (Map.Entry<String, Long> lamp : unregisteredLamps.entries()) {
      finalizeNight(Set.of(lamp.getKey()), nightFinal, context);
      if (lamp.getValue() < nightFinal.before()) {
        over.add(lamp.getKey());
      }
    }
    for (String lamp : over) {
      unregisteredLamps.remove(lamp);
    }
  }

  private static void finalizeNight(
      Set<String> lamps, NightFinal nightFinal, SilenceFiller.Context context) {
    for (String lamp : lamps) {
      context.output(
          NIGHT_FINAL,
          new NightFinal(nightFinal.cityId(), lamp, nightFinal.before(), nightFinal.night()));
    }
  }

  /** How far the city's nights are final; null while nothing can be concluded. */
  private NightFinal nightFinal(CityCoverage coverage, Map<String, ControllerAssignments> roster) {
    if (coverage.newest() == Long.MIN_VALUE || roster.isEmpty()) {
      return null;
    }
    ControllerAssignments any = roster.values().iterator().next();
    int open = expected.nightDay(any.zone(), coverage.newest() - horizonMillis);
    long noon =
        LocalDate.ofEpochDay(open)
            .atTime(LocalTime.NOON)
            .atZone(ZoneId.of(any.zone()))
            .toInstant()
            .toEpochMilli();
    return new NightFinal(any.cityId(), "", noon, open);
  }

  private void reEmit(
      ControllerAssignments before,
      ControllerAssignments after,
      CityCoverage coverage,
      Collector<LampContributions> out) {
    List<IntervalContribution> changes = new ArrayList<>();
    for (CityCoverage.Span span : coverage.filled()) {
      long oldest = MeteringInterval.quarterOf(coverage.newest() - silenceMillis);
      for (long q = Math.max(span.first(), oldest); q <= span.last(); q += QUARTER_MILLIS) {
        List<IntervalFigures> old = before == null ? List.of() : expectations.of(before, q);
        List<IntervalFigures> now = after == null ? List.of() : expectations.of(after, q);
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

  private static Set<String> lampsOf(ControllerAssignments controller) {
    Set<String> lamps = new LinkedHashSet<>();
    for (LampAssignment assignment : controller.assignments()) {
      lamps.add(assignment.lampId());
    }
    return lamps;
  }

  /** The decoded records of a city's lamps; meters are none. */
  private Map<String, ControllerAssignments> roster(String city) throws Exception {
    Map<String, ControllerAssignments> known = rosters.get(city);
    if (known == null) {
      known = new HashMap<>();
      for (Map.Entry<String, byte[]> record : records.entries()) {
        ControllerAssignments controller = assignmentsOf(record.getValue());
        if (controller != null) {
          known.put(record.getKey(), controller);
        }
      }
      rosters.put(city, known);
    }
    return known;
  }

  private ControllerAssignments assignmentsOf(byte[] record) {
    if (record == null) {
      return null;
    }
    Registration registered = Registration.of((RegistryController) messages.decode(record));
    return registered.meter() ? null : registered.placement();
  }
}
