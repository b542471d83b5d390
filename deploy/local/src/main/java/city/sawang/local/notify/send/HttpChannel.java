package city.sawang.local.notify.send;

import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.send.DeliveryFailure.Blame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Posts a message as JSON. Redirects are not followed: the address in the file is the one that was
 * meant, and a token is sent nowhere else.
 */
final class HttpChannel implements Channel {
  /** The answers that blame the request and not who sent it. */
  private static final Set<Integer> REFUSED = Set.of(400, 413, 415, 422);

  private static final Duration LONGEST_WISH = Duration.ofHours(1);
  private static final int LONGEST_REMARK = 120;

  private final HttpClient client;
  private final Post post;
  private final Duration timeout;

  /**
   * What is sent where.
   *
   * @param bearer token of the header Authorization; empty: none
   * @param body the JSON of a message
   * @param key name and value of the header by which a receiver knows a message again
   * @param acceptedBefore the status that says so; it is a success
   */
  record Post(
      URI url,
      Optional<String> bearer,
      Function<Notification, String> body,
      KeyHeader key,
      Optional<Integer> acceptedBefore) {}

  /** By which header a receiver knows a message again. */
  record KeyHeader(String name, Function<Notification, String> value) {}

  HttpChannel(HttpClient client, Post post, Duration timeout) {
    this.client = client;
    this.post = post;
    this.timeout = timeout;
  }

  @Override
  public void send(Notification message) throws DeliveryFailure, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(post.url())
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "sawang")
            .header(post.key().name(), post.key().value().apply(message))
            .POST(HttpRequest.BodyPublishers.ofString(post.body().apply(message)));
    post.bearer().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    judge(answer(request.build()));
  }

  private HttpResponse<String> answer(HttpRequest request)
      throws DeliveryFailure, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, head -> FirstBytes.of(head.statusCode()));
    try {
      // The timeout of the request ends with the head of the answer; this one does not.
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new DeliveryFailure(Blame.RECEIVER, problem(e.getCause()));
    } catch (TimeoutException e) {
      throw new DeliveryFailure(
          Blame.RECEIVER, "no answer within %d s".formatted(timeout.toSeconds()));
    } finally {
      answer.cancel(true);
    }
  }

  private String problem(Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return "no answer within %d s".formatted(timeout.toSeconds());
    }
    String said = cause.getMessage();
    return cause instanceof IOException && said != null && !said.isBlank()
        ? cause.getClass().getSimpleName() + ": " + said.lines().findFirst().orElse("")
        : cause.getClass().getSimpleName();
  }

  private void judge(HttpResponse<String> answer) throws DeliveryFailure {
    int status = answer.statusCode();
    boolean taken = status >= 200 && status < 300;
    if (taken || post.acceptedBefore().filter(known -> known == status).isPresent()) {
      return;
    }
    if (status >= 300 && status < 400) {
      throw new DeliveryFailure(
          Blame.RECEIVER,
          "HTTP %d, a redirect: expected the final address as url".formatted(status));
    }
    throw new DeliveryFailure(
        REFUSED.contains(status) ? Blame.MESSAGE : Blame.RECEIVER,
        "HTTP " + status + remark(answer.body()),
        answer.headers().firstValue("Retry-After").flatMap(HttpChannel::seconds));
  }

  private static String remark(String body) {
    String text = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (text.isEmpty()) {
      return "";
    }
    return ": " + (text.length() > LONGEST_REMARK ? text.substring(0, LONGEST_REMARK) + "…" : text);
  }

  private static Optional<Duration> seconds(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      return Optional.empty();
    }
    Duration wish = Duration.ofSeconds(Long.parseLong(text));
    return Optional.of(wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish);
  }
}
