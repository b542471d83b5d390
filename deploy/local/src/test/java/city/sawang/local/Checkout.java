package city.sawang.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of this checkout, from whatever directory the tests run in. */
public final class Checkout {
  private Checkout() {}

  /** A file or directory, by its path in the checkout. */
  public static Path file(String path) {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("schemas"))
        || !Files.isDirectory(directory.resolve("deploy"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("not inside a checkout: " + Path.of("").toAbsolutePath());
      }
    }
    return directory.resolve(path);
  }
}
