package city.sawang.local.platform;

import java.nio.file.Path;

/** Where this checkout lies; the script that starts Java says so. */
public final class Installation {
  private Installation() {}

  /**
   * A directory of the checkout, or the same relative to the working directory when nobody said
   * where the checkout is.
   */
  public static Path directory(String relative) {
    return Path.of(System.getProperty("sawang.home", "")).resolve(relative);
  }
}
