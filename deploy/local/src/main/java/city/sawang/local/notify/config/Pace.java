package city.sawang.local.notify.config;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;

/**
 * When and how much is announced. All numbers are ours: no standard gives them.
 *
 * @param hold how long a raise waits: what an outage explains or what is taken back meanwhile is
 *     never announced
 * @param holdReleased the same of what an outage does not explain any more: two reporting
 *     intervals, in which the lamp may say itself that it is well again
 * @param giveUpAfter how long a message waits for a receiver that takes nothing
 * @param perCityAndHour so many openings of a city are announced one by one in an hour; the rest comes
 *     in one summary when it is over
 * @param digestAt local time of the city's digest of the last 24 hours; empty: none
 */
public record Pace(
    Duration hold,
    Duration holdReleased,
    Duration giveUpAfter,
    int perCityAndHour,
    Optional<LocalTime> digestAt) {

  /**
   * What was raised by readings that were older than this, and is over by now, is history: a replay
   * of a week notifies nobody.
   */
  public static final Duration HISTORY = Duration.ofHours(6);

  /** Sent and given up messages are kept so long. */
  public static final Duration KEPT = Duration.ofDays(90);

  /** The pace of a file that says nothing about it. */
  public static final Pace USUAL =
      new Pace(
          Duration.ofSeconds(60),
          Duration.ofMinutes(30),
          Duration.ofDays(7),
          20,
          Optional.of(LocalTime.of(7, 0)));

  public Pace {
    between("hold", hold, Duration.ZERO, Duration.ofHours(1));
    between("holdReleased", holdReleased, Duration.ZERO, Duration.ofHours(24));
    between("giveUpAfter", giveUpAfter, Duration.ofMinutes(1), Duration.ofDays(30));
    if (perCityAndHour < 1 || perCityAndHour > 1_000) {
      throw new IllegalArgumentException("perCityAndHour: " + perCityAndHour + ", expected 1…1000");
    }
  }

  private static void between(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s: %s, expected %s…%s".formatted(key, value, least, most));
    }
  }
}
