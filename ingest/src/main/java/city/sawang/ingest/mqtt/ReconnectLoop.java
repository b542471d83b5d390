package city.sawang.ingest.mqtt;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one connection after the other until it is stopped, with a pause before every further
 * attempt that doubles up to a limit. Run by a thread of its owner.
 */
public final class ReconnectLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconnectLoop.class);

  /** Makes a connection and stays until it is over. */
  @FunctionalInterface
  public interface Attempt {
    /**
     * @return whether the connection was good, so that the pause after it is the shortest again
     */
    boolean run() throws InterruptedException;
  }

  private final String name;
  private final Duration shortestPause;
  private final Duration longestPause;
  private final Attempt attempt;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean stopping;
  private boolean woken;
  private volatile Throwable failure;

  /**
   * @param name of the connection, for the log
   * @param shortestPause before the second attempt and after a good connection
   * @param longestPause where the doubling ends
   */
  public ReconnectLoop(
      String name, Duration shortestPause, Duration longestPause, Attempt attempt) {
    this.name = name;
    this.shortestPause = shortestPause;
    this.longestPause = longestPause;
    this.attempt = attempt;
  }

  @Override
  public void run() {
    Duration pause = Duration.ZERO;
    try {
      while (pause(pause)) {
        pause = attempt.run() ? shortestPause : longer(pause);
      }
    } catch (InterruptedException e) {
      failure = e;
      LOG.error("the reconnect loop was interrupted and ends connection={}", name);
    } catch (RuntimeException | Error e) {
      failure = e;
      LOG.error("the reconnect loop ends, which is a bug of ours connection={}", name, e);
    }
  }

  private Duration longer(Duration pause) {
    Duration longer = pause.isZero() ? shortestPause : pause.multipliedBy(2);
    return longer.compareTo(longestPause) > 0 ? longestPause : longer;
  }

  /**
   * Waits for the whole of {@code time}, or until the loop is to stop.
   *
   * @return false when it is to stop
   */
  public boolean pause(Duration time) throws InterruptedException {
    long nanos = time.toNanos();
    lock.lock();
    try {
      while (!stopping && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for {@link #wake}, for at most {@code time}, or until the loop is to stop.
   *
   * @return false when it is to stop
   */
  public boolean awaitWake(Duration time) throws InterruptedException {
    long nanos = time.toNanos();
    lock.lock();
    try {
      while (!stopping && !woken && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      woken = false;
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the present or the next {@link #awaitWake}. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No further attempt; the running one asks {@link #isStopping}. */
  public void stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the loop is to stop. */
  public boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** What ended the loop although nobody had stopped it. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }
}
