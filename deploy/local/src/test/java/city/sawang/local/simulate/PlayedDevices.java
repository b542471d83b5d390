package city.sawang.local.simulate;

import java.io.IOException;
import java.nio.file.Path;

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
    FleetConfig config =
        FleetConfig.of("tcp://127.0.0.1:1", fleet)
            .withFaults(FaultRates.none())
            .withFieldFaults(faults)
            .withSeed(seed);
    long sent = 0;
    try (SendLogWriter ledger = SendLogWriter.open(file, config, start)) {
      for (FleetMessage next : Played.messages(config, start, end)) {
        ledger.sent(++sent, next.dueAt(), next);
        ledger.acknowledged(sent, next.dueAt(), 0);
      }
      ledger.end(end, sent, 0);
    }
    return sent;
  }
}
