package city.sawang.local.notify.send;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what became of attempts; names as in CONTRACT.md#metrics. */
public final class DeliveryMetrics {
  private final MeterRegistry metrics;

  public DeliveryMetrics(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** A receiver took a message. */
  void sent(String receiver) {
    counter("sawang.notify.sent.messages", "messages that receivers took", receiver).increment();
  }

  /** An attempt failed; the message waits. */
  void failed(String receiver) {
    counter("sawang.notify.failed.attempts", "attempts that failed; the message waits", receiver)
        .increment();
  }

  /** A message was given up. */
  public void givenUp(String receiver) {
    counter("sawang.notify.given.up.messages", "messages that were given up", receiver).increment();
  }

  /** Shows the counters of a receiver from the start on, with 0. */
  public void show(String receiver) {
    counter("sawang.notify.sent.messages", "messages that receivers took", receiver);
    counter("sawang.notify.failed.attempts", "attempts that failed; the message waits", receiver);
    counter("sawang.notify.given.up.messages", "messages that were given up", receiver);
  }

  private Counter counter(String name, String description, String receiver) {
    return Counter.builder(name)
        .description(description)
        .tag("receiver", receiver)
        .register(metrics);
  }
}
