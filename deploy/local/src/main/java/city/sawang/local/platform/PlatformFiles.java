package city.sawang.local.platform;

import city.sawang.grafana.dashboard.DashboardMistakes;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.ingest.profile.Profiles;
import city.sawang.local.InvalidInput;
import city.sawang.schemas.registry.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The configuration files of a platform: cities, vendors and dashboards; valid as a whole. */
public record PlatformFiles(Registry registry, Profiles profiles) {
  /**
   * Reads the directories.
   *
   * @throws InvalidInput naming every mistake in every file
   */
  static PlatformFiles read(Path registry, Path profiles, Path dashboards) {
    List<String> mistakes = new ArrayList<>();
    RegistryLoader.mistakes(registry).forEach(one -> mistakes.add(registry + "/" + one));
    profileMistakes(profiles).forEach(one -> mistakes.add(profiles + "/" + one));
    mistakes.addAll(dashboardMistakes(dashboards));
    if (!mistakes.isEmpty()) {
      throw new InvalidInput(
          "%d %s in the configuration; nothing was started:"
              .formatted(mistakes.size(), mistakes.size() == 1 ? "mistake" : "mistakes"),
          mistakes);
    }
    return new PlatformFiles(RegistryLoader.read(registry), loadProfiles(profiles));
  }

  private static List<String> profileMistakes(Path directory) {
    return Files.isDirectory(directory)
        ? Profiles.test(directory)
        : List.of("expected this directory, it is missing");
  }

  private static List<String> dashboardMistakes(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of(directory + ": expected this directory, it is missing");
    }
    try {
      DashboardReader.readAll(directory);
      return List.of();
    } catch (DashboardMistakes e) {
      return e.mistakes();
    }
  }

  /**
   * Refuses dashboards that cannot be drawn.
   *
   * @throws InvalidInput naming every mistake
   */
  public static void requireDashboards(Path directory) {
    List<String> mistakes = dashboardMistakes(directory);
    if (!mistakes.isEmpty()) {
      throw new InvalidInput("mistakes in the dashboards %s:".formatted(directory), mistakes);
    }
  }

  /**
   * Reads the vendor profiles alone.
   *
   * @throws InvalidInput naming every mistake
   */
  public static Profiles loadProfiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInput("--profiles %s: there is no such directory".formatted(directory));
    }
    return Profiles.load(directory);
  }
}
