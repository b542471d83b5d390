package city.sawang.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.schemas.Lanes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class LaneChoiceTest {
  private static final Lanes LANES = new Lanes(8, 2);
  private static final long NOW = 1_800_000_000_000L;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final LaneChoice choice = new LaneChoice(BridgeConfig.DEFAULT_BACKLOG_AGE);

  private static byte[] key(String controller) {
    return ("mueang-nan/" + controller).getBytes(StandardCharsets.UTF_8);
  }

  private boolean isBacklog(String controller, long age, long now) {
    return LANES.isReserved(choice.partition(LANES, key(controller), now - age, now));
  }

  @Test
  void freshReadingsStayWhereTheyWereBeforeThereWereLanes() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(choice.partition(LANES, key("c" + i), NOW, NOW))
          .isEqualTo(BuiltInPartitioner.partitionForKey(key("c" + i), 8));
    }
  }

  @Test
  void oldOnesAreSpreadOverTheReservedPartitions() {
    // when
    Set<Integer> partitions = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      partitions.add(choice.partition(LANES, key("c" + i), NOW - 2 * HOUR, NOW));
    }
    // then
    assertThat(partitions).containsExactlyInAnyOrder(8, 9);
  }

  @Test
  void oldIsWhatIsOlderThanTheThreshold() {
    assertThat(isBacklog("c1", HOUR, NOW)).isFalse();
    assertThat(isBacklog("c1", HOUR + 1, NOW)).isTrue();
  }

  @Test
  void aControllerStaysBehindItsBacklogForAnHourAndNoLongerThanTwo() {
    // given
    assertThat(isBacklog("away", 72 * HOUR, NOW)).isTrue();
    // when, then
    assertThat(isBacklog("away", 0, NOW + 1)).isTrue();
    assertThat(isBacklog("other", 0, NOW + 1)).isFalse();
    assertThat(isBacklog("away", 0, NOW + HOUR)).isTrue();
    assertThat(isBacklog("away", 0, NOW + 2 * HOUR)).isFalse();
  }

  @Test
  void everyOldReadingBeginsTheHourAnew() {
    for (int quarter = 0; quarter < 20; quarter++) {
      assertThat(isBacklog("away", 72 * HOUR, NOW + quarter * HOUR / 4)).isTrue();
    }
    assertThat(isBacklog("away", 0, NOW + 5 * HOUR)).isTrue();
  }

  @Test
  void withoutReservedPartitionsEverythingIsFresh() {
    // given
    Lanes one = new Lanes(8, 0);
    // when, then
    for (int i = 0; i < 100; i++) {
      assertThat(choice.partition(one, key("c" + i), NOW - 72 * HOUR, NOW))
          .isEqualTo(BuiltInPartitioner.partitionForKey(key("c" + i), 8));
    }
  }
}
