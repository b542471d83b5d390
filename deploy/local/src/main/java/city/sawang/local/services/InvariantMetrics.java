package city.sawang.local.services;

import city.sawang.jobs.audit.invariants.Invariant;
import city.sawang.jobs.audit.invariants.InvariantMonitor;
import city.sawang.jobs.audit.recompute.RestatedTotals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Checks the invariants and shows the result as metrics. A check that fails, because the database is
 * away or slow, shows as an age that grows.
 */
public final class InvariantMetrics {
  /** Far below the pause between two checks, so that a slow database is not asked by two at once. */
  private static final int ANSWER_SECONDS = 30;

  private final InvariantMonitor monitor;
  private final RestatedTotals sums;
  private final Clock clock;
  private volatile Map<Invariant, Long> found = Map.of();
  private volatile Map<Invariant, Long> open = Map.of();
  private volatile Instant checkedAt;

  /**
   * @param database as a member of sawang_sink
   */
  public InvariantMetrics(DataSource database, MeterRegistry metrics, Clock clock) {
    this.monitor = new InvariantMonitor(database, ANSWER_SECONDS);
    this.sums = new RestatedTotals(database, ANSWER_SECONDS);
    this.clock = clock;
    this.checkedAt = clock.instant();
    for (Invariant invariant : Invariant.values()) {
      FunctionCounter.builder(
              "sawang.invariant.violations", this, shown -> shown.found.getOrDefault(invariant, 0L))
          .description("violations found since this process started")
          .tag("invariant", invariant.name())
          .register(metrics);
      Gauge.builder(
              "sawang.invariant.open.violations",
              this,
              shown -> shown.open.getOrDefault(invariant, 0L))
          .description("violations that are not resolved")
          .tag("invariant", invariant.name())
          .register(metrics);
      Gauge.builder(
              "sawang.invariant.checked.age.seconds",
              this,
              shown -> Duration.between(shown.checkedAt, clock.instant()).toMillis() / 1_000.0)
          .description("time since the last check that was answered")
          .tag("invariant", invariant.name())
          .register(metrics);
    }
  }

  /** Checks once. */
  public void check() throws SQLException {
    Instant now = clock.instant();
    sums.follow(now);
    InvariantMonitor.MonitorReport report = monitor.check(now);
    found = report.found();
    open = report.open();
    checkedAt = now;
  }
}
