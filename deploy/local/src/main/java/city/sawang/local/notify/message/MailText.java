package city.sawang.local.notify.message;

import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.message.Wording.Words;
import java.net.URI;
import java.util.Optional;

/**
 * A message as e-mail.
 *
 * @param subject one line
 * @param thread what mails about one thing have in common; empty: it stands alone
 */
public record MailText(String subject, String body, Optional<String> thread) {
  /** The mail for a receiver. */
  public static MailText of(
      Notification message, ReceiverConfig receiver, Optional<URI> dashboards) {
    Words words = Wording.of(message, receiver.language(), dashboards);
    Optional<String> thread =
        message instanceof Notification.OfIncident one
            ? Optional.of(one.fault().incidentId())
            : Optional.empty();
    return new MailText(words.title(), words.text() + "\n", thread);
  }
}
