package city.sawang.local.health;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of every thread of this process that ends by an exception which nobody caught. Such a thread
 * does not come back, so the process is not ready from then on and is to end: its data are safe, and
 * started again it is whole.
 *
 * <p>Worker threads of a pool are replaced by the pool. Their task is lost, which the process says
 * for a minute.
 */
public final class DeadThreads {
  private static final Logger LOG = LoggerFactory.getLogger(DeadThreads.class);
  private static final long SHOWN_NANOS = 60_000_000_000L;

  private record Death(String text, boolean replaced, long at) {}

  private final CompletableFuture<String> beyondRecovery = new CompletableFuture<>();
  private volatile Death newest;

  private DeadThreads() {}

  /** From now on all threads of this process are heard of here. */
  public static DeadThreads ofProcess() {
    DeadThreads dead = new DeadThreads();
    Thread.setDefaultUncaughtExceptionHandler(dead::ended);
    return dead;
  }

  private void ended(Thread thread, Throwable why) {
    try {
      boolean replaced = isWorkerOfAPool(why);
      String text = "thread %s ended by %s".formatted(thread.getName(), why);
      newest = new Death(text, replaced, System.nanoTime());
      if (!replaced) {
        beyondRecovery.complete(text);
      }
      LOG.error("thread {} ended by what nobody caught", thread.getName(), why);
    } catch (Throwable noMemoryForIt) {
      // The last one who could say it: without memory for a line the process ends at once.
      Runtime.getRuntime().halt(1);
    }
  }

  /** The thread itself dies too, but its pool makes another one. */
  private static boolean isWorkerOfAPool(Throwable why) {
    for (StackTraceElement frame : why.getStackTrace()) {
      if (frame.getClassName().startsWith("java.util.concurrent.ThreadPoolExecutor")
          || frame.getClassName().startsWith("java.util.concurrent.ForkJoin")) {
        return why instanceof Exception;
      }
    }
    return false;
  }

  /** A part of this process says that it cannot go on: as if its threads had ended. */
  public void givenUp(String what) {
    beyondRecovery.complete(what);
  }

  /** Why the process is not whole; empty: it is. */
  public List<String> notReadyReasons() {
    if (beyondRecovery.isDone()) {
      return List.of(beyondRecovery.join());
    }
    Death last = newest;
    return last == null || System.nanoTime() - last.at() > SHOWN_NANOS
        ? List.of()
        : List.of(last.text());
  }

  /** Runs this, in the thread that ends, when a thread has ended for good. */
  public void whenBeyondRecovery(Runnable task) {
    CompletableFuture<Void> unused = beyondRecovery.thenRun(task);
  }

  /** Which thread has ended for good; empty: none. */
  public Optional<String> beyondRecovery() {
    return Optional.ofNullable(beyondRecovery.getNow(null));
  }
}
