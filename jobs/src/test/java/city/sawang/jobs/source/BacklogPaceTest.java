package city.sawang.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The pace between a backlog without end and an output that takes so much and no more. */
class BacklogPaceTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private long blockedMillis;

  /** How many records pass within so many seconds, when the output takes so many in each. */
  private long passed(BacklogPace pace, double seconds, double takenPerSecond) {
    long end = now + (long) (seconds * 1e9);
    long count = 0;
    double owed = 0;
    while (now < end) {
      if (pace.isDue(now)) {
        pace.adjust(now, blockedMillis);
      }
      long wait = pace.ask(now);
      if (wait > 0) {
        assertThat(wait).isBetween(1L, 10 * MILLI);
        now += wait;
        owed = Math.max(0, owed - wait);
        continue;
      }
      count++;
      now += 1_000;
      // The output has room for 10 ms of its own work, and blocks whoever brings more.
      owed += 1e9 / takenPerSecond - 1_000;
      if (owed > 10 * MILLI) {
        long blocked = (long) (owed - 9 * MILLI) / MILLI * MILLI;
        blockedMillis += blocked / MILLI;
        now += blocked;
        owed -= blocked;
      }
    }
    return count;
  }

  @Test
  void whereNothingBlocksItSoonIsFast() {
    // given
    BacklogPace pace = new BacklogPace(Double.POSITIVE_INFINITY, now, 0);
    // when
    passed(pace, 5, 1e6);
    // then
    assertThat(pace.perSecond()).isGreaterThan(50_000);
  }

  @Test
  void whatComesAfterIsKeptBusyAndNotBlocked() {
    // given
    BacklogPace pace = new BacklogPace(Double.POSITIVE_INFINITY, now, 0);
    passed(pace, 10, 5_000);
    long blockedBefore = blockedMillis;
    // when
    long count = passed(pace, 60, 5_000);
    // then: most of what can be taken, and blocked for less than half of the time
    assertThat(count).isBetween(60 * 4_000L, 60 * 5_000L);
    assertThat(blockedMillis - blockedBefore).isLessThan(60_000 / 2);
  }

  @Test
  void itComesBackWhenThereIsRoomAgain() {
    // given
    BacklogPace pace = new BacklogPace(Double.POSITIVE_INFINITY, now, 0);
    passed(pace, 20, 1_000);
    assertThat(pace.perSecond()).isLessThan(2_000);
    // when
    passed(pace, 10, 1e6);
    // then
    assertThat(pace.perSecond()).isGreaterThan(20_000);
  }

  @Test
  void neverFasterThanTheLimitAndNeverSlowerThanTheSlowest() {
    // given
    BacklogPace limited = new BacklogPace(3_000, now, 0);
    // when, then
    assertThat(passed(limited, 10, 1e6)).isBetween(29_000L, 30_100L);
    assertThat(passed(limited, 60, 10)).isPositive();
    assertThat(limited.perSecond()).isEqualTo(BacklogPace.SLOWEST_PER_SECOND);
  }

  @Test
  void idleTimeIsNotSavedUp() {
    // given
    BacklogPace pace = new BacklogPace(1_000, now, 0);
    now += 3_600_000 * MILLI;
    pace.adjust(now, 0);
    // when, then
    assertThat(passed(pace, 0.1, 1e6)).isLessThan(130);
  }
}
