package city.sawang.jobs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.quarantine.QuarantineRow;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HourlyLedgerTest {
  private static final long HOUR = 3_600_000;
  private static final long AT = 100 * HOUR + 17;

  private KeyedOneInputStreamOperatorTestHarness<LedgerHour.Key, LedgerHour, LedgerHour> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(1, 0);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<LedgerHour.Key, LedgerHour, LedgerHour>
      harness(int subtasks, int index) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new HourlyLedger()),
        LedgerHour::key,
        TypeInformation.of(LedgerHour.Key.class),
        128,
        subtasks,
        index);
  }

  private List<LedgerHour> rows() {
    return harness.extractOutputValues();
  }

  @Test
  void aRowTellsWholeEventsOnly() throws Exception {
    // given
    harness.setProcessingTime(10_000);
    harness.processElement(LedgerHour.inTime("mueang-nan", AT), 0);
    harness.processElement(LedgerHour.lateCorrected("mueang-nan", AT), 0);
    harness.processElement(LedgerHour.tooLate("mueang-nan", AT), 0);
    harness.processElement(LedgerHour.duplicate("mueang-nan", AT), 0);
    harness.processElement(LedgerHour.missing("mueang-nan", AT, 5), 0);
    harness.processElement(LedgerHour.missing("mueang-nan", AT, -2), 0);
    // when
    harness.setProcessingTime(11_000);
    // then
    assertThat(rows())
        .containsExactly(new LedgerHour("mueang-nan", 100 * HOUR, 4, 1, 1, 1, 1, 0, 3));
  }

  @Test
  void rowsOfAnHourAreASecondApart() throws Exception {
    // given
    harness.setProcessingTime(10_000);
    for (int i = 0; i < 1_000; i++) {
      harness.processElement(LedgerHour.inTime("mueang-nan", AT), 0);
    }
    assertThat(rows()).isEmpty();
    // when
    harness.setProcessingTime(11_000);
    harness.processElement(LedgerHour.inTime("mueang-nan", AT), 0);
    harness.setProcessingTime(11_999);
    // then
    assertThat(rows()).extracting(LedgerHour::received).containsExactly(1_000L);
    // when
    harness.setProcessingTime(60_000);
    // then: and silence emits nothing
    assertThat(rows()).extracting(LedgerHour::received).containsExactly(1_000L, 1_001L);
  }

  @Test
  void citiesAndHoursAreCountedApart() throws Exception {
    // given
    QuarantineRow nameless =
        new QuarantineRow("q", AT, null, null, "t", "NOT_JSON", "d", null, -1, new byte[0]);
    harness.processElement(LedgerHour.inTime("mueang-nan", AT), 0);
    harness.processElement(LedgerHour.inTime("mueang-nan", AT + HOUR), 0);
    harness.processElement(LedgerHour.inTime("satun", AT), 0);
    harness.processElement(LedgerHour.quarantined(nameless), 0);
    // when
    harness.setProcessingTime(1_000);
    // then
    assertThat(rows())
        .containsExactlyInAnyOrder(
            new LedgerHour("mueang-nan", 100 * HOUR, 1, 1, 0, 0, 0, 0, 0),
            new LedgerHour("mueang-nan", 101 * HOUR, 1, 1, 0, 0, 0, 0, 0),
            new LedgerHour("satun", 100 * HOUR, 1, 1, 0, 0, 0, 0, 0),
            new LedgerHour("(unknown)", 100 * HOUR, 1, 0, 0, 0, 0, 1, 0));
    assertThat(harness.numKeyedStateEntries()).isEqualTo(4);
  }

  @Test
  void whatWasCountedButNotEmittedIsEmittedAfterARestart() throws Exception {
    // given
    harness.setProcessingTime(10_000);
    harness.processElement(LedgerHour.inTime("mueang-nan", AT), 0);
    OperatorSubtaskState snapshot = harness.snapshot(1, 0);
    harness.close();
    // when
    harness = harness(1, 0);
    harness.initializeState(snapshot);
    harness.open();
    harness.setProcessingTime(11_000);
    // then
    assertThat(rows()).extracting(LedgerHour::received).containsExactly(1L);
  }
}
