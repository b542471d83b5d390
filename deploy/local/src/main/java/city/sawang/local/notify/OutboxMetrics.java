package city.sawang.local.notify;

import city.sawang.local.notify.outbox.OutboxUpkeep.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Shows what waits for each receiver; names as in CONTRACT.md#metrics. */
final class OutboxMetrics {
  private final MeterRegistry metrics;
  private final Clock clock;
  private volatile Map<String, Backlog> backlog = Map.of();

  OutboxMetrics(MeterRegistry metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Shows a receiver. */
  void show(String receiver) {
    Gauge.builder("sawang.notify.waiting.messages", this, shown -> shown.messages(receiver))
        .description("messages that a receiver has not taken yet")
        .tag("receiver", receiver)
        .register(metrics);
    Gauge.builder("sawang.notify.oldest.waiting.seconds", this, shown -> shown.age(receiver))
        .description("age of the oldest of them; 0: none waits")
        .tag("receiver", receiver)
        .register(metrics);
  }

  /** Takes what is counted now. */
  void set(Map<String, Backlog> counted) {
    backlog = Map.copyOf(counted);
  }

  private double messages(String receiver) {
    Backlog of = backlog.get(receiver);
    return of == null ? 0 : of.messages();
  }

  private double age(String receiver) {
    Backlog of = backlog.get(receiver);
    return of == null
        ? 0
        : Math.max(0, Duration.between(of.oldest(), clock.instant()).toMillis() / 1_000.0);
  }
}
