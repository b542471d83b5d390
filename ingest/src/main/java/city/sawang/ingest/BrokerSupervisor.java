package city.sawang.ingest;

import city.sawang.ingest.BrokerSession.End;
import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.kafka.ReadingPublisher;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.mqtt.BrokerSockets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one broker connected: a loop of connections, one after the other, on one thread. It also is
 * the watchdog of the connection's oldest un-acknowledged message.
 */
final class BrokerSupervisor {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerSupervisor.class);
  private static final int KAFKA_FAILURES_BEFORE_RENEWAL = 5;
  private static final Duration WATCH_EVERY = Duration.ofMillis(200);

  private final String broker;
  private final BridgeConfig config;
  private final PayloadDecoder decoder;
  private final ReadingPublisher publisher;
  private final BooleanSupplier registryRead;
  private final BridgeMetrics metrics;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> requested = new LinkedHashSet<>();
  private final Set<String> subscribed = new HashSet<>();
  private boolean stopping;
  private boolean sessionSeen;
  private volatile BrokerSession connection;
  private volatile boolean ready;
  private volatile List<String> refused = List.of();

  BrokerSupervisor(
      String broker,
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      ReadingPublisher publisher,
      BooleanSupplier registryRead,
      BridgeMetrics metrics) {
    this.broker = broker;
    this.config = config;
    this.decoder = decoder;
    this.publisher = publisher;
    this.registryRead = registryRead;
    this.metrics = metrics;
    this.requested.addAll(filters);
    this.thread = new Thread(this::run, "bridge link " + broker);
    metrics.watch(broker, this::outstanding, () -> oldestAge().toNanos() / 1e9);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration delay = Duration.ZERO;
    int kafkaFailures = 0;
    try {
      while (pause(delay) && awaitRegistry()) {
        long began = System.nanoTime();
        End end = connectAndSupervise();
        if (isStopping()) {
          return;
        }
        metrics.reconnect(end.reason());
        kafkaFailures = end.reason() == EndReason.KAFKA_FAILED ? kafkaFailures + 1 : 0;
        if (kafkaFailures == KAFKA_FAILURES_BEFORE_RENEWAL) {
          publisher.renew();
          kafkaFailures = 0;
        }
        LOG.warn("{}: {} ({}), connecting again", broker, end.reason(), end.detail());
        boolean longLived =
            System.nanoTime() - began > config.limits().longestReconnectDelay().toNanos();
        delay = longLived ? config.limits().reconnectDelay() : longer(delay);
      }
    } catch (InterruptedException e) {
      LOG.error("the link to {} was interrupted and ends", broker);
    }
  }

  private End connectAndSupervise() throws InterruptedException {
    try {
      // While Kafka is away the messages stay with the broker, which is made for keeping them.
      publisher.awaitTopics();
    } catch (RuntimeException e) {
      return new End(EndReason.KAFKA_FAILED, e.toString());
    }
    try {
      BrokerSession next =
          new BrokerSession(
              broker, config, decoder, publisher, BrokerSockets.of(config.mqtt(), broker), metrics);
      connection = next;
      try {
        open(next);
        return supervise(next);
      } finally {
        ready = false;
        next.close(isStopping());
        if (!isStopping()) {
          // So that nothing grows while Kafka is slow: what was given up is settled first.
          next.window().awaitEmpty(config.kafka().deliveryTimeout().plusSeconds(1));
        }
      }
    } catch (MqttException | RuntimeException e) {
      return new End(EndReason.CONNECT_FAILED, e.toString());
    }
  }

  private Duration longer(Duration delay) {
    Duration longer = delay.isZero() ? config.limits().reconnectDelay() : delay.multipliedBy(2);
    Duration longest = config.limits().longestReconnectDelay();
    return longer.compareTo(longest) > 0 ? longest : longer;
  }

  /** @return false when the link is to stop */
  private boolean pause(Duration delay) throws InterruptedException {
    lock.lock();
    try {
      long nanos = delay.toNanos();
      while (!stopping && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Without the registry every message would be refused as UNKNOWN_CITY. */
  private boolean awaitRegistry() throws InterruptedException {
    while (!registryRead.getAsBoolean()) {
      if (!pause(WATCH_EVERY)) {
        return false;
      }
    }
    return true;
  }

  private void open(BrokerSession next) throws MqttException {
    boolean sessionPresent = next.connect();
    if (!sessionPresent) {
      subscribed.clear();
      metrics.possibleGap();
      LOG.warn(
          "{} kept no session for {}: {}",
          broker,
          config.mqtt().clientId(),
          sessionSeen
              ? "messages since the last connection may be lost"
              : "messages before this moment were not kept for this bridge");
    }
    sessionSeen = true;
    LOG.info("connected to {}, session present: {}", broker, sessionPresent);
  }

  private End supervise(BrokerSession current) throws InterruptedException, MqttException {
    while (true) {
      Set<String> missing;
      lock.lock();
      try {
        missing = new LinkedHashSet<>(requested);
        missing.removeAll(subscribed);
        if (missing.isEmpty() && !current.ended().isDone() && !stopping) {
          changed.await(WATCH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (stopping) {
          break;
        }
      } finally {
        lock.unlock();
      }
      if (current.ended().isDone()) {
        return current.ended().join();
      }
      if (!missing.isEmpty()) {
        refused = current.subscribe(missing);
        subscribed.addAll(missing);
        if (!refused.isEmpty()) {
          LOG.error("{} refuses the subscriptions {}", broker, refused);
        }
      }
      ready = true;
      Duration age = current.window().oldestAge();
      if (age.compareTo(config.limits().oldestUnacknowledged()) > 0) {
        current.giveUp(
            EndReason.UNACKNOWLEDGED_TOO_LONG, "oldest un-acknowledged message is " + age + " old");
      }
    }
    current.stopTaking();
    if (!current.window().awaitEmpty(config.limits().drain())) {
      LOG.warn(
          "{} messages of {} are not confirmed in time; the broker keeps them",
          current.window().outstanding(),
          broker);
    }
    return new End(EndReason.CONNECTION_LOST, "stopped");
  }

  /** Subscribes what is new in {@code filters}; nothing is ever unsubscribed. */
  void filters(Collection<String> filters) {
    lock.lock();
    try {
      requested.clear();
      requested.addAll(filters);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void awaitStopped(Duration timeout) throws InterruptedException {
    thread.join(Math.max(1, timeout.toMillis()));
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** Why messages do not flow from this broker; empty when they do. */
  Optional<String> notReadyReason() {
    if (!ready) {
      return Optional.of(broker + " is not connected and subscribed");
    }
    if (!refused.isEmpty()) {
      return Optional.of(broker + " refuses the subscriptions " + refused);
    }
    Duration age = oldestAge();
    return age.compareTo(config.limits().oldestUnacknowledged()) > 0
        ? Optional.of("a message from " + broker + " is not acknowledged for " + age)
        : Optional.empty();
  }

  private long outstanding() {
    BrokerSession current = connection;
    return current == null ? 0 : current.window().outstanding();
  }

  private Duration oldestAge() {
    BrokerSession current = connection;
    return current == null ? Duration.ZERO : current.window().oldestAge();
  }
}
