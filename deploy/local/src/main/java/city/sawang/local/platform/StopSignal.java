package city.sawang.local.platform;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sun.misc.Signal;

/**
 * Requests that a running command stops. Ctrl-C (SIGINT), SIGTERM and the terminal that
 * goes away (SIGHUP) are received here by the main
 * thread, instead of by the shutdown hooks of all the libraries at once: only so can the parts be
 * stopped one after the other.
 */
public final class StopSignal {
  private final CompletableFuture<Void> requested = new CompletableFuture<>();

  /** Listens to SIGINT, SIGTERM and SIGHUP of this process; what nohup ignores stays ignored. */
  public static StopSignal ofProcess() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      Signal.handle(new Signal(name), signal -> stop.request());
    }
    return stop;
  }

  /** Whether a stop was requested. */
  public boolean isRequested() {
    return requested.isDone();
  }

  /** Requests a stop. */
  public void request() {
    requested.complete(null);
  }

  /** Requests a stop for a little later. */
  public void requestAfter(Duration delay) {
    CompletableFuture<Void> unused =
        CompletableFuture.runAsync(
            this::request,
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Done when a stop was requested. */
  CompletableFuture<Void> requested() {
    return requested.copy();
  }

  /**
   * Waits for the request, at most this long.
   *
   * @return whether a stop was requested
   */
  public boolean await(Duration limit) throws InterruptedException {
    try {
      requested.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
