package city.sawang.local.notify.send;

import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.message.NotificationJson;
import city.sawang.local.notify.outbox.Outbox;
import city.sawang.local.notify.outbox.Outbox.Fortune;
import city.sawang.local.notify.outbox.Outbox.Taken;
import city.sawang.local.notify.send.DeliveryFailure.Blame;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to one receiver what waits for it, one message after the other. What another receiver does
 * is none of its business: it has its own thread, connection and patience.
 */
public final class ReceiverWorker {
  private static final Logger log = LoggerFactory.getLogger(ReceiverWorker.class);

  /** How soon a new message is seen. */
  static final Duration IDLE = Duration.ofSeconds(1);

  /** Beyond the receiver's timeout, until another process may send the same message. */
  private static final Duration SPARE = Duration.ofSeconds(30);

  private final RetryDelays ofReceiver =
      new RetryDelays(Duration.ofSeconds(5), Duration.ofMinutes(15), new SplittableRandom());
  private final RetryDelays ofMessage =
      new RetryDelays(Duration.ofMinutes(1), Duration.ofHours(1), new SplittableRandom());

  private final ReceiverConfig receiver;
  private final Channel channel;
  private final Outbox outbox;
  private final DeliveryMetrics metrics;
  private final Clock clock;
  private Fortune fortune;

  public ReceiverWorker(
      ReceiverConfig receiver,
      Channels channels,
      Outbox outbox,
      DeliveryMetrics metrics,
      Clock clock) {
    this(receiver, channels.of(receiver), outbox, metrics, clock);
  }

  ReceiverWorker(
      ReceiverConfig receiver,
      Channel channel,
      Outbox outbox,
      DeliveryMetrics metrics,
      Clock clock) {
    this.receiver = receiver;
    this.channel = channel;
    this.outbox = outbox;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Name of the receiver. */
  public String name() {
    return receiver.name();
  }

  /**
   * Sends one message, if one is due.
   *
   * @return when it is worth another step
   */
  public Instant step() throws SQLException, InterruptedException {
    Instant now = clock.instant();
    if (fortune == null) {
      fortune = outbox.fortune(receiver.name());
    }
    if (now.isBefore(fortune.retryAt())) {
      return fortune.retryAt();
    }
    Optional<Taken> taken = outbox.take(receiver.name(), now, receiver.timeout().plus(SPARE));
    if (taken.isEmpty()) {
      return now.plus(IDLE);
    }
    send(taken.get());
    return clock.instant();
  }

  private void send(Taken taken) throws SQLException, InterruptedException {
    try {
      deliver(taken);
      outbox.sent(taken.id(), clock.instant());
      metrics.sent(receiver.name());
      if (fortune.failures() > 0) {
        log.info("{} takes messages again after {} failures", receiver.name(), fortune.failures());
        keep(Fortune.GOOD);
      }
    } catch (DeliveryFailure e) {
      metrics.failed(receiver.name());
      Instant now = clock.instant();
      if (e.blame() == Blame.MESSAGE) {
        Instant again = now.plus(ofMessage.after(taken.attempt()));
        log.warn(
            "{} refused {}: {}; again at {}", receiver.name(), taken.key(), e.getMessage(), again);
        outbox.failed(taken.id(), e.getMessage(), again);
        return;
      }
      int failures = fortune.failures() + 1;
      Instant again = now.plus(e.retryAfter().orElse(ofReceiver.after(failures)));
      // Once a day of silence is enough in the log; the metric has the rest.
      if (failures == 1) {
        log.warn(
            "{} takes no messages: {}; tried again until it does", receiver.name(), e.getMessage());
      }
      outbox.failed(taken.id(), e.getMessage(), again);
      keep(new Fortune(failures, again));
    }
  }

  private void deliver(Taken taken) throws DeliveryFailure, InterruptedException {
    try {
      channel.send(NotificationJson.read(taken.message()));
    } catch (IllegalArgumentException e) {
      // Written by another version, say: it keeps nothing else back.
      throw new DeliveryFailure(Blame.MESSAGE, "cannot be written: " + e.getMessage());
    }
  }

  private void keep(Fortune now) throws SQLException {
    fortune = now;
    outbox.keep(receiver.name(), now);
  }
}
