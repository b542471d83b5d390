package city.sawang.local;

import java.nio.file.Path;

/** Where this checkout lies; the script that starts Java says so. */
final class Installation {
  private Installation() {}

  /**
   * A directory of the checkout, or the same relative to the working directory when nobody said
   * where the checkout is.
   */
  static Path directory(String relative) {
    return Path.of(System.getProperty("sawang.home", "")).resolve(relative);
  }
}
