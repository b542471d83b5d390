package city.sawang.local.notify.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class PhrasesTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("%[^%a-z]*[a-z]");

  private static TreeMap<String, List<String>> placeholders(String language) {
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            "city.sawang.local.notify.message.phrases", Locale.forLanguageTag(language));
    TreeMap<String, List<String>> found = new TreeMap<>();
    bundle
        .keySet()
        .forEach(
            key ->
                found.put(
                    key,
                    PLACEHOLDER
                        .matcher(bundle.getString(key))
                        .results()
                        .map(MatchResult::group)
                        .toList()));
    return found;
  }

  @Test
  void bothLanguagesHaveTheSamePhrasesWithTheSameValues() {
    assertThat(placeholders("th")).isNotEmpty().isEqualTo(placeholders("en"));
  }

  @Test
  void aLanguageWithoutWordsIsNotAnsweredInAnother() {
    Assertions.assertThatThrownBy(() -> new Phrases(Locale.GERMAN))
        .isInstanceOf(MissingResourceException.class);
  }
}
