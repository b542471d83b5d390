package city.sawang.local.notify.send;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The beginning of an answer; what comes after it is not read, however much it is and however
 * slowly it comes. Who took the message need not say anything more: then nothing is read.
 */
final class FirstBytes implements HttpResponse.BodySubscriber<String> {
  /** Enough for what a receiver says about a refusal. */
  static final int OF_A_REFUSAL = 4_096;

  private final CompletableFuture<String> body = new CompletableFuture<>();
  private final ByteBuffer kept;
  private Flow.Subscription subscription;

  private FirstBytes(int most) {
    kept = ByteBuffer.allocate(most);
  }

  /** As much as is needed of an answer with this status. */
  static FirstBytes of(int status) {
    return new FirstBytes(status >= 200 && status < 300 ? 0 : OF_A_REFUSAL);
  }

  @Override
  public CompletionStage<String> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    goOn();
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      int length = Math.min(part.remaining(), kept.remaining());
      kept.put(part.slice(part.position(), length));
    }
    goOn();
  }

  private void goOn() {
    if (kept.hasRemaining()) {
      subscription.request(1);
    } else {
      // Ends the connection too.
      subscription.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable problem) {
    body.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    body.complete(new String(kept.array(), 0, kept.position(), StandardCharsets.UTF_8));
  }
}
