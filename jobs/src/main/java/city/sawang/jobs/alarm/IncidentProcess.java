package city.sawang.jobs.alarm;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.KeyedRegistration;
import city.sawang.jobs.controller.MapStateLog;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.IncidentUpdate;
import city.sawang.jobs.incident.LampIncidents;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ReadingLog;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Watches one controller: the first input are its accepted readings, the second the registry records
 * of the same key; out come changes of incidents (INCIDENTS.md#model). The watermark is the clock of
 * timers only: what came after a timer went off takes its alarm back.
 *
 * <p>State, per controller: the detector and what was published (some 500 bytes while nothing is
 * wrong), one timer, the registry record, and a log of readings with a detector for every six hours
 * (freed a horizon behind the controller's newest reading; a silent controller keeps its last one).
 */
public final class IncidentProcess
    extends KeyedCoProcessFunction<String, AcceptedReading, RawRecord, IncidentChange> {
  private static final long serialVersionUID = 1L;

  private final long horizonMillis;
  private transient RuleSet rules;
  private transient LampIncidents incidents;
  private transient ValueState<WatchState> states;
  private transient ReadingLog log;
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
        new MapStateLog(
            getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("incident-log", Long.class, byte[].class)));
    registrations =
        new KeyedRegistration(
            getRuntimeContext().getState(new ValueStateDescriptor<>("registry", byte[].class)),
            new AvroMessages());
  }

  @Override
  public void processElement1(
      AcceptedReading reading, Context context, Collector<IncidentChange> out) throws Exception {
    if (reading.origin().meter()) {
      return;
    }
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

  @Override
  public void processElement2(RawRecord record, Context context, Collector<IncidentChange> out)
      throws Exception {
    // The whole registry is read at every start: mostly nothing has changed.
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
    WatchState known = new WatchState(known().incidents(), Long.MAX_VALUE);
    take(
        known,
        incidents.advance(known.incidents(), placement(context.getCurrentKey()), timestamp),
        context,
        out);
  }

  private void take(
      WatchState known, IncidentUpdate update, Context context, Collector<IncidentChange> out)
      throws Exception {
    update.changes().forEach(out::collect);
    long timer = update.nextTimer();
    if (timer != known.timer()) {
      if (known.timer() != Long.MAX_VALUE) {
        context.timerService().deleteEventTimeTimer(known.timer());
      }
      if (timer != Long.MAX_VALUE) {
        context.timerService().registerEventTimeTimer(timer);
      }
    }
    states.update(new WatchState(update.state(), timer));
  }

  private WatchState known() throws Exception {
    WatchState stored = states.value();
    return stored == null ? WatchState.NONE : stored;
  }

  private ControllerAssignments placement(String key) throws Exception {
    return registrations.get(key).placement();
  }
}
