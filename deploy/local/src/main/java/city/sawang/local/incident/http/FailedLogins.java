package city.sawang.local.incident.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Lets nobody try passwords of a login faster than ten a minute. */
final class FailedLogins {
  private static final int MOST = 10;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_LOGINS = 10_000;

  private record Failures(Instant since, int count) {}

  private final Clock clock;
  private final Map<String, Failures> byLogin = new LinkedHashMap<>();

  FailedLogins(Clock clock) {
    this.clock = clock;
  }

  /** How long this login has to wait; empty: it may try. */
  synchronized Optional<Duration> wait(String user) {
    Failures failures = byLogin.get(user);
    if (failures == null || failures.count < MOST) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), failures.since.plus(WINDOW));
    return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
  }

  synchronized void failed(String user) {
    Instant now = clock.instant();
    Failures before = byLogin.remove(user);
    boolean anew = before == null || !now.isBefore(before.since.plus(WINDOW));
    byLogin.put(user, anew ? new Failures(now, 1) : new Failures(before.since, before.count + 1));
    if (byLogin.size() > MOST_LOGINS) {
      byLogin.remove(byLogin.keySet().iterator().next());
    }
  }
}
