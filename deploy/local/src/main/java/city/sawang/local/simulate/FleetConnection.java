package city.sawang.local.simulate;

import city.sawang.ingest.mqtt.ConnectOptions;
import city.sawang.ingest.mqtt.ConnectionListener;
import city.sawang.ingest.mqtt.Incoming;
import city.sawang.ingest.mqtt.MqttConnection;
import city.sawang.ingest.mqtt.MqttFailure;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.ingest.mqtt.PublishCallback;
import city.sawang.ingest.mqtt.ReconnectLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes for the fleet over one MQTT connection after the other and never gives a message up:
 * what has no PUBACK is sent again, byte for byte and in order, over the next connection.
 */
final class FleetConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetConnection.class);

  private static final int MAX_REFUSALS = 5;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Hears what becomes of the messages. */
  interface Listener {
    void resent(long id);

    void acknowledged(long id, int reason);

    /** Refused {@value #MAX_REFUSALS} times; it is not sent again. */
    void givenUp(long id);
  }

  private static final class Pending {
    final FleetMessage message;
    boolean sentBefore;
    int refusals;

    Pending(FleetMessage message) {
      this.message = message;
    }
  }

  private final MqttTransport mqtt;
  private final ConnectOptions options;
  private final Listener listener;
  private final Semaphore window;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Everything without a positive PUBACK, oldest first. */
  private final Map<Long, Pending> pending = new LinkedHashMap<>();

  /** What of it still has to go out over this connection: at most its Receive Maximum is in flight. */
  private final Deque<Long> queue = new ArrayDeque<>();

  private final ReconnectLoop loop;
  private final Thread thread;
  private Link current;
  private int inFlight;
  private int receiveMaximum;
  private boolean closed;

  FleetConnection(MqttTransport mqtt, ConnectOptions options, int window, Listener listener) {
    this.mqtt = mqtt;
    this.options = options;
    this.listener = listener;
    this.window = new Semaphore(window);
    this.loop =
        new ReconnectLoop(options.clientId(), SHORTEST_PAUSE, LONGEST_PAUSE, this::connectAndStay);
    this.thread = new Thread(loop, options.clientId());
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Sends as soon as the window has room; blocks until then.
   *
   * @throws IllegalStateException when no connection is made any more because of a bug of ours
   */
  void send(long id, FleetMessage message) throws InterruptedException {
    while (!window.tryAcquire(1, TimeUnit.SECONDS)) {
      if (loop.failure().isPresent()) {
        throw new IllegalStateException(options.clientId() + " has stopped", loop.failure().get());
      }
    }
    lock.lock();
    try {
      pending.put(id, new Pending(message));
      queue.add(id);
      pump();
    } finally {
      lock.unlock();
    }
  }

  /** Breaks the connection; a new one is made, over which everything pending goes out again. */
  void breakConnection() {
    lock.lock();
    try {
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int unacknowledged() {
    lock.lock();
    try {
      return pending.size();
    } finally {
      lock.unlock();
    }
  }

  private void pump() {
    while (current != null && inFlight < receiveMaximum && !queue.isEmpty()) {
      long id = queue.remove();
      Pending next = pending.get(id);
      if (next.sentBefore) {
        listener.resent(id);
      }
      next.sentBefore = true;
      inFlight++;
      current.publish(id, next.message);
    }
  }

  /** One connection; what is heard of an earlier one than the current is ignored. */
  private final class Link implements ConnectionListener {
    private final MqttConnection connection;
    private volatile Throwable bug;

    Link() throws MqttFailure {
      connection = mqtt.open(options, this);
    }

    void publish(long id, FleetMessage message) {
      try {
        connection.publish(
            message.topic(), message.payload(), reason -> acknowledged(this, id, reason));
      } catch (MqttFailure e) {
        log.info("{}: publish failed, connecting again: {}", options.clientId(), e.getMessage());
        lost(this);
      }
    }

    @Override
    public void messageArrived(Incoming message) {
      throw new IllegalStateException("the fleet subscribes to nothing, got " + message.topic());
    }

    @Override
    public void disconnected(String why) {
      log.debug("{}: {}", options.clientId(), why);
      lost(this);
    }

    @Override
    public void failed(Throwable thrown) {
      bug = thrown;
      lost(this);
    }
  }

  private void acknowledged(Link link, long id, int reason) {
    lock.lock();
    try {
      Pending message = pending.get(id);
      if (message == null || link != current) {
        // The PUBACK of an earlier connection: the message is in flight again and acknowledged
        // there.
        return;
      }
      inFlight--;
      listener.acknowledged(id, reason);
      if (reason >= PublishCallback.FIRST_ERROR && ++message.refusals < MAX_REFUSALS) {
        queue.add(id);
        return;
      }
      if (reason >= PublishCallback.FIRST_ERROR) {
        listener.givenUp(id);
      }
      pending.remove(id);
      pump();
    } finally {
      lock.unlock();
    }
    window.release();
  }

  private void lost(Link link) {
    lock.lock();
    try {
      if (current == link) {
        current = null;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return whether there was a connection
   */
  private boolean connectAndStay() throws InterruptedException {
    Link link = null;
    try {
      link = new Link();
      receiveMaximum = link.connection.connect().receiveMaximum();
      stayConnected(link);
      if (link.bug != null) {
        throw new IllegalStateException("a PUBACK could not be handled", link.bug);
      }
      return true;
    } catch (MqttFailure e) {
      log.info(
          "{}: no connection to {} ({}), trying again",
          options.clientId(),
          options.broker(),
          e.getMessage());
      return false;
    } finally {
      lost(link);
      if (link != null) {
        link.connection.close(false);
      }
    }
  }

  /** Sends what is pending and stays until the connection is lost or closed. */
  private void stayConnected(Link link) throws InterruptedException {
    lock.lock();
    try {
      current = link;
      inFlight = 0;
      queue.clear();
      queue.addAll(pending.keySet());
      while (current == link && !closed) {
        // Also every second: a refused message waits that long for its next attempt.
        pump();
        changed.await(1, TimeUnit.SECONDS);
        if (!link.connection.isConnected()) {
          current = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the connection; whatever is pending stays without acknowledgement. */
  @Override
  public void close() {
    loop.stop();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
