package city.sawang.local.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The pilot cities as they are, but that every device reports at a longer interval. */
public final class SlowerPilots {
  private SlowerPilots() {}

  /**
   * @param copy directory for the registry
   * @return the same
   */
  public static Path write(Path copy, int intervalSeconds) throws IOException {
    Path pilot = RoleProcess.home().resolve("deploy/registry");
    try (Stream<Path> files = Files.walk(pilot)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(pilot.relativize(file));
        Files.createDirectories(to.getParent());
        String text = Files.readString(file);
        if (file.endsWith("lamps.csv")) {
          text = text.replaceAll(",60,(?=[^,\n]*dusk)", "," + intervalSeconds + ",");
        } else if (file.endsWith("meters.csv")) {
          text = text.replaceAll("(?m),60$", "," + intervalSeconds);
        }
        Files.writeString(to, text);
      }
    }
    return copy;
  }
}
