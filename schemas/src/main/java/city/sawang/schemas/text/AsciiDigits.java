package city.sawang.schemas.text;

/** Turns the digits of every script, as Thai ๒๕๖๗, into 0 to 9. */
final class AsciiDigits {
  private AsciiDigits() {}

  static String of(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
