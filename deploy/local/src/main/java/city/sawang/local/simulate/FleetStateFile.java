package city.sawang.local.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of a fleet in a file, so that a platform that is started again does not see every
 * meter jump. One line per lamp: city/controller and the numbers of {@link SimulatedLamp.State}.
 */
final class FleetStateFile {
  private FleetStateFile() {}

  /**
   * @return what is remembered by city/controller; empty when the file is not there
   * @throws IOException when it cannot be read or a line is not of this form
   */
  static Map<String, SimulatedLamp.State> load(Path file) throws IOException {
    Map<String, SimulatedLamp.State> states = new HashMap<>();
    if (file == null || !Files.exists(file)) {
      return states;
    }
    for (String line : Files.readAllLines(file)) {
      String[] part = line.split(",");
      if (part.length != 7) {
        throw new IOException(file + ": expected 7 values in '" + line + "'; delete the file");
      }
      states.put(
          part[0],
          new SimulatedLamp.State(
              Long.parseLong(part[1]),
              Long.parseLong(part[2]),
              Long.parseLong(part[3]),
              Long.parseLong(part[4]),
              Long.parseLong(part[5]),
              Long.parseLong(part[6])));
    }
    return states;
  }

  /** Replaces the file in one step, so that a kill leaves the old or the new one. */
  static void save(Path file, List<SimulatedLamp> lamps) throws IOException {
    if (file == null) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (SimulatedLamp lamp : lamps) {
      SimulatedLamp.State m = lamp.state();
      lines.add(
          String.join(
              ",",
              lamp.lamp().cityId() + '/' + lamp.lamp().controllerId(),
              Long.toString(m.at()),
              Long.toString(m.milliwattMillis()),
              Long.toString(m.counterOffsetMwh()),
              Long.toString(m.litMillis()),
              Long.toString(m.switchOns()),
              Long.toString(m.supplyLosses())));
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
