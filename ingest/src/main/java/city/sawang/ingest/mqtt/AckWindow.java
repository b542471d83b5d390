package city.sawang.ingest.mqtt;

import city.sawang.ingest.config.BridgeLimits;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keeps the order of acknowledgements of one connection: messages that were taken and are not yet
 * acknowledged, in the order of receipt. MQTT 5 wants QoS 1 acknowledged in that order
 * (MQTT-4.6.0-2), while Kafka confirms its partitions independently: a confirmed message waits here
 * for the ones before it.
 *
 * <p>An object belongs to one connection and ends with it, because a packet id means nothing on the
 * next one. Safe for use by several threads.
 */
public final class AckWindow {
  /** Returned instead of a number of acknowledgements when there will be none any more. */
  public static final int CLOSED = -1;

  private final int maxMessages;
  private final long maxBytes;
  private final BridgeMetrics metrics;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition headConfirmed = lock.newCondition();
  private final Condition emptied = lock.newCondition();
  private final ArrayDeque<Pending> order = new ArrayDeque<>();
  private long bytes;
  private int unconfirmedMessages;
  private boolean acknowledgerWaits;
  private boolean beingWritten;
  private boolean closed;

  /** One message; its records report here. */
  public final class Pending {
    private final int packetId;
    private final int bytes;
    private final Outcome outcome;
    private final long takenAtNanos = nanoClock.getAsLong();
    private int unconfirmedRecords;
    private boolean failed;

    private Pending(int packetId, int bytes, Outcome outcome, int records) {
      this.packetId = packetId;
      this.bytes = bytes;
      this.outcome = outcome;
      this.unconfirmedRecords = records;
    }

    /** Kafka confirmed, or finally failed, one of its records. */
    public void settled(boolean confirmed) {
      lock.lock();
      try {
        unconfirmedRecords--;
        failed |= !confirmed;
        if (unconfirmedRecords > 0) {
          return;
        }
        unconfirmedMessages--;
        if (closed) {
          emptied.signalAll();
        } else {
          wakeAcknowledger();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  public AckWindow(BridgeLimits limits, BridgeMetrics metrics) {
    this(limits, metrics, System::nanoTime);
  }

  /**
   * @param nanoClock what the age of messages is measured with, like {@link System#nanoTime}
   */
  AckWindow(BridgeLimits limits, BridgeMetrics metrics, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.maxMessages = limits.outstandingMessages();
    this.maxBytes = limits.outstandingBytes();
    this.metrics = metrics;
  }

  /**
   * Waits for room for one more message.
   *
   * @return false when there was none for the whole of {@code timeout} or this was closed
   */
  public boolean awaitRoom(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lock();
    try {
      while (!closed && (order.size() >= maxMessages || bytes >= maxBytes)) {
        if (nanos <= 0) {
          return false;
        }
        nanos = room.awaitNanos(nanos);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a message in.
   *
   * @param packetId 0 for QoS 0, which is acknowledged to nobody
   * @param records how many records Kafka has to confirm; 0: it is acknowledged at once
   */
  public Pending take(int packetId, int messageBytes, Outcome outcome, int records) {
    Pending pending = new Pending(packetId, messageBytes, outcome, records);
    lock.lock();
    try {
      if (closed) {
        metrics.ended(Outcome.ABANDONED, 1);
      } else {
        order.add(pending);
        bytes += messageBytes;
      }
      if (records > 0) {
        unconfirmedMessages++;
      } else {
        wakeAcknowledger();
      }
      return pending;
    } finally {
      lock.unlock();
    }
  }

  private void wakeAcknowledger() {
    if (acknowledgerWaits && headIsConfirmed()) {
      headConfirmed.signal();
    }
  }

  private boolean headIsConfirmed() {
    Pending head = order.peek();
    return head != null && head.unconfirmedRecords == 0 && !head.failed;
  }

  /**
   * Waits until the oldest message is confirmed and takes out as many confirmed ones as follow it.
   * The next call confirms that their acknowledgements are written.
   *
   * @param packetIds filled with what is to be acknowledged now, in this order
   * @return how many; {@link #CLOSED} when this was closed
   */
  public int nextAcknowledgements(int[] packetIds) throws InterruptedException {
    lock.lock();
    try {
      acknowledgementsWritten();
      while (!closed && !headIsConfirmed()) {
        acknowledgerWaits = true;
        headConfirmed.await();
        acknowledgerWaits = false;
      }
      return closed ? CLOSED : takeConfirmed(packetIds);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes out the confirmed messages at the front without waiting for one, see {@link
   * #nextAcknowledgements}.
   *
   * @return how many, 0 when the oldest message is not confirmed; {@link #CLOSED}
   */
  int pollAcknowledgements(int[] packetIds) {
    lock.lock();
    try {
      acknowledgementsWritten();
      return closed ? CLOSED : takeConfirmed(packetIds);
    } finally {
      lock.unlock();
    }
  }

  private void acknowledgementsWritten() {
    beingWritten = false;
    if (order.isEmpty()) {
      emptied.signalAll();
    }
  }

  private int takeConfirmed(int[] packetIds) {
    int count = 0;
    int taken = 0;
    int[] outcomes = new int[Outcome.values().length];
    while (taken < packetIds.length && headIsConfirmed()) {
      Pending pending = order.remove();
      bytes -= pending.bytes;
      taken++;
      outcomes[pending.outcome.ordinal()]++;
      if (pending.packetId != 0) {
        packetIds[count++] = pending.packetId;
      }
    }
    for (Outcome outcome : Outcome.values()) {
      if (outcomes[outcome.ordinal()] > 0) {
        metrics.ended(outcome, outcomes[outcome.ordinal()]);
      }
    }
    beingWritten = taken > 0;
    room.signal();
    return count;
  }

  /** Gives every message up that is not yet acknowledged. */
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        if (!order.isEmpty()) {
          metrics.ended(Outcome.ABANDONED, order.size());
        }
        order.clear();
        bytes = 0;
        room.signalAll();
        headConfirmed.signalAll();
        emptied.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nothing is outstanding; when it is closed: until Kafka has confirmed or failed what
   * was given up.
   *
   * @return false when the deadline came first
   */
  public boolean awaitEmpty(Duration deadline) throws InterruptedException {
    long nanos = deadline.toNanos();
    lock.lock();
    try {
      while (closed ? unconfirmedMessages > 0 : beingWritten || !order.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = emptied.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  public int outstanding() {
    lock.lock();
    try {
      return order.size();
    } finally {
      lock.unlock();
    }
  }

  /** Age of the oldest un-acknowledged message; zero when there is none. */
  public Duration oldestAge() {
    lock.lock();
    try {
      Pending head = order.peek();
      return head == null
          ? Duration.ZERO
          : Duration.ofNanos(nanoClock.getAsLong() - head.takenAtNanos);
    } finally {
      lock.unlock();
    }
  }
}
