package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.sink.DatabaseAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What is recomputed, and how.
 *
 * @param database as a login that may make a schema: scratch tables live in one of their own
 * @param cities none: all
 * @param lampId null: all lamps of the cities; else the cities are one
 * @param period which nights
 * @param horizon the lateness horizon of the jobs, 1 hour…60 days
 * @param parallelism subtasks, 1…128
 * @param directory for Flink's working files
 */
public record RecomputeSettings(
    DatabaseAddress database,
    Set<String> cities,
    String lampId,
    NightRange period,
    Duration horizon,
    int parallelism,
    Path directory) {
  private static final int MOST_SUBTASKS = 128;
  private static final Duration SHORTEST_HORIZON = Duration.ofHours(1);
  private static final Duration LONGEST_HORIZON = Duration.ofDays(60);

  public RecomputeSettings {
    cities = Set.copyOf(cities);
    if (horizon.compareTo(SHORTEST_HORIZON) < 0 || horizon.compareTo(LONGEST_HORIZON) > 0) {
      throw new IllegalArgumentException(
          "horizon: %s, expected %s…%s".formatted(horizon, SHORTEST_HORIZON, LONGEST_HORIZON));
    }
    if (parallelism < 1 || parallelism > MOST_SUBTASKS) {
      throw new IllegalArgumentException(
          "parallelism: " + parallelism + ", expected 1…" + MOST_SUBTASKS);
    }
  }
}
