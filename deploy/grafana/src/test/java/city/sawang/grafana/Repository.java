package city.sawang.grafana;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the committed files lie. */
public final class Repository {
  private Repository() {}

  /** The directory {@code deploy/grafana}. */
  public static Path module() {
    return root().resolve("deploy/grafana");
  }

  /** The top of the working tree. */
  public static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("schemas"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  /** The committed dashboards. */
  public static Path dashboards() {
    return module().resolve("dashboards");
  }

  /** The committed provisioning. */
  public static Path provisioning() {
    return module().resolve("provisioning");
  }
}
