package city.sawang.ingest;

import city.sawang.ingest.BrokerSession.End;
import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.kafka.ReadingPublisher;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.mqtt.MqttFailure;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.ingest.mqtt.ReconnectLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one broker connected and subscribed, on a thread of its own, and replaces a connection whose
 * oldest message stays unacknowledged for too long.
 */
final class BrokerSupervisor {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerSupervisor.class);
  private static final int KAFKA_FAILURES_BEFORE_RENEWAL = 5;
  private static final Duration WATCH_EVERY = Duration.ofMillis(200);

  /**
   * Two bridges with one client id end each other's connections: the pause after each time doubles
   * from the first to the last of these.
   */
  private static final Duration SHORTEST_TAKEOVER_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_TAKEOVER_PAUSE = Duration.ofMinutes(1);

  /** A connection that lived this long was not one of a duel. */
  private static final Duration PEACE = Duration.ofMinutes(10);

  /** How long after the connection stands again the bridge still says what has happened. */
  private static final Duration TAKEOVER_SHOWN = Duration.ofSeconds(10);

  private final String broker;
  private final BridgeConfig config;
  private final PayloadDecoder decoder;
  private final ReadingPublisher publisher;
  private final BooleanSupplier registryRead;
  private final MqttTransport mqtt;
  private final BridgeMetrics metrics;
  private final ReconnectLoop loop;
  private final Thread thread;
  private final Set<String> subscribed = new HashSet<>();
  private boolean sessionSeen;
  private int kafkaFailures;
  private volatile int takeovers;
  private volatile EndReason lastEnd;
  private volatile long connectedAt;
  private volatile Set<String> requested;
  private volatile BrokerSession session;
  private volatile boolean ready;
  private volatile List<String> refused = List.of();

  BrokerSupervisor(
      String broker,
      BridgeConfig config,
      Collection<String> filters,
      PayloadDecoder decoder,
      ReadingPublisher publisher,
      BooleanSupplier registryRead,
      MqttTransport mqtt,
      BridgeMetrics metrics) {
    this.broker = broker;
    this.config = config;
    this.decoder = decoder;
    this.publisher = publisher;
    this.registryRead = registryRead;
    this.mqtt = mqtt;
    this.metrics = metrics;
    this.requested = new LinkedHashSet<>(filters);
    this.loop =
        new ReconnectLoop(
            broker,
            config.limits().reconnectDelay(),
            config.limits().longestReconnectDelay(),
            this::superviseOneConnection);
    this.thread = new Thread(loop, "bridge supervisor " + broker);
    metrics.watch(broker, this::outstanding, () -> oldestAge().toNanos() / 1e9);
  }

  void start() {
    thread.start();
  }

  /**
   * @return whether the connection lived long
   */
  private boolean superviseOneConnection() throws InterruptedException {
    if (!awaitRegistry()) {
      return true;
    }
    long began = System.nanoTime();
    End end = connectAndSupervise();
    if (loop.isStopping()) {
      return true;
    }
    metrics.reconnect(end.reason());
    kafkaFailures = end.reason() == EndReason.KAFKA_FAILED ? kafkaFailures + 1 : 0;
    if (kafkaFailures == KAFKA_FAILURES_BEFORE_RENEWAL) {
      publisher.renew();
      kafkaFailures = 0;
    }
    Duration lived = Duration.ofNanos(System.nanoTime() - began);
    lastEnd = end.reason();
    if (lived.compareTo(PEACE) > 0) {
      takeovers = 0;
    }
    if (end.reason() == EndReason.SESSION_TAKEN_OVER) {
      takeovers = takeovers + 1;
      Duration pause = takeoverPause(takeovers);
      LOG.error(
          "{}: {} (SESSION_TAKEN_OVER, time {} in a row): a second bridge with this client id, or"
              + " somebody who reads its queue; connecting again in {} s",
          broker,
          end.detail(),
          takeovers,
          pause.toSeconds());
      return loop.pause(pause);
    }
    LOG.warn("{}: {} ({}), connecting again", broker, end.reason(), end.detail());
    return lived.compareTo(config.limits().longestReconnectDelay()) > 0;
  }

  /** How long to leave the session to whoever took it over for the n-th time in a row. */
  static Duration takeoverPause(int takeovers) {
    Duration pause = SHORTEST_TAKEOVER_PAUSE;
    for (int i = 1; i < takeovers && pause.compareTo(LONGEST_TAKEOVER_PAUSE) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(LONGEST_TAKEOVER_PAUSE) < 0 ? pause : LONGEST_TAKEOVER_PAUSE;
  }

  /** Without the registry every message would be refused as UNKNOWN_CITY. */
  private boolean awaitRegistry() throws InterruptedException {
    while (!registryRead.getAsBoolean()) {
      if (!loop.pause(WATCH_EVERY)) {
        return false;
      }
    }
    return !loop.isStopping();
  }

  private End connectAndSupervise() throws InterruptedException {
    try {
      // While Kafka is away the messages stay with the broker, which is made for keeping them.
      publisher.awaitTopics();
    } catch (RuntimeException e) {
      return new End(EndReason.KAFKA_FAILED, e.toString());
    }
    try {
      BrokerSession next = new BrokerSession(broker, config, decoder, publisher, mqtt, metrics);
      session = next;
      try {
        open(next);
        return supervise(next);
      } finally {
        ready = false;
        next.close(loop.isStopping());
        if (!loop.isStopping()) {
          // So that nothing grows while Kafka is slow: what was given up is settled first.
          next.window().awaitEmpty(config.kafka().deliveryTimeout().plusSeconds(1));
        }
      }
    } catch (MqttFailure e) {
      return new End(EndReason.CONNECT_FAILED, e.getMessage());
    } catch (RuntimeException e) {
      return new End(EndReason.CONNECT_FAILED, e.toString());
    }
  }

  private void open(BrokerSession next) throws MqttFailure {
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
    connectedAt = System.nanoTime();
    LOG.info("connected to {}, session present: {}", broker, sessionPresent);
  }

  private End supervise(BrokerSession current) throws InterruptedException, MqttFailure {
    boolean deaf = false;
    while (!loop.isStopping()) {
      Set<String> missing = new LinkedHashSet<>(requested);
      missing.removeAll(subscribed);
      if (missing.isEmpty() && !current.ended().isDone() && !loop.awaitWake(WATCH_EVERY)) {
        break;
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
      // Twice: a receiver that ends with its connection is followed by the reason why.
      boolean deafNow = !current.isReceiving();
      if (deaf && deafNow) {
        current.giveUp(
            EndReason.RECEIVER_ENDED, "the MQTT client's receiver has ended without a word");
      }
      deaf = deafNow;
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
  void updateFilters(Collection<String> filters) {
    requested = new LinkedHashSet<>(filters);
    loop.wake();
  }

  void stop() {
    loop.stop();
  }

  void awaitStopped(Duration timeout) throws InterruptedException {
    thread.join(Math.max(1, timeout.toMillis()));
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /**
   * Why messages of this broker may not come, or may have gone to somebody else; empty when all of
   * them come.
   */
  Optional<String> notReadyReason() {
    return takenOver().or(this::silenceReason);
  }

  private Optional<String> takenOver() {
    if (lastEnd != EndReason.SESSION_TAKEN_OVER
        || ready && System.nanoTime() - connectedAt > TAKEOVER_SHOWN.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: another client connected as %s and took its session over, %d times in a row%s"
            .formatted(
                broker,
                config.mqtt().clientId(),
                takeovers,
                ready ? "" : "; this bridge is waiting to connect again"));
  }

  /** Why no message can come from this broker; empty when it can. */
  Optional<String> silenceReason() {
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
    BrokerSession current = session;
    return current == null ? 0 : current.window().outstanding();
  }

  private Duration oldestAge() {
    BrokerSession current = session;
    return current == null ? Duration.ZERO : current.window().oldestAge();
  }
}
