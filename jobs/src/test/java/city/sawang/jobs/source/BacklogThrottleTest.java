package city.sawang.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BacklogThrottleTest {
  private static final int LIMIT = 10_000;

  private OneInputStreamOperatorTestHarness<RawRecord, RawRecord> harness;

  @BeforeEach
  void open() throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(new BacklogThrottle(LIMIT));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static RawRecord record(int number) {
    return new RawRecord("mueang-nan/c1", new byte[] {1}, number, "readings/8/" + number);
  }

  @Test
  void everythingPassesInOrderAndNoFasterThanItMay() throws Exception {
    // given
    List<RawRecord> backlog = IntStream.range(0, 5_000).mapToObj(i -> record(i)).toList();
    long began = System.nanoTime();
    // when
    for (RawRecord record : backlog) {
      harness.processElement(record, record.timestampMillis());
    }
    // then
    // A failure that prints 5,000 records helps nobody.
    assertThat(harness.extractOutputValues().equals(backlog)).isTrue();
    assertThat((System.nanoTime() - began) / 1e9).isGreaterThan(0.9 * 5_000 / LIMIT);
  }

  @Test
  void nothingIsKeptThatACheckpointWouldHaveToHold() throws Exception {
    // when
    harness.processElement(record(1), 1);
    // then
    assertThat(harness.extractOutputValues()).hasSize(1);
    assertThat(harness.snapshot(1, 1).hasState()).isFalse();
  }

  @Test
  void eventTimeDoesNotWaitForTheBacklog() throws Exception {
    // when
    harness.processWatermark(new Watermark(5));
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    // then
    assertThat(harness.getOutput()).containsExactly(WatermarkStatus.IDLE);
  }
}
