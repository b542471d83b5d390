package city.sawang.local.notify.message;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of one language, from {@code phrases_*.properties}. */
final class Phrases {
  private static final ResourceBundle.Control ONLY_THIS_LANGUAGE =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final ResourceBundle bundle;
  private final String[] months;

  /**
   * @throws java.util.MissingResourceException when there are no words of this language
   */
  Phrases(Locale language) {
    bundle =
        ResourceBundle.getBundle(
            "city.sawang.local.notify.message.phrases", language, ONLY_THIS_LANGUAGE);
    // Written out: a Java without the data of other languages would say them in English.
    months = bundle.getString("months").split(",", -1);
  }

  /**
   * @throws java.util.MissingResourceException when there is no such phrase
   */
  String of(String key, Object... values) {
    return String.format(Locale.ROOT, bundle.getString(key), values);
  }

  /** The phrase of a word of the contract, or else that of another word. */
  String ofWord(String prefix, String word, String otherwise) {
    String key = prefix + '.' + word;
    return of(has(key) ? key : prefix + '.' + otherwise);
  }

  boolean has(String key) {
    return bundle.containsKey(key);
  }

  /** Day and time of day. */
  String at(Instant at, ZoneId zone) {
    ZonedDateTime local = at.atZone(zone);
    return of(
        "moment",
        local.getDayOfMonth(),
        months[local.getMonthValue() - 1],
        local.getHour(),
        local.getMinute());
  }
}
