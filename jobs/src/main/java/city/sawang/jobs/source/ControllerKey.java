package city.sawang.jobs.source;

/** The text {@code city/controller} that keys readings and registry records. */
final class ControllerKey {
  private ControllerKey() {}

  static boolean isValid(String key) {
    if (key == null) {
      return false;
    }
    int slash = key.indexOf('/');
    return slash > 0 && slash == key.lastIndexOf('/') && slash < key.length() - 1;
  }
}
