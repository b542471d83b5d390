package city.sawang.jobs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerAggregationTest {
  private static final long HOUR = 3_600_000;
  private static final long AT = 100 * HOUR;

  private OneInputStreamOperatorTestHarness<LedgerHour, LedgerHour> harness;

  @BeforeEach
  void open() throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(LedgerAggregation.operator());
    harness.open();
    harness.setProcessingTime(1_000);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void twoOfOneHourAndOneOfAnother() throws Exception {
    harness.processElement(LedgerHour.inTime("mueang-nan", AT), 0);
    harness.processElement(LedgerHour.duplicate("mueang-nan", AT + 1), 0);
    harness.processElement(LedgerHour.inTime("mueang-nan", AT + HOUR), 0);
  }

  private void assertSumsAreEmitted() {
    assertThat(harness.extractOutputValues())
        .containsExactlyInAnyOrder(
            new LedgerHour("mueang-nan", AT, 2, 1, 0, 0, 1, 0, 0),
            new LedgerHour("mueang-nan", AT + HOUR, 1, 1, 0, 0, 0, 0, 0));
  }

  @Test
  void sumsAreEmittedWhenTheFirstEventHasWaitedLongEnough() throws Exception {
    // given
    twoOfOneHourAndOneOfAnother();
    harness.setProcessingTime(1_000 + LedgerAggregation.DELAY_MILLIS - 1);
    assertThat(harness.extractOutputValues()).isEmpty();
    // when
    harness.setProcessingTime(1_000 + LedgerAggregation.DELAY_MILLIS);
    // then
    assertSumsAreEmitted();
  }

  @Test
  void nothingIsHeldBackFromACheckpoint() throws Exception {
    // given
    twoOfOneHourAndOneOfAnother();
    // when
    harness.prepareSnapshotPreBarrier(1);
    // then
    assertSumsAreEmitted();
  }

  @Test
  void nothingIsEmittedTwice() throws Exception {
    // given
    twoOfOneHourAndOneOfAnother();
    harness.prepareSnapshotPreBarrier(1);
    // when
    harness.setProcessingTime(10_000);
    harness.endInput();
    // then
    assertSumsAreEmitted();
  }
}
