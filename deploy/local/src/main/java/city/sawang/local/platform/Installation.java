package city.sawang.local.platform;

import java.nio.file.Path;

/** Finds files of this checkout; the script that starts Java passes where it lies. */
public final class Installation {
  private Installation() {}

  /**
   * A directory of the checkout, or the same relative to the working directory when it was not passed
   * where the checkout is.
   */
  public static Path directory(String relative) {
    return Path.of(System.getProperty("sawang.home", "")).resolve(relative);
  }
}
