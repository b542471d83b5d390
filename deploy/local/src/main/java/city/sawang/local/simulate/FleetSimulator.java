package city.sawang.local.simulate;

import city.sawang.ingest.mqtt.ConnectOptions;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.local.simulate.given.SeededRandom;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a simulated fleet: sends its history as fast as the broker takes it, then goes live. Closing stops
 * it, waits a little for outstanding acknowledgements and completes the ledger.
 */
public final class FleetSimulator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetSimulator.class);

  private static final long BOOT_EPOCH_SECOND =
      Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
  private static final int RECONNECT = 301;
  private static final long DRAIN_MILLIS = 15_000;
  private static final long SAVE_MILLIS = 20_000;

  /** A fleet without an end has its faults within so long. */
  private static final Duration ENDLESS_PLAN = Duration.ofDays(30);

  private final FleetConfig config;
  private final TimeLapse clock;
  private final SeededRandom chance;
  private final SendLogWriter ledger;
  private final FleetPlay play;
  private final List<FleetConnection> connections = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch historySent = new CountDownLatch(1);
  private final Thread thread;
  private final long startedAt;
  private volatile Throwable failure;

  private FleetSimulator(FleetConfig config) throws IOException {
    this.config = config;
    this.clock = config.clock();
    this.startedAt = clock.millis();
    Map<String, SimulatedLamp.State> states = FleetStateFile.load(config.stateFile());
    long remembered =
        states.values().stream().mapToLong(SimulatedLamp.State::at).max().orElse(Long.MIN_VALUE);
    long start = Math.max(startedAt - config.history().toMillis(), Math.min(remembered, startedAt));
    this.chance = new SeededRandom(config.seed());
    this.play =
        new FleetPlay(
            config,
            new FleetPlay.Times(start, startedAt, end(), startedAt / 1000 - BOOT_EPOCH_SECOND),
            states);
    this.ledger = SendLogWriter.open(config.ledger(), config, startedAt);
    for (int i = 0; i < config.connections(); i++) {
      String clientId =
          "sawang-fleet-"
              + Long.toString(config.seed(), 36)
              + '-'
              + Long.toString(startedAt, 36)
              + '-'
              + i;
      connections.add(
          new FleetConnection(
              MqttTransport.paho(),
              ConnectOptions.ofPublisher(config.mqttUrl(), clientId),
              config.window(),
              new Bookkeeping()));
    }
    this.thread = new Thread(this::play, "fleet");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Where the plan of what breaks ends. */
  private long end() {
    Duration ahead =
        config.count() > 0
            ? Duration.ZERO
            : config.runFor().isZero() ? ENDLESS_PLAN : config.runFor();
    return startedAt + ahead.toMillis();
  }

  /**
   * Begins to play at once, also when the broker is not there yet.
   *
   * @throws IOException when ledger or memory cannot be opened
   */
  public static FleetSimulator start(FleetConfig config) throws IOException {
    return new FleetSimulator(config);
  }

  /** Messages handed to a connection, repetitions after a lost connection not counted. */
  public long sent() {
    return sent.get();
  }

  /** Messages the broker acknowledged with a reason below 128. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Messages given up after repeated refusal. */
  public long refused() {
    return refused.get();
  }

  /** Messages that wait for their first positive PUBACK. */
  public long unacknowledged() {
    return connections.stream().mapToLong(FleetConnection::unacknowledged).sum();
  }

  /**
   * Waits until history is sent and the fleet is live.
   *
   * @return false when that takes longer
   */
  public boolean awaitLive(long timeout, TimeUnit unit) throws InterruptedException {
    return historySent.await(timeout, unit);
  }

  /**
   * Waits until {@code count} or {@code runFor} is over; a fleet without either plays for ever.
   *
   * @throws IllegalStateException when the fleet stopped because of an error
   */
  public void awaitEnd() throws InterruptedException {
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("the fleet stopped", failure);
    }
  }

  private void play() {
    try {
      long end = config.runFor().isZero() ? Long.MAX_VALUE : startedAt + config.runFor().toMillis();
      long savedAt = startedAt;
      TokenBucket bucket = new TokenBucket(config.ratePerSecond());
      while (config.count() == 0 || sent.get() < config.count()) {
        FleetMessage message = play.next();
        if (message.dueAt() > startedAt) {
          historySent.countDown();
        }
        if (waitUntil(Math.min(message.dueAt(), end)) || clock.millis() >= end) {
          return;
        }
        bucket.take();
        send(message);
        if (clock.millis() - savedAt > SAVE_MILLIS) {
          savedAt = clock.millis();
          FleetStateFile.save(config.stateFile(), play.lamps());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      failure = e;
      log.error("the fleet stops", e);
    }
  }

  /**
   * @return whether the fleet is to stop
   */
  private boolean waitUntil(long at) throws InterruptedException {
    return stopping.await(clock.waitMillis(at), TimeUnit.MILLISECONDS);
  }

  private void send(FleetMessage message) throws InterruptedException {
    long id = sent.incrementAndGet();
    ledger.sent(id, clock.millis(), message);
    FleetConnection connection =
        connections.get(Math.floorMod(message.device().hashCode(), connections.size()));
    connection.send(id, message);
    if (chance.happens(config.faults().reconnect(), RECONNECT, id)) {
      connection.breakConnection();
    }
  }

  @Override
  public void close() throws IOException {
    stopping.countDown();
    try {
      // A full window of a broker that is away would hold the thread for ever.
      thread.join(1_000);
      thread.interrupt();
      thread.join(5_000);
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
      while (unacknowledged() > 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(10_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long open = unacknowledged();
    connections.forEach(FleetConnection::close);
    ledger.end(clock.millis(), sent.get(), open);
    ledger.close();
    play.close();
    FleetStateFile.save(config.stateFile(), play.lamps());
  }

  private final class Bookkeeping implements FleetConnection.Listener {
    @Override
    public void resent(long id) {
      ledger.resent(id, clock.millis());
    }

    @Override
    public void acknowledged(long id, int reason) {
      ledger.acknowledged(id, clock.millis(), reason);
      if (reason < 128) {
        acknowledged.incrementAndGet();
      }
    }

    @Override
    public void givenUp(long id) {
      refused.incrementAndGet();
      log.warn("message {} was refused again and again; given up", id);
    }
  }

  /** Lets messages through at an even pace, with a burst of at most a tenth of a second. */
  private static final class TokenBucket {
    private final double nanosPerToken;
    private long next = System.nanoTime();

    TokenBucket(double perSecond) {
      this.nanosPerToken = perSecond == 0 ? 0 : 1e9 / perSecond;
    }

    void take() throws InterruptedException {
      long now = System.nanoTime();
      next = Math.max(next, now - 100_000_000L) + (long) nanosPerToken;
      while (next > System.nanoTime()) {
        LockSupport.parkNanos(next - System.nanoTime());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }
}
