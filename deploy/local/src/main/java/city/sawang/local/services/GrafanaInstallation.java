package city.sawang.local.services;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Grafana that is installed on this machine.
 *
 * @param binary the program {@code grafana}
 * @param home its home path, with {@code conf} and {@code public}
 */
public record GrafanaInstallation(Path binary, Path home) {
  /** Where the packages of Linux distributions put what the program needs. */
  private static final Path PACKAGED = Path.of("/usr/share/grafana");

  /**
   * Looks at GRAFANA_HOME, and without it for {@code grafana} on PATH.
   *
   * @param environment as of this process
   * @return empty when there is none; the platform then shows the dashboards itself
   * @throws IllegalArgumentException when GRAFANA_HOME is set and holds no Grafana
   */
  public static Optional<GrafanaInstallation> find(Map<String, String> environment) {
    String home = environment.get("GRAFANA_HOME");
    if (home != null && !home.isBlank()) {
      Path binary = Path.of(home, "bin", "grafana");
      if (!Files.isExecutable(binary)) {
        throw new IllegalArgumentException(
            "GRAFANA_HOME is %s: expected a Grafana there, with an executable bin/grafana; unset it to see the dashboards without Grafana"
                .formatted(home));
      }
      return Optional.of(new GrafanaInstallation(binary, Path.of(home)));
    }
    return Stream.of(
            environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1))
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, "grafana"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(GrafanaInstallation::onPath);
  }

  private static GrafanaInstallation onPath(Path file) {
    try {
      Path above = file.toRealPath().getParent().getParent();
      boolean whole = above != null && Files.isDirectory(above.resolve("conf"));
      return new GrafanaInstallation(file, whole ? above : PACKAGED);
    } catch (IOException e) {
      throw new UncheckedIOException("follow " + file, e);
    }
  }
}
