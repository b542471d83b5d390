package city.sawang.local.platform;

import city.sawang.local.InvalidInput;
import city.sawang.local.simulate.FleetLamp;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.schemas.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the registry's simulated lamps are played. */
final class PilotFleet {
  private PilotFleet() {}

  /**
   * @param fleet {@code pilot}: all of them, and their meters; {@code none}; else a file that names
   *     lamps, {@code city_id,lamp_id} a line
   * @throws InvalidInput when the file is absent, or names what is no simulated lamp of the
   *     registry
   */
  static RegisteredFleet of(String fleet, Registry registry) {
    return switch (fleet) {
      case "none" -> RegisteredFleet.none();
      case "pilot" -> RegisteredFleet.of(registry);
      default -> named(Path.of(fleet), RegisteredFleet.of(registry));
    };
  }

  private static RegisteredFleet named(Path file, RegisteredFleet all) {
    Set<String> names = names(file);
    List<FleetLamp> lamps =
        all.lamps().stream().filter(lamp -> names.contains(name(lamp))).toList();
    lamps.forEach(lamp -> names.remove(name(lamp)));
    if (!names.isEmpty()) {
      throw new InvalidInput(
          "--fleet %s names what is no simulated lamp of the registry:".formatted(file),
          List.copyOf(names));
    }
    return new RegisteredFleet(lamps, List.of(), all.zone());
  }

  private static String name(FleetLamp lamp) {
    return lamp.cityId() + "," + lamp.lampId();
  }

  private static Set<String> names(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(
          "--fleet %s: expected pilot, none, or a file with lines city_id,lamp_id".formatted(file));
    }
    try {
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IOException e) {
      throw new InvalidInput("--fleet %s cannot be read: %s".formatted(file, e));
    }
  }
}
