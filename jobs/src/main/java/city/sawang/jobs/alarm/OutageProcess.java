package city.sawang.jobs.alarm;

import city.sawang.jobs.alarm.CityEvent.LampChanged;
import city.sawang.jobs.alarm.CityEvent.MeterSaid;
import city.sawang.jobs.alarm.CityEvent.Registered;
import city.sawang.jobs.controller.Registration;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.outage.CityOutages;
import city.sawang.jobs.incident.outage.CityTopology;
import city.sawang.jobs.incident.outage.Explanations;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Watches one city: in come what changes of its lamps, what its meters say, and the registry records
 * of its controllers; out come the changes of incidents that are published (INCIDENTS.md#outages). What comes is judged when the watermark has passed it, so that an outage is
 * known before the first of its lamps is published.
 *
 * <p>State, per city: the registry records, what is wrong with each lamp (nothing of one in order), a
 * week of what its meters said, and what was published.
 */
final class OutageProcess extends KeyedProcessFunction<String, CityEvent, IncidentChange> {
  private static final long serialVersionUID = 1L;

  /** Stands for the whole city among the lamps that changed. */
  private static final String ALL = "";

  private final long horizonMillis;
  private transient CityOutages outages;
  private transient AvroMessages messages;
  private transient MapState<String, byte[]> registry;
  private transient CityState state;
  private transient Map<String, CityTopology> topologies;
  private transient Map<String, Explanations> explanations;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still count
   */
  OutageProcess(Duration horizon) {
    horizonMillis = horizon.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    outages = new CityOutages(RuleSet.shipped(), new MeteringRules(horizonMillis));
    messages = new AvroMessages();
    registry =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("outage-registry", String.class, byte[].class));
    state = new CityState(getRuntimeContext());
    topologies = new HashMap<>();
    explanations = new HashMap<>();
  }

  @Override
  public void processElement(CityEvent event, Context context, Collector<IncidentChange> out)
      throws Exception {
    if (event instanceof LampChanged changed) {
      boolean more = CityOutages.take(state, changed.change());
      state.mark(more ? ALL : changed.change().incident().subjectId());
      judgeSoon(context.timerService());
    } else if (event instanceof MeterSaid said) {
      state.words().add(said.controllerId(), said.word());
    } else if (event instanceof Registered registered && register(registered)) {
      topologies.remove(context.getCurrentKey());
      state.mark(ALL);
      judgeSoon(context.timerService());
    }
  }

  /**
   * @return the record is another than before: without a checkpoint the whole registry is read again
   */
  private boolean register(Registered registered) throws Exception {
    byte[] before = registry.get(registered.key());
    if (Arrays.equals(before, registered.record())) {
      return false;
    }
    if (registered.record() == null) {
      registry.remove(registered.key());
    } else {
      registry.put(registered.key(), registered.record());
    }
    return true;
  }

  /** With the next watermark, whatever else comes until then. */
  private static void judgeSoon(TimerService timers) {
    timers.registerEventTimeTimer(timers.currentWatermark() + 1);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<IncidentChange> out)
      throws Exception {
    String city = context.getCurrentKey();
    long clock = context.timerService().currentWatermark();
    List<String> lamps = state.takeMarked();
    Explanations known = explanations.get(city);
    if (known != null && !lamps.contains(ALL) && clock < state.nextInstant()) {
      outages.refresh(known, state, lamps, clock).forEach(out::collect);
      return;
    }
    CityOutages.Judged judged =
        outages.judge(
            new CityOutages.Situation(city, topology(city), state.words(), state.outages(), clock),
            state);
    explanations.put(city, judged.explanations());
    state.keep(judged);
    context.timerService().registerEventTimeTimer(judged.nextInstant());
    judged.changes().forEach(out::collect);
  }

  private CityTopology topology(String city) throws Exception {
    CityTopology known = topologies.get(city);
    if (known == null) {
      List<ControllerAssignments> controllers = new ArrayList<>();
      for (byte[] record : registry.values()) {
        controllers.add(Registration.of((RegistryController) messages.decode(record)).placement());
      }
      known = new CityTopology(city, controllers);
      topologies.put(city, known);
    }
    return known;
  }
}
