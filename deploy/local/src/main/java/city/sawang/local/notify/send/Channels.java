package city.sawang.local.notify.send;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.NotifyConfig;
import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.message.AlertmanagerPayload;
import city.sawang.local.notify.message.LinePayload;
import city.sawang.local.notify.message.MailText;
import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.message.WebhookPayload;
import city.sawang.local.notify.send.HttpChannel.KeyHeader;
import city.sawang.local.notify.send.HttpChannel.Post;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Makes the channel of each receiver, and ends what they share. */
public final class Channels implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int ACCEPTED_BEFORE = 409;

  private final Optional<URI> dashboards;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "notify-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  public Channels(NotifyConfig config) {
    dashboards = config.dashboards();
  }

  /** The channel of a receiver. */
  Channel of(ReceiverConfig receiver) {
    Door door = receiver.door();
    if (door instanceof Door.Alertmanager alertmanager) {
      return http(
          receiver,
          new Post(
              alertmanager.url(),
              alertmanager.bearer(),
              message -> AlertmanagerPayload.of(message, receiver, dashboards).toString(),
              idempotencyKey(),
              Optional.empty()));
    }
    if (door instanceof Door.Webhook webhook) {
      return http(
          receiver,
          new Post(
              webhook.url(),
              webhook.bearer(),
              message -> WebhookPayload.of(message, receiver, dashboards).toString(),
              idempotencyKey(),
              Optional.empty()));
    }
    if (door instanceof Door.Line line) {
      return http(
          receiver,
          new Post(
              line.api(),
              Optional.of(line.token()),
              message -> LinePayload.of(message, receiver, line, dashboards).toString(),
              new KeyHeader("X-Line-Retry-Key", message -> uuid(receiver, message)),
              Optional.of(ACCEPTED_BEFORE)));
    }
    Door.Mail mail = (Door.Mail) door;
    return new MailChannel(
        mail, message -> MailText.of(message, receiver, dashboards), receiver.timeout(), watchdog);
  }

  private Channel http(ReceiverConfig receiver, Post post) {
    return new HttpChannel(http, post, receiver.timeout());
  }

  private static KeyHeader idempotencyKey() {
    return new KeyHeader("Idempotency-Key", Notification::key);
  }

  /** Two receivers may be one chat in two languages: each message of each is one of its own. */
  private static String uuid(ReceiverConfig receiver, Notification message) {
    return UUID.nameUUIDFromBytes(
            (receiver.name() + '\n' + message.key()).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
