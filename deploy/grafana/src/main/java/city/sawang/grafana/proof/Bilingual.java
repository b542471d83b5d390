package city.sawang.grafana.proof;

import java.util.regex.Pattern;

/**
 * Recognises a text in two languages, written {@code ไทย · English}. Grafana shows both halves;
 * the page of this module shows the half that was chosen.
 */
final class Bilingual {
  private static final Pattern THAI = Pattern.compile("\\p{InThai}");
  private static final String SEPARATOR = " · ";

  private Bilingual() {}

  /** True for Thai before the separator and none after it, with neither half empty. */
  static boolean is(String text) {
    if (text == null) {
      return false;
    }
    String[] halves = text.split(Pattern.quote(SEPARATOR), -1);
    return halves.length == 2
        && THAI.matcher(halves[0]).find()
        && !THAI.matcher(halves[1]).find()
        && !halves[1].isBlank();
  }
}
