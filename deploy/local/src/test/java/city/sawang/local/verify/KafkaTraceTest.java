package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.avro.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which readings came too late, when a controller's readings lie in two partitions. */
class KafkaTraceTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int ORDINARY = 0;
  private static final int RESERVED = 8;

  @TempDir private Path directory;
  private SendLog ledger;
  private KafkaTrace trail;

  @BeforeEach
  void ledgerOfOneController() throws Exception {
    Path file = directory.resolve("ledger.jsonl");
    Files.writeString(file, "{\"ledger\":1,\"at\":0,\"seed\":1}\n{\"end\":1}\n");
    ledger = SendLog.read(file);
    for (int seq = 0; seq < 10; seq++) {
      ledger.readings().add("mueang-nan", "c1", content(seq), SentReadings.ACKNOWLEDGED);
    }
    trail = new KafkaTrace(ledger, 3 * DAY);
  }

  /** One a day. */
  private static SentReadings.Content content(int seq) {
    return new SentReadings.Content(seq * DAY, 1, seq, seq * 1_000L, 60_000, false, true);
  }

  private void arrives(int partition, long offset, int seq, long receivedAt) {
    Reading reading = FakePlatform.reading("mueang-nan", "c1", content(seq));
    reading.setReceivedAt(receivedAt);
    trail.reading(partition, offset, reading);
  }

  private List<Integer> tooLate() {
    trail.judgeLateness();
    return IntStream.range(0, 10)
        .filter(seq -> ledger.readings().is(seq, SentReadings.TOO_LATE))
        .boxed()
        .toList();
  }

  @Test
  void aBacklogThatWasReadAfterTheFreshOnesIsNotTooLate() {
    // given: the newest two came last and lie in the partition that is read first
    arrives(ORDINARY, 0, 8, 9 * DAY + 8);
    arrives(ORDINARY, 1, 9, 9 * DAY + 9);
    for (int seq = 0; seq < 8; seq++) {
      arrives(RESERVED, seq, seq, 9 * DAY + seq);
    }
    // when, then
    assertThat(tooLate()).isEmpty();
  }

  @Test
  void aBacklogThatCameAfterTheFreshOnesIsTooLateBeyondTheHorizon() {
    // given
    for (int seq = 0; seq < 8; seq++) {
      arrives(RESERVED, seq, seq, 10 * DAY + seq);
    }
    arrives(ORDINARY, 0, 9, 9 * DAY);
    // when, then
    assertThat(tooLate()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void whatWasRedrivenKeepsItsPlaceInItsPartition() {
    // given: the oldest came again after the newest, with the time of its first arrival
    arrives(ORDINARY, 0, 9, 9 * DAY);
    arrives(ORDINARY, 1, 0, 1);
    // when, then
    assertThat(tooLate()).containsExactly(0);
  }

  @Test
  void ofTwoCopiesTheOneThatCameFirstIsAccepted() {
    // given: the repetition is old by now and lies in the partition that is read first
    long hour = DAY / 24;
    arrives(RESERVED, 0, 3, 5 * DAY);
    arrives(ORDINARY, 0, 3, 3 * DAY);
    // when, then
    assertThat(trail.hour("mueang-nan", 3 * DAY / hour * hour))
        .isEqualTo(new KafkaTrace.Count(1, 1, 0, 0));
    assertThat(trail.hour("mueang-nan", 5 * DAY / hour * hour))
        .isEqualTo(new KafkaTrace.Count(1, 0, 1, 0));
  }
}
