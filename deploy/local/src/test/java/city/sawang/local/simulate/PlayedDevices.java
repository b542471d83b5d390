package city.sawang.local.simulate;

import city.sawang.schemas.HomeZone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the send log of a fleet of devices whose every message a broker acknowledged at once. */
public final class PlayedDevices {
  private PlayedDevices() {}

  /**
   * @param file where the send log is written
   * @param start first instant of the play, milliseconds since the epoch
   * @return how many messages were sent
   */
  public static long write(
      Path file, DeviceFleet fleet, FieldFaults faults, long seed, long start, long end)
      throws IOException {
    FleetConfig config = FleetConfig.of("tcp://127.0.0.1:1", fleet).withFieldFaults(faults);
    SeededRandom chance = new SeededRandom(seed);
    List<SimulatedLamp> lamps = new ArrayList<>();
    for (FleetLamp lamp : fleet.lamps()) {
      lamps.add(new SimulatedLamp(lamp, chance, FaultRates.none(), HomeZone.ID, start, 1));
    }
    List<SimulatedMeter> meters = new ArrayList<>();
    for (FleetMeter meter : fleet.meters()) {
      meters.add(
          new SimulatedMeter(
              meter,
              lamps.stream().filter(l -> l.lamp().feederId().equals(meter.feederId())).toList(),
              chance,
              1));
    }
    FleetTimeline timeline =
        new FleetTimeline(lamps, meters, FaultRates.none(), faults, HomeZone.ID, start, 1, start);
    long sent = 0;
    try (SendLogWriter ledger = SendLogWriter.open(file, config, start)) {
      for (FleetMessage next = timeline.next(); next.dueAt() < end; next = timeline.next()) {
        ledger.sent(++sent, next.dueAt(), next);
        ledger.acknowledged(sent, next.dueAt(), 0);
      }
      ledger.end(end, sent, 0);
    }
    return sent;
  }
}
