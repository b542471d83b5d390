package city.sawang.local.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Warns when data have not got through for a while, again and again until they do, and keeps
 * it for the exit code: a platform whose jobs restart for ever looks alive and is not.
 */
final class FlowAlarm {
  /** Shorter hold-ups heal by themselves: a restart, a database that starts again. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** A job that restarts for ever runs for moments in between; that is no recovery. */
  static final Duration CALM = Duration.ofSeconds(15);

  static final Duration REPEAT = Duration.ofMinutes(1);

  private final Progress progress;
  private final Clock clock;
  private Instant since;
  private Instant lastSeen;
  private Instant warnedAt;
  private String why = "";

  FlowAlarm(Progress progress, Clock clock) {
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * To be called every second or so.
   *
   * @param notReadyReasons why data do not get through; empty: they do
   */
  synchronized void check(List<String> notReadyReasons) {
    Instant now = clock.instant();
    if (!notReadyReasons.isEmpty()) {
      since = since == null ? now : since;
      lastSeen = now;
      why = String.join("; ", notReadyReasons);
    } else if (since != null && !now.isBefore(lastSeen.plus(CALM))) {
      if (warnedAt != null) {
        progress.print(
            "Data get through again, after %d s."
                .formatted(Duration.between(since, lastSeen).toSeconds()));
      }
      since = null;
      warnedAt = null;
    }
    if (isLong() && (warnedAt == null || !now.isBefore(warnedAt.plus(REPEAT)))) {
      warnedAt = now;
      progress.print(
          "!! No data get through since %d s: %s"
              .formatted(Duration.between(since, now).toSeconds(), why));
    }
  }

  private boolean isLong() {
    return since != null && !lastSeen.isBefore(since.plus(TIMEOUT));
  }

  /** Why data have not got through for longer than a hold-up lasts; empty: they do. */
  synchronized Optional<String> trouble() {
    return isLong() ? Optional.of(why) : Optional.empty();
  }
}
