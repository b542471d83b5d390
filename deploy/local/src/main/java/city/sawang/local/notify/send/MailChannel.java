package city.sawang.local.notify.send;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.Door.MailEncryption;
import city.sawang.local.notify.config.Door.SmtpServer;
import city.sawang.local.notify.message.MailText;
import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.send.DeliveryFailure.Blame;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient;
import org.apache.commons.net.smtp.SMTPReply;

/** Sends a message as e-mail, over a connection of its own. */
final class MailChannel implements Channel {
  private static final int SYNTAX_ERROR = 500;

  private final Door.Mail mail;
  private final Function<Notification, MailText> text;
  private final Duration timeout;
  private final ScheduledExecutorService watchdog;

  /**
   * @param watchdog ends connections that take longer than the timeout, however busy they are
   */
  MailChannel(
      Door.Mail mail,
      Function<Notification, MailText> text,
      Duration timeout,
      ScheduledExecutorService watchdog) {
    this.mail = mail;
    this.text = text;
    this.timeout = timeout;
    this.watchdog = watchdog;
  }

  @Override
  public void send(Notification message) throws DeliveryFailure {
    MailConnection client = client();
    ScheduledFuture<?> bark =
        watchdog.schedule(client::hangUp, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      converse(client, message);
    } catch (IOException e) {
      String said = e.getMessage() == null ? "" : ": " + e.getMessage();
      throw new DeliveryFailure(
          Blame.RECEIVER,
          client.isHungUp()
              ? "not done within %d s".formatted(timeout.toSeconds())
              : e.getClass().getSimpleName() + said);
    } catch (GeneralSecurityException e) {
      throw new DeliveryFailure(Blame.RECEIVER, "login: " + e.getMessage());
    } finally {
      bark.cancel(false);
      end(client);
    }
  }

  private MailConnection client() throws DeliveryFailure {
    try {
      boolean fromTheFirstByte = mail.server().encryption() == MailEncryption.TLS;
      MailConnection client = new MailConnection(fromTheFirstByte, SSLContext.getDefault());
      // Without it any valid certificate will do.
      client.setEndpointCheckingEnabled(true);
      int millis = (int) timeout.toMillis();
      client.setConnectTimeout(millis);
      client.setDefaultTimeout(millis);
      client.setCharset(StandardCharsets.US_ASCII);
      return client;
    } catch (GeneralSecurityException e) {
      throw new DeliveryFailure(Blame.RECEIVER, "no TLS: " + e.getMessage());
    }
  }

  private void converse(AuthenticatingSMTPClient client, Notification message)
      throws IOException, GeneralSecurityException, DeliveryFailure {
    SmtpServer server = mail.server();
    client.connect(server.host(), server.port());
    require(client, SMTPReply.isPositiveCompletion(client.getReplyCode()), "greeting");
    require(client, client.elogin(), "EHLO");
    if (server.encryption() == MailEncryption.STARTTLS) {
      require(client, client.execTLS(), "STARTTLS");
      require(client, client.elogin(), "EHLO");
    }
    if (server.login().isPresent()) {
      require(
          client,
          client.auth(
              AuthenticatingSMTPClient.AUTH_METHOD.PLAIN,
              server.login().get().user(),
              server.login().get().password()),
          "login");
    }
    require(client, client.setSender(mail.from()), "sender");
    for (String to : mail.to()) {
      require(client, client.addRecipient(to), "recipient " + to);
    }
    try (Writer data = client.sendMessageData()) {
      if (data == null) {
        throw refused(client, "DATA");
      }
      data.write(content(message));
    }
    require(client, client.completePendingCommand(), "message");
    client.logout();
  }

  private String content(Notification message) {
    MailText words = text.apply(message);
    String domain = mail.from().substring(mail.from().indexOf('@') + 1);
    StringBuilder content = new StringBuilder();
    line(content, "From", mail.from());
    line(content, "To", String.join(", ", mail.to()));
    line(content, "Subject", MimeText.header(words.subject()));
    line(
        content,
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(message.createdAt().atOffset(ZoneOffset.UTC)));
    // The same for every attempt: a mailbox that gets it twice can tell.
    line(content, "Message-ID", id(message.key(), domain));
    words
        .thread()
        .ifPresent(
            thread -> {
              line(content, "In-Reply-To", id(thread, domain));
              line(content, "References", id(thread, domain));
            });
    line(content, "Auto-Submitted", "auto-generated");
    line(content, "X-Sawang-Key", message.key());
    line(content, "MIME-Version", "1.0");
    line(content, "Content-Type", "text/plain; charset=UTF-8");
    line(content, "Content-Transfer-Encoding", "base64");
    return content.append("\r\n").append(MimeText.body(words.body())).toString();
  }

  private static void line(StringBuilder content, String name, String value) {
    content.append(name).append(": ").append(value).append("\r\n");
  }

  private static String id(String key, String domain) {
    return "<"
        + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8))
        + ".sawang@"
        + domain
        + ">";
  }

  private static void require(AuthenticatingSMTPClient client, boolean done, String what)
      throws DeliveryFailure {
    if (!done) {
      throw refused(client, what);
    }
  }

  /** Whatever was refused may be accepted later: a mailbox may be full, a certificate renewed. */
  private static DeliveryFailure refused(AuthenticatingSMTPClient client, String what) {
    String said = client.getReplyString();
    String reply = said == null ? "no answer" : said.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    boolean content = what.equals("message") && client.getReplyCode() >= SYNTAX_ERROR;
    return new DeliveryFailure(
        content ? Blame.MESSAGE : Blame.RECEIVER, what + " refused: " + reply);
  }

  private static void end(AuthenticatingSMTPClient client) {
    try {
      client.disconnect();
    } catch (IOException e) {
      // It was to end, and it has.
    }
  }
}
