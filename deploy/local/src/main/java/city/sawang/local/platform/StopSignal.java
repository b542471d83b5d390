package city.sawang.local.platform;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sun.misc.Signal;

/**
 * The wish that a running command ends. Ctrl-C (SIGINT) and SIGTERM are heard here by the main
 * thread, instead of by the shutdown hooks of all the libraries at once: only so can the parts be
 * stopped one after the other.
 */
public final class StopSignal {
  private final CompletableFuture<Void> wished = new CompletableFuture<>();

  /** Listens to SIGINT and SIGTERM of this process. */
  public static StopSignal ofProcess() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), signal -> stop.wish());
    }
    return stop;
  }

  /** Whether somebody wishes it to stop. */
  public boolean isWished() {
    return wished.isDone();
  }

  /** Wishes it. */
  public void wish() {
    wished.complete(null);
  }

  /** Done when it is wished. */
  CompletableFuture<Void> wished() {
    return wished.copy();
  }

  /**
   * Waits for the wish, at most this long.
   *
   * @return whether it is wished
   */
  public boolean await(Duration limit) throws InterruptedException {
    try {
      wished.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
