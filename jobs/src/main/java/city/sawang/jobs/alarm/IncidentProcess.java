package city.sawang.jobs.alarm;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.KeyedReadingLog;
import city.sawang.jobs.controller.KeyedRegistration;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.IncidentState;
import city.sawang.jobs.incident.IncidentUpdate;
import city.sawang.jobs.incident.LampIncidents;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;

/**
 * Watches one controller: in come its accepted readings and its registry records, out come changes
 * of incidents (INCIDENTS.md#model). The watermark is the clock of timers only: what came after a
 * timer went off takes its alarm back.
 *
 * <p>At most one timer is set. A reading mostly puts off what is due: then the timer stays, and when
 * it goes off the next one is set, once in a few readings instead of twice with each.
 *
 * <p>State, per controller: the detector and what was published (some 500 bytes while nothing is
 * wrong), one timer, the registry record, and a log of readings with a detector for every six hours
 * (freed a horizon behind the controller's newest reading; a silent controller keeps its last one).
 */
public final class IncidentProcess
    extends KeyedProcessFunction<String, Either<AcceptedReading, RawRecord>, IncidentChange> {
  private static final long serialVersionUID = 1L;

  private final long horizonMillis;
  private transient RuleSet rules;
  private transient LampIncidents incidents;
  private transient ValueState<WatchState> states;
  private transient KeyedReadingLog log;
  private transient KeyedRegistration registrations;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still count
   */
  public IncidentProcess(Duration horizon) {
    horizonMillis = horizon.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    rules = RuleSet.shipped();
    incidents = new LampIncidents(rules, new MeteringRules(horizonMillis));
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("incidents", WatchStateSerializer.INSTANCE));
    log =
        new KeyedReadingLog(
            getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("incident-log", Long.class, byte[].class)));
    registrations =
        new KeyedRegistration(
            getRuntimeContext().getState(new ValueStateDescriptor<>("registry", byte[].class)),
            new AvroMessages());
  }

  @Override
  public void processElement(
      Either<AcceptedReading, RawRecord> news, Context context, Collector<IncidentChange> out)
      throws Exception {
    if (news.isRight()) {
      replace(news.right(), context, out);
    } else if (!news.left().origin().meter()) {
      accept(news.left(), context, out);
    }
  }

  private void accept(AcceptedReading reading, Context context, Collector<IncidentChange> out)
      throws Exception {
    WatchState known = known();
    take(
        known,
        incidents.accept(
            log,
            known.incidents(),
            placement(context.getCurrentKey()),
            LampReadings.of(reading, rules)),
        context,
        out);
  }

  private void replace(RawRecord record, Context context, Collector<IncidentChange> out)
      throws Exception {
    // Without a checkpoint the whole registry is read again: mostly nothing has changed.
    if (Arrays.equals(record.value(), registrations.bytes())) {
      return;
    }
    ControllerAssignments after = registrations.replace(record.key(), record.value()).placement();
    WatchState known = known();
    take(known, incidents.replace(log, known.incidents(), after), context, out);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<IncidentChange> out)
      throws Exception {
    WatchState known = known();
    IncidentState state = known.incidents();
    IncidentUpdate update =
        state.nextTimer() > timestamp
            ? new IncidentUpdate(state, List.of())
            : incidents.advance(state, placement(context.getCurrentKey()), timestamp);
    // This timer is not set any more.
    take(known.after(state, Long.MAX_VALUE, log), update, context, out);
  }

  private void take(
      WatchState known, IncidentUpdate update, Context context, Collector<IncidentChange> out)
      throws Exception {
    update.changes().forEach(out::collect);
    long timer = timer(known.timer(), update.nextTimer(), context);
    states.update(known.after(update.state(), timer, log));
  }

  /** The timer that is set from here on: the one that was, unless it would be too late. */
  private static long timer(long set, long due, Context context) {
    if (due >= set) {
      return set;
    }
    if (set != Long.MAX_VALUE) {
      context.timerService().deleteEventTimeTimer(set);
    }
    context.timerService().registerEventTimeTimer(due);
    return due;
  }

  /** What is known of the current controller; its log is opened. */
  private WatchState known() throws Exception {
    WatchState stored = states.value();
    WatchState known = stored == null ? WatchState.NONE : stored;
    log.open(known.chunkStart(), known.chunk());
    return known;
  }

  private ControllerAssignments placement(String key) throws Exception {
    return registrations.get(key).placement();
  }
}
