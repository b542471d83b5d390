package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;

import city.sawang.jobs.controller.Registration;
import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.LampAssignment;
import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.Placement;
import city.sawang.jobs.metering.QuarterHourContribution;
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
 * Sees to it that silence is counted: every lamp that should speak has a figure for every quarter
 * hour of its city's time, whether anybody heard it or not. First input: in which quarter hours the
 * city was heard; second: what the registry says about its controllers. What it tells is a function
 * of both, whatever their order; the {@link CityCoverage} is the only clock.
 *
 * <p>A city that comes back after days has hundreds of quarter hours to be told for thousands of
 * lamps. They are told in pieces, and between two pieces everything else has its turn: else a
 * checkpoint would wait for all of them, and with it what is fresh of other cities.
 *
 * <p>When a lighting night lies the horizon behind the city's newest quarter hour, it tells every
 * lamp that the night is closed. A registry change is told anew for as long back as lamps that
 * nobody hears keep their quarter hours.
 *
 * <p>State, per city: the coverage and the quarter hours that are still to be told (two numbers per
 * interval), the registry record of each controller (some 150 bytes), and unregistered lamps until
 * their last quarter hour is closed.
 */
public final class SilenceFiller
    extends KeyedCoProcessFunction<String, ActiveInterval, RawRecord, LampContributions> {
  private static final long serialVersionUID = 1L;

  /** How far the quarter hours of a lamp are closed. */
  public static final OutputTag<NightFinal> CLOSED = new OutputTag<>("night-closed") {};

  /** So many contributions are a tenth of a second of what follows, or less. */
  public static final int PIECE = 10_000;

  /** For a batch, in which nothing else waits for its turn. */
  public static final int ALL_AT_ONCE = Integer.MAX_VALUE;

  private static final long AT_ONCE_MILLIS = 1;

  private final long horizonMillis;
  private final long silenceMillis;
  private final int piece;
  private transient ValueState<long[]> spans;
  private transient ValueState<long[]> untold;
  private transient MapState<String, byte[]> records;
  private transient MapState<String, Long> strangers;
  private transient AvroMessages messages;
  private transient ExpectedContributions silent;
  private transient ExpectedState expected;
  private transient Map<String, Map<String, Placement>> rosters;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   * @param silence how far back a registry change is told anew
   * @param piece about so many contributions are told at one go, at least a quarter hour of the city
   */
  public SilenceFiller(Duration horizon, Duration silence, int piece) {
    this.horizonMillis = horizon.toMillis();
    this.silenceMillis = silence.toMillis();
    this.piece = piece;
  }

  @Override
  public void open(OpenContext context) {
    spans = getRuntimeContext().getState(new ValueStateDescriptor<>("coverage", long[].class));
    untold = getRuntimeContext().getState(new ValueStateDescriptor<>("untold", long[].class));
    records =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("registry", String.class, byte[].class));
    strangers =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("strangers", String.class, Long.class));
    messages = new AvroMessages();
    silent = new ExpectedContributions();
    expected = new ExpectedState();
    rosters = new HashMap<>();
  }

  @Override
  public void processElement1(
      ActiveInterval heard, Context context, Collector<LampContributions> out) throws Exception {
    CityCoverage before = coverage();
    if (heard.stranger() != null) {
      meet(heard, before, context);
      return;
    }
    CityCoverage after = before.with(heard.periodStart());
    if (after == before) {
      return;
    }
    spans.update(after.spans());
    Map<String, Placement> roster = roster(context.getCurrentKey());
    List<CityCoverage.Span> open = untold();
    boolean waiting = !open.isEmpty();
    open.addAll(after.toldSince(before));
    if (waiting) {
      store(open);
    } else {
      tellAPiece(open, roster, context, out);
    }
    NightFinal closed = closed(after, roster);
    if (closed != null && !closed.equals(closed(before, roster))) {
      for (Placement placement : roster.values()) {
        close(lampsOf(placement), closed, context);
      }
      closeStrangers(closed, context);
    }
  }

  @Override
  public void processElement2(RawRecord record, Context context, Collector<LampContributions> out)
      throws Exception {
    String controllerId = record.key().substring(record.key().indexOf('/') + 1);
    byte[] known = records.get(controllerId);
    // The registry is loaded anew at every start: mostly it says what it said before.
    if (Arrays.equals(known, record.value())) {
      return;
    }
    Map<String, Placement> roster = roster(context.getCurrentKey());
    boolean first = roster.isEmpty();
    Placement before = roster.get(controllerId);
    Placement after = placement(record.value());
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
    tellAnew(before, after, coverage, out);
    NightFinal closed = closed(coverage, roster);
    if (closed != null && after != null) {
      close(lampsOf(after), closed, context);
    }
    if (closed != null && first) {
      closeStrangers(closed, context);
    }
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<LampContributions> out)
      throws Exception {
    tellAPiece(untold(), roster(context.getCurrentKey()), context, out);
  }

  /** Tells the first of the open quarter hours; for the others it is called again soon. */
  private void tellAPiece(
      List<CityCoverage.Span> open,
      Map<String, Placement> roster,
      Context context,
      Collector<LampContributions> out)
      throws Exception {
    long most = Math.max(1, piece / Math.max(1, roster.size()));
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
    for (Placement placement : roster.values()) {
      List<QuarterHourContribution> said = new ArrayList<>();
      for (CityCoverage.Span span : now) {
        for (long q = span.first(); q <= span.last(); q += QUARTER_MILLIS) {
          said.addAll(silent.of(placement, q));
        }
      }
      LampContributions.byLamp(said).forEach(out::collect);
    }
    store(rest);
    if (!rest.isEmpty()) {
      context
          .timerService()
          .registerProcessingTimeTimer(
              context.timerService().currentProcessingTime() + AT_ONCE_MILLIS);
    }
  }

  private List<CityCoverage.Span> untold() throws Exception {
    List<CityCoverage.Span> open = new ArrayList<>();
    long[] known = untold.value();
    for (int i = 0; known != null && i < known.length; i += 2) {
      open.add(new CityCoverage.Span(known[i], known[i + 1]));
    }
    return open;
  }

  private void store(List<CityCoverage.Span> open) throws Exception {
    if (open.isEmpty()) {
      untold.clear();
      return;
    }
    long[] numbers = new long[2 * open.size()];
    for (int i = 0; i < open.size(); i++) {
      numbers[2 * i] = open.get(i).first();
      numbers[2 * i + 1] = open.get(i).last();
    }
    untold.update(numbers);
  }

  private CityCoverage coverage() throws Exception {
    long[] known = spans.value();
    return known == null ? CityCoverage.NONE : new CityCoverage(known);
  }

  /** The lamp of an unregistered controller is on no roster, but its quarter hours end as well. */
  private void meet(ActiveInterval heard, CityCoverage coverage, Context context) throws Exception {
    Long known = strangers.get(heard.stranger());
    if (known == null || known < heard.periodStart()) {
      strangers.put(heard.stranger(), heard.periodStart());
    }
    NightFinal closed = closed(coverage, roster(context.getCurrentKey()));
    if (closed != null && heard.periodStart() < closed.before()) {
      close(Set.of(heard.stranger()), closed, context);
    }
  }

  private void closeStrangers(NightFinal closed, Context context) throws Exception {
    List<String> over = new ArrayList<>();
    for (Map.Entry<String, Long> stranger : strangers.entries()) {
      close(Set.of(stranger.getKey()), closed, context);
      if (stranger.getValue() < closed.before()) {
        over.add(stranger.getKey());
      }
    }
    for (String stranger : over) {
      strangers.remove(stranger);
    }
  }

  private static void close(Set<String> lamps, NightFinal closed, SilenceFiller.Context context) {
    for (String lamp : lamps) {
      context.output(
          CLOSED, new NightFinal(closed.cityId(), lamp, closed.before(), closed.night()));
    }
  }

  /** How far the city's time has closed its nights; null while nothing can be said. */
  private NightFinal closed(CityCoverage coverage, Map<String, Placement> roster) {
    if (coverage.newest() == Long.MIN_VALUE || roster.isEmpty()) {
      return null;
    }
    Placement any = roster.values().iterator().next();
    int open = expected.nightDay(any.zone(), coverage.newest() - horizonMillis);
    long noon =
        LocalDate.ofEpochDay(open)
            .atTime(LocalTime.NOON)
            .atZone(ZoneId.of(any.zone()))
            .toInstant()
            .toEpochMilli();
    return new NightFinal(any.cityId(), "", noon, open);
  }

  private void tellAnew(
      Placement before, Placement after, CityCoverage coverage, Collector<LampContributions> out) {
    List<QuarterHourContribution> anew = new ArrayList<>();
    for (CityCoverage.Span span : coverage.told()) {
      long oldest = QuarterHourContribution.quarterOf(coverage.newest() - silenceMillis);
      for (long q = Math.max(span.first(), oldest); q <= span.last(); q += QUARTER_MILLIS) {
        List<QuarterHourContribution> old = before == null ? List.of() : silent.of(before, q);
        List<QuarterHourContribution> now = after == null ? List.of() : silent.of(after, q);
        for (QuarterHourContribution said : old) {
          if (!ExpectedContributions.isSaid(said.lampId(), now)) {
            anew.add(ExpectedContributions.retraction(said));
          }
        }
        for (QuarterHourContribution said : now) {
          if (!old.contains(said)) {
            anew.add(said);
          }
        }
      }
    }
    LampContributions.byLamp(anew).forEach(out::collect);
  }

  private static Set<String> lampsOf(Placement placement) {
    Set<String> lamps = new LinkedHashSet<>();
    for (LampAssignment assignment : placement.assignments()) {
      lamps.add(assignment.lampId());
    }
    return lamps;
  }

  /** The decoded records of a city's lamps; meters are none. */
  private Map<String, Placement> roster(String city) throws Exception {
    Map<String, Placement> known = rosters.get(city);
    if (known == null) {
      known = new HashMap<>();
      for (Map.Entry<String, byte[]> record : records.entries()) {
        Placement placement = placement(record.getValue());
        if (placement != null) {
          known.put(record.getKey(), placement);
        }
      }
      rosters.put(city, known);
    }
    return known;
  }

  private Placement placement(byte[] record) {
    if (record == null) {
      return null;
    }
    Registration registered = Registration.of((RegistryController) messages.decode(record));
    return registered.meter() ? null : registered.placement();
  }
}
