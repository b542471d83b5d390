package city.sawang.local.services;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something again and again; a look that fails is told and does not end the looking. */
public final class PeriodicTasks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeriodicTasks.class);

  /** Something to look at. */
  @FunctionalInterface
  public interface Look {
    void look() throws Exception;
  }

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread watch = new Thread(task, "watch");
            watch.setDaemon(true);
            return watch;
          });

  /** From now on, with this pause in between. */
  public PeriodicTasks look(String what, Duration pause, Look look) {
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            () -> once(what, look), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  private static void once(String what, Look look) {
    try {
      look.look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.info("cannot look at {} now: {}", what, e.toString());
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    thread.awaitTermination(5, TimeUnit.SECONDS);
  }
}
