package city.sawang.jobs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Third-party inputs that lie beside the repository, never in it. */
public final class SharedData {
  private SharedData() {}

  /** The file under ../shared/data; the test is skipped when it is not there. */
  public static Path file(String relative) {
    Path root = Path.of("").toAbsolutePath();
    while (root != null
        && !(Files.isDirectory(root.resolve("schemas"))
            && Files.isDirectory(root.resolve("deploy")))) {
      root = root.getParent();
    }
    Path file = root == null ? null : root.resolve("../shared/data").resolve(relative).normalize();
    assumeTrue(file != null && Files.exists(file), "skipped: no ../shared/data");
    return file;
  }
}
