package city.sawang.local.simulate;

import city.sawang.local.simulate.fault.FaultPlan;
import city.sawang.local.simulate.fault.FaultPlanner;
import city.sawang.local.simulate.fault.TruthFile;
import city.sawang.local.simulate.given.SeededRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fleet that lives: its lamps and meters with what goes wrong with them, the messages that they
 * send, and the truth about both, which is told as the play goes on. Knows neither the wall clock nor
 * MQTT.
 */
final class FleetPlay implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetPlay.class);
  private static final int PLAN = 302;

  private final List<SimulatedLamp> lamps = new ArrayList<>();
  private final List<SimulatedMeter> meters = new ArrayList<>();
  private final FleetTimeline timeline;
  private final TruthFile truth;
  private long at;

  /**
   * When a fleet plays, in epoch milliseconds.
   *
   * @param start its first instant
   * @param liveFrom what is before is sent as history
   * @param end nothing is broken after it
   * @param bootId every boot counts on from here
   */
  record Times(long start, long liveFrom, long end, long bootId) {}

  /**
   * @param states what lamps resume from, by city/controller
   * @throws IOException when the truth cannot be written
   */
  FleetPlay(FleetConfig config, Times times, Map<String, SimulatedLamp.State> states)
      throws IOException {
    SeededRandom chance = new SeededRandom(config.seed());
    at = times.start();
    for (FleetLamp lamp : config.lamps()) {
      SimulatedLamp simulated =
          new SimulatedLamp(
              lamp, chance, config.faults(), config.zone(), times.start(), times.bootId());
      SimulatedLamp.State state = states.get(lamp.cityId() + '/' + lamp.controllerId());
      if (state != null) {
        simulated.resume(state);
      }
      lamps.add(simulated);
    }
    for (FleetMeter meter : config.meters()) {
      List<SimulatedLamp> of =
          lamps.stream()
              .filter(
                  l ->
                      l.lamp().cityId().equals(meter.cityId())
                          && l.lamp().feederId().equals(meter.feederId()))
              .toList();
      meters.add(new SimulatedMeter(meter, of, chance, times.bootId()));
    }
    truth = breakThings(config, times, chance.bits(PLAN, 0));
    NoiseTruth noise = new NoiseTruth(truth);
    lamps.forEach(lamp -> noise.begins(lamp, times.start()));
    timeline =
        new FleetTimeline(
            lamps,
            meters,
            config.faults(),
            config.fieldFaults(),
            noise,
            config.zone(),
            times.start(),
            config.historyBatch(),
            times.liveFrom());
  }

  private TruthFile breakThings(FleetConfig config, Times times, long seed) throws IOException {
    FaultPlan plan =
        config.incidentFaults().isNone()
            ? FaultPlan.none()
            : FaultPlanner.plan(
                config.incidentFaults(),
                lamps.stream().map(SimulatedLamp::target).toList(),
                config.zone(),
                times.start(),
                times.end(),
                seed);
    plan.missing()
        .forEach(
            (kind, count) -> log.warn("{} {} find no lamp and no time in this play", count, kind));
    FaultPlan.Index index = plan.index();
    for (SimulatedLamp lamp : lamps) {
      FleetLamp l = lamp.lamp();
      lamp.suffer(index.of(l.cityId(), l.lampId(), l.feederId(), l.gatewayId(), lamp.gasps()));
    }
    for (SimulatedMeter meter : meters) {
      meter.suffer(index.of(meter.meter().cityId(), "", meter.meter().feederId(), "", false));
    }
    return TruthFile.open(
        config.truth(),
        plan,
        config.lamps().stream().map(FleetPlay::truthOf).toList(),
        config.seed(),
        config.zone().getId(),
        times.start());
  }

  private static TruthFile.LampTruth truthOf(FleetLamp lamp) {
    return new TruthFile.LampTruth(
        lamp.cityId(),
        lamp.lampId(),
        lamp.feederId(),
        lamp.gatewayId(),
        lamp.latitude(),
        lamp.longitude(),
        lamp.nightPowered(),
        lamp.intervalSeconds());
  }

  List<SimulatedLamp> lamps() {
    return lamps;
  }

  /** The next message; messages come in the order of {@link FleetMessage#dueAt}. */
  FleetMessage next() {
    FleetMessage message = timeline.next();
    at = message.dueAt();
    truth.playedTo(at);
    return message;
  }

  /** Nothing more is played after the last message. */
  @Override
  public void close() throws IOException {
    truth.end(at);
    truth.close();
  }
}
