package city.sawang.local.services;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks periodically on one thread; a run that fails is logged and does not end the schedule. */
public final class PeriodicTasks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeriodicTasks.class);

  /** Something to do again and again. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "periodic-tasks");
            thread.setDaemon(true);
            return thread;
          });

  /** Runs a task from now on, with this pause in between. */
  public PeriodicTasks schedule(String name, Duration pause, Task task) {
    Future<?> unused =
        executor.scheduleWithFixedDelay(
            () -> once(name, task), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  private static void once(String name, Task task) {
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | LinkageError | StackOverflowError e) {
      // Whatever it is: a schedule that ends without a word would look like one that finds nothing.
      log.info("task {} failed and runs again later: {}", name, e.toString());
    }
  }

  @Override
  public void close() throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(5, TimeUnit.SECONDS);
  }
}
