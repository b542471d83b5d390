package city.sawang.schemas.text;

import java.util.Locale;

/**
 * Makes this process write and compare text alike wherever it runs: what is set on the machine
 * (Turkish, whose capital i has a dot; Thai digits; decimal commas) would change names, addresses and
 * numbers that programs read, ours and those of libraries. People's languages are the business of the
 * pages they see.
 */
public final class NeutralLocale {
  private NeutralLocale() {}

  /** To be called first in every process, before a library reads the machine's locale. */
  public static void set() {
    Locale.setDefault(Locale.ROOT);
  }
}
