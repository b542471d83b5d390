package city.sawang.ingest.decode;

import city.sawang.schemas.ReasonCode;
import java.util.OptionalLong;

/**
 * Why a payload, or one element of it, is not accepted. Thrown only inside the decoder; it carries
 * no stack trace: bad input is data, and an attacker must not make it expensive.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MAX_DETAIL = 300;
  private static final int MAX_QUOTE = 48;

  private final ReasonCode reason;
  private final transient OptionalLong claimedAtMillis;

  /**
   * @param reason the code of the public contract
   * @param detail what, where, and what was expected; cleaned of control characters and bounded
   */
  public Refusal(ReasonCode reason, String detail) {
    this(reason, detail, OptionalLong.empty());
  }

  private Refusal(ReasonCode reason, String detail, OptionalLong claimedAtMillis) {
    super(clean(detail, MAX_DETAIL), null, false, false);
    this.reason = reason;
    this.claimedAtMillis = claimedAtMillis;
  }

  /** A refusal because of the time that the device claims. */
  static Refusal ofTime(ReasonCode reason, String detail, long claimedAtMillis) {
    return new Refusal(reason, detail, OptionalLong.of(claimedAtMillis));
  }

  /** The time that the device claims, where that is why it is refused. */
  public OptionalLong claimedAtMillis() {
    return claimedAtMillis;
  }

  public ReasonCode reason() {
    return reason;
  }

  public String detail() {
    return getMessage();
  }

  /** A piece of foreign text, short enough to be quoted in a detail. */
  public static String quote(String foreign) {
    return '"' + clean(foreign, MAX_QUOTE) + '"';
  }

  /** The text with every control character and lone surrogate replaced, cut after {@code limit}. */
  static String clean(String text, int limit) {
    StringBuilder cleaned = new StringBuilder(Math.min(text.length(), limit) + 1);
    text.codePoints()
        .limit(limit)
        .forEach(
            c ->
                cleaned.appendCodePoint(
                    Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c));
    if (text.length() > limit && text.codePointCount(0, text.length()) > limit) {
      cleaned.append('…');
    }
    return cleaned.toString();
  }
}
