package city.sawang.schemas;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides what may be an id: of a city, deployment, feeder or lamp ({@link #nameObjection}), and of a
 * controller or meter ({@link #deviceObjection}). Ids must survive every reader of a CSV file: what
 * such readers take for a missing value, a truth value, a number, a date or a time of day is no id,
 * see CONTRACT.md#ids. Registry validation and the decoder of the bridge both ask here.
 */
public final class Identifiers {
  private static final int LONGEST = 64;

  /** A serial, MAC address, IMEI or EUI, as a factory burns it in, has at least so many digits. */
  private static final int SHORTEST_SERIAL = 8;

  private static final String SEPARATOR = "::";

  private static final String CHARACTERS_EXPECTED = "[A-Za-z0-9._:-]{1,64}";
  private static final String SEPARATOR_EXPECTED = "no '::', which separates ids that are joined";
  private static final String NAME_EXPECTED =
      "an id that no reader of CSV files takes for something else, as they take nan, null, true, 12"
          + " and 1e5";
  private static final String DEVICE_EXPECTED =
      NAME_EXPECTED + "; one of digits has at least " + SHORTEST_SERIAL;

  /** Read as a missing value, as no number, as infinity or as a truth value; in any case. */
  private static final Set<String> WORDS =
      Set.of(
          "nan",
          "na",
          "n.a.",
          "n/a",
          "null",
          "nil",
          "none",
          "inf",
          "infinity",
          "true",
          "t",
          "false",
          "f",
          "yes",
          "no",
          "on",
          "off");

  private static final int LONGEST_WORD = "-infinity".length();

  /** Numbers: some readers take underscores between digits, hexadecimals and binaries as well. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "-?(\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)([eE]-?\\d+)?|-?0[xX][0-9A-Fa-f_]+|-?0[bB][01_]+");

  private static final Pattern DATE_OR_TIME =
      Pattern.compile("\\d{1,4}[-.]\\d{1,2}[-.]\\d{1,4}|\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?");

  /** Hexadecimal digits of an EUI-48 and of an EUI-64. */
  private static final int EUI_48_DIGITS = 12;

  private static final int EUI_64_DIGITS = 16;

  private Identifiers() {}

  /**
   * The form in which ids are compared: lower case, and of an EUI without its hyphens and colons.
   * Two ids are the same when their forms are equal; what is shown is the spelling of the registry.
   * The channel behind a device ({@code <device>:<channel>}) stays apart.
   */
  public static String comparable(String id) {
    String lower = lowerCase(id);
    if (isEui(lower, lower.length())) {
      return withoutPunctuation(lower, lower.length());
    }
    for (int colon = lower.lastIndexOf(':'); colon > 0; colon = lower.lastIndexOf(':', colon - 1)) {
      if (isEui(lower, colon)) {
        return withoutPunctuation(lower, colon) + lower.substring(colon);
      }
    }
    return lower;
  }

  /** Whether two texts are the same id, see {@link #comparable}. */
  public static boolean same(String one, String other) {
    return one.equals(other) || comparable(one).equals(comparable(other));
  }

  private static String lowerCase(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return id.toLowerCase(Locale.ROOT);
      }
    }
    return id;
  }

  /** Pairs of hexadecimal digits: twelve or sixteen digits, each pair apart or none. */
  private static boolean isEui(String text, int end) {
    int digits = 0;
    int punctuation = 0;
    int sinceLast = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isDigit(c) || (c >= 'a' && c <= 'f')) {
        digits++;
        sinceLast++;
      } else if ((c == '-' || c == ':') && sinceLast >= 2 && sinceLast % 2 == 0) {
        punctuation++;
        sinceLast = 0;
      } else {
        return false;
      }
    }
    boolean whole = digits == EUI_48_DIGITS || digits == EUI_64_DIGITS;
    // One colon alone is a channel behind a device, not the punctuation of an EUI.
    return whole && sinceLast > 0 && punctuation != 1;
  }

  private static String withoutPunctuation(String text, int end) {
    if (text.indexOf('-') < 0 && text.indexOf(':') < 0) {
      return text;
    }
    StringBuilder digits = new StringBuilder(EUI_64_DIGITS);
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) != '-' && text.charAt(i) != ':') {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }

  /**
   * What is expected instead of a text as the id of a city, deployment, feeder or lamp: a name that
   * people give.
   *
   * @return empty when the text is an id
   */
  public static Optional<String> nameObjection(String text) {
    return wrongCharacters(text)
        .or(() -> isTakenForSomethingElse(text) ? Optional.of(NAME_EXPECTED) : Optional.empty());
  }

  /**
   * What is expected instead of a text as the id of a controller or meter. Nobody can rename what a
   * factory burnt in: digits are an id when there are so many that they are no count.
   *
   * @return empty when the text is an id
   */
  public static Optional<String> deviceObjection(String text) {
    return wrongCharacters(text)
        .or(
            () ->
                !isBurntIn(text) && isTakenForSomethingElse(text)
                    ? Optional.of(DEVICE_EXPECTED)
                    : Optional.empty());
  }

  private static Optional<String> wrongCharacters(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Optional.of(CHARACTERS_EXPECTED);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed = isLetter(c) || isDigit(c) || c == '.' || c == '_' || c == ':' || c == '-';
      if (!allowed) {
        return Optional.of(CHARACTERS_EXPECTED);
      }
    }
    return text.contains(SEPARATOR) ? Optional.of(SEPARATOR_EXPECTED) : Optional.empty();
  }

  /** Zigbee writes its addresses with 0x before the digits. */
  private static boolean isBurntIn(String text) {
    int first = text.startsWith("0x") || text.startsWith("0X") ? 2 : 0;
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
        return false;
      }
    }
    return text.length() - first >= SHORTEST_SERIAL;
  }

  /** Whether readers of CSV files take a text for a missing value, a truth value, a number, a date or a time. */
  public static boolean isTakenForSomethingElse(String text) {
    if (text.isEmpty()) {
      return true;
    }
    boolean signed = text.charAt(0) == '-';
    if (text.length() <= LONGEST_WORD
        && WORDS.contains((signed ? text.substring(1) : text).toLowerCase(Locale.ROOT))) {
      return true;
    }
    // The bridge asks for every message: most ids begin with a letter and are done here.
    return !isLetter(text.charAt(0))
        && (NUMBER.matcher(text).matches() || DATE_OR_TIME.matcher(text).matches());
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
