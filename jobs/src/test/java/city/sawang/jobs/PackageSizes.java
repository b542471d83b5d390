package city.sawang.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many files each package has, so that each fits on about one screen. */
public final class PackageSizes {
  private PackageSizes() {}

  /**
   * @param under a package, with slashes
   */
  public static Map<Path, Long> of(String under) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java", under).toAbsolutePath())) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    }
  }
}
