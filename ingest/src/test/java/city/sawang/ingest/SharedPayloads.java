package city.sawang.ingest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Inputs of tests: third-party ones that lie beside the repository and are never copied into it, and
 * our own of the same shapes, which are always there.
 */
public final class SharedPayloads {
  private SharedPayloads() {}

  /** The repository's root, wherever the test was started. */
  public static Path repository() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null
        && !(Files.isDirectory(directory.resolve("schemas"))
            && Files.isDirectory(directory.resolve("deploy")))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("not started within the repository");
    }
    return directory;
  }

  /** The path below ../shared/data; skips the test when it is not there. */
  public static Path path(String relative) {
    Path direct = repository().resolve("../shared/data").resolve(relative).normalize();
    // A worktree lies one level deeper than the repository it belongs to.
    Path deeper = repository().resolve("../../shared/data").resolve(relative).normalize();
    Path found = Files.exists(direct) ? direct : deeper;
    assumeTrue(Files.exists(found), "skipped: no ../shared/data");
    return found;
  }

  /** The path below our own inputs; it is always there. */
  public static Path own(String relative) {
    return repository().resolve("ingest/src/test/resources").resolve(relative);
  }

  public static byte[] bytes(String relative) throws IOException {
    return Files.readAllBytes(path(relative));
  }
}
