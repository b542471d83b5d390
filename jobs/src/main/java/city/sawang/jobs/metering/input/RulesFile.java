package city.sawang.jobs.metering.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Reads {@code metering-rules.properties}: the versioned numbers of the metering rules that stand for
 * what nobody registered.
 */
final class RulesFile {
  private static final String NAME = "metering-rules.properties";
  private static final Properties RULES = load();

  private RulesFile() {}

  /**
   * @throws IllegalStateException when the file has no such whole number above zero
   */
  static long number(String key) {
    String text = RULES.getProperty(key);
    if (text == null || !text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalStateException(
          NAME + ": " + key + " is " + text + ", expected a whole number above zero");
    }
    return Long.parseLong(text);
  }

  private static Properties load() {
    Properties rules = new Properties();
    try (InputStream in = RulesFile.class.getResourceAsStream(NAME)) {
      rules.load(in);
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException("read " + NAME, e);
    }
  }
}
