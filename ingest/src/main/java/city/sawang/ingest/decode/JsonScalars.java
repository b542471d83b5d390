package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.DUPLICATE_MEMBER;
import static city.sawang.schemas.ReasonCode.NOT_FINITE;
import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.NOT_UTF8;
import static city.sawang.schemas.ReasonCode.OUT_OF_RANGE;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** The limits of numbers and texts, whatever member they stand in. */
final class JsonScalars {
  static final int MAX_STRING = 256;
  static final int MAX_NUMBER = 32;

  private final JsonParser json;
  private final boolean placed;

  /**
   * @param placed whether {@code json} reads the payload itself, so that offsets mean something
   */
  JsonScalars(JsonParser json, boolean placed) {
    this.json = json;
    this.placed = placed;
  }

  /**
   * @param name member for the detail
   * @return length of the number's text
   * @throws Refusal NOT_FINITE when it is longer than any measurement
   */
  int numberLength(String name) throws Refusal, IOException {
    int length = json.getTextLength();
    if (length > MAX_NUMBER) {
      throw new Refusal(
          NOT_FINITE,
          name
              + " is a number of "
              + length
              + " characters, expected at most "
              + MAX_NUMBER
              + at());
    }
    return length;
  }

  /** The current text, checked by {@link #checkText}. */
  String text(String name) throws Refusal, IOException {
    String text = json.getText();
    checkText(text, name);
    return text;
  }

  /**
   * JSON can escape text that UTF-8 cannot carry and PostgreSQL cannot keep.
   *
   * @throws Refusal OUT_OF_RANGE when it is too long, NOT_UTF8 for a lone surrogate, NOT_OUR_SCHEMA
   *     for U+0000
   */
  void checkText(String text, String where) throws Refusal {
    if (text.length() > MAX_STRING) {
      throw new Refusal(
          OUT_OF_RANGE,
          where + " is a text of " + text.length() + ", expected at most " + MAX_STRING + at());
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        // Legal JSON and legal UTF-8, but no text that a database keeps.
        throw new Refusal(
            NOT_OUR_SCHEMA, where + " contains U+0000, expected text without it" + at());
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new Refusal(NOT_UTF8, where + " contains a lone surrogate" + at());
        }
        i++;
      }
    }
  }

  Refusal duplicate(String name) {
    return new Refusal(DUPLICATE_MEMBER, "member " + Refusal.quote(name) + " comes twice" + at());
  }

  Refusal notFinite(String name) {
    return new Refusal(NOT_FINITE, name + " is beyond every finite number" + at());
  }

  /** Where it stands in the payload; what a profile yields has no place in it. */
  String at() {
    if (!placed) {
      return "";
    }
    return " (byte " + json.currentTokenLocation().getByteOffset() + ")";
  }
}
