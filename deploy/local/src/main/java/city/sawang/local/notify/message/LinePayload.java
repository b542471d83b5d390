package city.sawang.local.notify.message;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.ReceiverConfig;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Optional;

/** A message as a push message of LINE's Messaging API. */
public final class LinePayload {
  /** LINE counts UTF-16 units. */
  static final int LONGEST_TEXT = 5_000;

  private static final String MORE = "\n…";

  private LinePayload() {}

  /** The body of the request. */
  public static ObjectNode of(
      Notification message, ReceiverConfig receiver, Door.Line line, Optional<URI> dashboards) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("to", line.to());
    json.putArray("messages")
        .addObject()
        .put("type", "text")
        .put("text", cut(Wording.of(message, receiver.language(), dashboards).text()));
    return json;
  }

  /** At the end of a line, so that nothing is half said. */
  static String cut(String text) {
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    String kept = text.substring(0, LONGEST_TEXT - MORE.length());
    int end = kept.lastIndexOf('\n');
    int last = end > 0 ? end : kept.length();
    return kept.substring(0, Character.isHighSurrogate(kept.charAt(last - 1)) ? last - 1 : last)
        + MORE;
  }
}
