package city.sawang.local.platform;

import city.sawang.local.CommandFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts parts in parallel where they do not need each other, and stops what was started in the
 * reverse order. A part that needs another is started after it, so the reverse order stops nothing
 * under the feet of a part that still runs.
 */
public final class Startup implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Startup.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  private record Started(String name, AutoCloseable part) {}

  private final Progress progress;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "startup");
            thread.setDaemon(true);
            return thread;
          });
  private final Deque<Started> started = new ArrayDeque<>();
  private final List<CompletableFuture<?>> parts = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  public Startup(Progress progress) {
    this.progress = progress;
  }

  /**
   * Starts a part when those before it are there.
   *
   * @param name as it is shown
   * @param start makes the running part; when it is {@link AutoCloseable} it is closed at the end
   * @param detail what to show beside the name when it runs
   * @param after what must have been done before
   */
  public <T> CompletableFuture<T> part(
      String name, Callable<T> start, Function<T, String> detail, CompletableFuture<?>... after) {
    CompletableFuture<T> future =
        CompletableFuture.allOf(after)
            .thenApplyAsync(
                ignored -> {
                  if (stopping) {
                    throw new CancellationException("stopped before " + name + " started");
                  }
                  long begin = System.nanoTime();
                  T part = call(name, start);
                  if (part instanceof AutoCloseable closeable) {
                    remember(new Started(name, closeable));
                  }
                  progress.done(name, System.nanoTime() - begin, detail.apply(part));
                  return part;
                },
                threads);
    parts.add(future);
    return future;
  }

  /** Starts a part after which nothing else starts. */
  public <T> void lastPart(
      String name, Callable<T> start, Function<T, String> detail, CompletableFuture<?>... after) {
    CompletableFuture<T> unused = part(name, start, detail, after);
  }

  private static <T> T call(String name, Callable<T> start) {
    try {
      return start.call();
    } catch (CommandFailure e) {
      throw e;
    } catch (Exception e) {
      throw new CommandFailure(name + " did not start: " + message(e), e);
    }
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private void remember(Started part) {
    synchronized (started) {
      started.push(part);
    }
  }

  /** Whether the parts are to give up what they wait for. */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Waits until all parts are there; the first failure of any ends the waiting, and so does the
   * requested stop.
   *
   * @return whether all are there; false when it is to stop
   */
  public boolean await(StopSignal stop) throws InterruptedException {
    CompletableFuture<Void> failure = new CompletableFuture<>();
    for (CompletableFuture<?> part : parts) {
      part.exceptionally(
          problem -> {
            failure.completeExceptionally(problem);
            return null;
          });
    }
    try {
      CompletableFuture.anyOf(stop.requested(), failure, all()).get();
      return !stop.isRequested();
    } catch (ExecutionException e) {
      throw unwrap(e);
    }
  }

  private static CommandFailure unwrap(Throwable problem) {
    Throwable cause = problem;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof CommandFailure failure
        ? failure
        : new CommandFailure(message(cause), cause);
  }

  /**
   * Stops everything. A part that is starting at this moment is waited for: only what has started
   * can be stopped, and a server left half-started would outlive us.
   */
  @Override
  public void close() {
    stopping = true;
    awaitStarting();
    Started next = poll();
    while (next != null) {
      long begin = System.nanoTime();
      stop(next);
      progress.done(next.name(), System.nanoTime() - begin, "stopped");
      next = poll();
    }
    threads.shutdownNow();
  }

  private Started poll() {
    synchronized (started) {
      return started.poll();
    }
  }

  private CompletableFuture<Void> all() {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }

  private void awaitStarting() {
    try {
      all().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failedAndReported) {
      log.debug("a part did not start", failedAndReported);
    } catch (TimeoutException e) {
      log.error("a part is still starting after {}; it may outlive this process", START_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A part that cannot be stopped must not keep the others running: it is reported and left. */
  private void stop(Started part) {
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(
            () -> {
              try {
                part.part().close();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            threads);
    try {
      stopped.get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.error("{} did not stop as it should", part.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
