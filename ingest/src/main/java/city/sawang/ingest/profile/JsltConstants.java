package city.sawang.ingest.profile;

import com.schibsted.spt.data.jslt.JsltException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Refuses programs whose constants grow beyond measure. JSLT works out constants when it compiles,
 * before any budget: {@code let b = $a + $a} and so on doubles its size with every line.
 */
final class JsltConstants {
  /** Characters and values of all constants together. */
  static final long MOST = 1_000_000;

  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "and", "or", "let", "def", "if", "else", "for");

  private JsltConstants() {}

  /**
   * @throws JsltException when the constants are too large
   */
  static void check(String program) {
    Map<String, Long> constants = new HashMap<>();
    Matcher tokens = Demands.TOKEN.matcher(program);
    String name = null;
    boolean named = false;
    boolean constant = false;
    long size = 0;
    long all = 0;
    while (tokens.find()) {
      String token = tokens.group();
      if (token.startsWith("//")) {
        continue;
      }
      if (token.equals("let")) {
        keep(constants, name, constant ? size : 0);
        name = null;
        named = true;
        constant = true;
        size = 0;
      } else if (named) {
        name = '$' + token;
        named = false;
      } else if (token.startsWith("$")) {
        long used = constants.getOrDefault(token, 0L);
        constant &= used > 0;
        size += used;
        all += used;
      } else {
        size += token.length();
        // A path or a call depends on the message, and is not worked out before.
        constant &=
            !token.equals(".") && (WORDS.contains(token) || !Character.isLetter(token.charAt(0)));
      }
      if (all + size > MOST) {
        throw new JsltException(
            "its constants grow beyond " + MOST + " characters, the last of them " + name);
      }
    }
  }

  private static void keep(Map<String, Long> constants, String name, long size) {
    if (name != null) {
      constants.merge(name, size, Math::max);
    }
  }
}
