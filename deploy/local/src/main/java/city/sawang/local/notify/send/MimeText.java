package city.sawang.local.notify.send;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Text in any language in the seven bits of mail: RFC 2045 and RFC 2047, both as base64. */
final class MimeText {
  /** So many bytes of UTF-8 make an encoded word of at most 75 characters. */
  private static final int WORD_BYTES = 45;

  private static final int LINE = 76;

  private MimeText() {}

  /**
   * The value of a header, folded. Line breaks in it become blanks: nobody adds a header of his
   * own.
   */
  static String header(String text) {
    String line = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
      String letter = Character.toString(line.codePointAt(i));
      int length = letter.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + length > WORD_BYTES) {
        words.add(encoded(word.toString()));
        word.setLength(0);
        bytes = 0;
      }
      word.append(letter);
      bytes += length;
    }
    words.add(encoded(word.toString()));
    return String.join("\r\n ", words);
  }

  private static String encoded(String text) {
    return "=?UTF-8?B?"
        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        + "?=";
  }

  /** The body of a mail whose header Content-Transfer-Encoding is base64. */
  static String body(String text) {
    return Base64.getMimeEncoder(LINE, new byte[] {'\r', '\n'})
            .encodeToString(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }
}
