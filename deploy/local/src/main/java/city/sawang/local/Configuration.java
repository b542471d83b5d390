package city.sawang.local;

import city.sawang.ingest.Profiles;
import city.sawang.schemas.registry.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that tell a platform its cities and vendors; valid as a whole. */
record Configuration(Registry registry, Profiles profiles) {
  /**
   * Reads both directories.
   *
   * @throws InvalidInput naming every mistake in every file of both
   */
  static Configuration read(Path registry, Path profiles) {
    List<String> mistakes = new ArrayList<>();
    RegistryLoad.mistakes(registry).forEach(one -> mistakes.add(registry + "/" + one));
    profileMistakes(profiles).forEach(one -> mistakes.add(profiles + "/" + one));
    if (!mistakes.isEmpty()) {
      throw new InvalidInput(
          "%d %s in the configuration; nothing was started:"
              .formatted(mistakes.size(), mistakes.size() == 1 ? "mistake" : "mistakes"),
          mistakes);
    }
    return new Configuration(RegistryLoad.read(registry), loadProfiles(profiles));
  }

  private static List<String> profileMistakes(Path directory) {
    return Files.isDirectory(directory)
        ? Profiles.test(directory)
        : List.of("expected this directory, it is missing");
  }

  /**
   * Reads the vendor profiles alone.
   *
   * @throws InvalidInput naming every mistake
   */
  static Profiles loadProfiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInput("--profiles %s: there is no such directory".formatted(directory));
    }
    try {
      return Profiles.load(directory);
    } catch (Profiles.InvalidProfiles e) {
      throw new InvalidInput("mistakes in the profiles %s:".formatted(directory), e.mistakes());
    }
  }
}
