package city.sawang.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Third-party inputs that lie beside the checkout and are never copied into it. */
public final class SharedInputs {
  private SharedInputs() {}

  /** A file or directory below ../shared/data; the test is skipped when it is not there. */
  public static Path path(String relative) {
    Path checkout = Checkout.file("");
    // A worktree lies one level deeper than the repository it belongs to.
    Path found =
        Files.isDirectory(checkout.resolve("../shared/data"))
            ? checkout.resolve("../shared/data")
            : checkout.resolve("../../shared/data");
    assumeTrue(Files.isDirectory(found), "skipped: no ../shared/data");
    return found.resolve(relative).normalize();
  }
}
