package city.sawang.ingest;

import static city.sawang.schemas.ReasonCode.BAD_IDENTIFIER;

/** Names of cities and devices: {@code [A-Za-z0-9._:-]{1,64}}. */
final class Identifier {
  private static final int MAX_LENGTH = 64;

  private Identifier() {}

  static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == ':'
              || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param what what the text should name, for the detail
   * @throws Refusal BAD_IDENTIFIER
   */
  static String check(String what, String text) throws Refusal {
    if (!isValid(text)) {
      throw new Refusal(
          BAD_IDENTIFIER, what + " is " + Refusal.quote(text) + ", expected [A-Za-z0-9._:-]{1,64}");
    }
    return text;
  }
}
