package city.sawang.planted;

/** Planted: its text is another one on a Turkish machine. */
final class TurkishCapitals {
  private TurkishCapitals() {}

  @SuppressWarnings("StringCaseLocaleUsage")
  static String of(String text) {
    return text.toUpperCase();
  }
}
