package city.sawang.local;

import city.sawang.local.simulate.FleetLamp;
import city.sawang.schemas.registry.City;
import city.sawang.schemas.registry.Deployment;
import city.sawang.schemas.registry.Lamp;
import city.sawang.schemas.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Which lamps of the registry are simulated. */
final class PilotFleet {
  private PilotFleet() {}

  /**
   * @param fleet {@code pilot}: every lamp of a deployment that says of itself that it is simulated;
   *     {@code none}; else a file that names lamps, {@code city_id,lamp_id} a line
   * @throws InvalidInput when the file is absent, or names a lamp that is not in the registry
   */
  static List<FleetLamp> of(String fleet, Registry registry) {
    return switch (fleet) {
      case "none" -> List.of();
      case "pilot" -> lamps(registry, PilotFleet::isSimulated);
      default -> {
        Set<String> named = named(Path.of(fleet));
        List<FleetLamp> lamps =
            lamps(registry, (city, lamp) -> named.contains(city.cityId() + "," + lamp.lampId()));
        Set<String> missing = new LinkedHashSet<>(named);
        lamps.forEach(lamp -> missing.remove(lamp.cityId() + "," + lamp.lampId()));
        if (!missing.isEmpty()) {
          throw new InvalidInput(
              "--fleet %s names what is no lamp with a controller in the registry:".formatted(fleet),
              List.copyOf(missing));
        }
        yield lamps;
      }
    };
  }

  private static Set<String> named(Path file) {
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

  private static boolean isSimulated(City city, Lamp lamp) {
    return city.deployments().stream()
        .filter(deployment -> deployment.deploymentId().equals(lamp.deploymentId()))
        .anyMatch(Deployment::simulated);
  }

  private static List<FleetLamp> lamps(Registry registry, BiPredicate<City, Lamp> wanted) {
    List<FleetLamp> lamps = new ArrayList<>();
    for (City city : registry.cities()) {
      for (Lamp lamp : city.lamps()) {
        Lamp.Service now = lamp.current();
        if (wanted.test(city, lamp) && now.controllerId() != null) {
          lamps.add(
              new FleetLamp(
                  city.cityId(),
                  lamp.lampId(),
                  now.controllerId(),
                  now.feederId() == null ? "" : now.feederId(),
                  lamp.position().latitude(),
                  lamp.position().longitude(),
                  now.nominalMilliwatts(),
                  now.nightPowered(),
                  now.reportIntervalSeconds(),
                  now.schedule()));
        }
      }
    }
    return lamps;
  }
}
