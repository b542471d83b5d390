package city.sawang.ingest.mqtt;

import city.sawang.ingest.config.BridgeLimits;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages of one connection that were taken and are not yet acknowledged, in the order of
 * receipt. MQTT 5 wants QoS 1 acknowledged in that order (MQTT-4.6.0-2), while Kafka confirms its
 * partitions independently: a confirmed message waits here for the ones before it.
 *
 * <p>A window belongs to one connection and dies with it, because a packet id means nothing on the
 * next one.
 */
public final class AckWindow {
  private final int mostMessages;
  private final long mostBytes;
  private final BridgeMetrics metrics;
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
    private final long takenAtNanos = System.nanoTime();
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
    this.mostMessages = limits.outstandingMessages();
    this.mostBytes = limits.outstandingBytes();
    this.metrics = metrics;
  }

  /**
   * Waits for room for one more message.
   *
   * @return false when there was none for the whole of {@code timeout} or the window was closed
   */
  public boolean awaitRoom(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lock();
    try {
      while (!closed && (order.size() >= mostMessages || bytes >= mostBytes)) {
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
   * The next call tells that their acknowledgements are written.
   *
   * @param packetIds filled with what is to be acknowledged now, in this order
   * @return how many; −1 when the window was closed
   */
  public int nextAcknowledgements(int[] packetIds) throws InterruptedException {
    lock.lock();
    try {
      beingWritten = false;
      if (order.isEmpty()) {
        emptied.signalAll();
      }
      while (!closed && !headIsConfirmed()) {
        acknowledgerWaits = true;
        headConfirmed.await();
        acknowledgerWaits = false;
      }
      if (closed) {
        return -1;
      }
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
      beingWritten = true;
      room.signal();
      return count;
    } finally {
      lock.unlock();
    }
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
   * Waits until nothing is outstanding; of a closed window: until Kafka has confirmed or failed what
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
      return head == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - head.takenAtNanos);
    } finally {
      lock.unlock();
    }
  }
}
