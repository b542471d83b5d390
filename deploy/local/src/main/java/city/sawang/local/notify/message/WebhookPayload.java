package city.sawang.local.notify.message;

import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.config.TextLanguage;
import city.sawang.local.notify.message.Wording.Words;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Optional;

/**
 * A message as the plain webhook has it: what the outbox holds, and its words in both languages.
 */
public final class WebhookPayload {
  private WebhookPayload() {}

  /** The body of the request. */
  public static ObjectNode of(
      Notification message, ReceiverConfig receiver, Optional<URI> dashboards) {
    ObjectNode json = NotificationJson.write(message);
    json.put("receiver", receiver.name());
    dashboards.ifPresent(url -> json.put("dashboards", url.toString()));
    ObjectNode text = json.putObject("text");
    put(text.putObject("th"), Wording.of(message, TextLanguage.TH, dashboards));
    put(text.putObject("en"), Wording.of(message, TextLanguage.EN, dashboards));
    return json;
  }

  private static void put(ObjectNode json, Words words) {
    json.put("title", words.title()).put("body", String.join("\n", words.lines()));
  }
}
