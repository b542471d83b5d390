package city.sawang.jobs.quarterhour;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.MeterFlag;
import city.sawang.jobs.metering.MeterReading;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LampQuarterHoursTest {
  private static final Duration HORIZON = Duration.ofDays(3);
  private static final long QUARTER = QuarterHourContribution.QUARTER_MILLIS;
  private static final long Q0 = 20_000L * 96 * QUARTER;
  private static final int MAX_PARALLELISM = 128;

  private KeyedOneInputStreamOperatorTestHarness<
          LampKey, QuarterHourContribution, LampQuarterHourRow>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(1, 0);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<
          LampKey, QuarterHourContribution, LampQuarterHourRow>
      harness(int subtasks, int index) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new LampQuarterHours(HORIZON)),
        LampKey::of,
        TypeInformation.of(LampKey.class),
        MAX_PARALLELISM,
        subtasks,
        index);
  }

  private static QuarterHourContribution says(String controller, long period, long measured) {
    return part("lamp-1", controller, period, measured, false);
  }

  private static QuarterHourContribution retracts(String controller, long period) {
    return part("lamp-1", controller, period, 0, true);
  }

  private static QuarterHourContribution part(
      String lamp, String controller, long period, long measured, boolean empty) {
    int readings = empty ? 0 : 2;
    return new QuarterHourContribution(
        "nan",
        lamp,
        empty ? null : "demo",
        empty ? null : "F1",
        controller,
        period,
        empty,
        !empty,
        measured,
        10,
        1,
        80_001,
        readings,
        40_000,
        40_001,
        0,
        0,
        0,
        0,
        15_000,
        2,
        600,
        15,
        readings,
        MeterFlag.GAP.bit(),
        true,
        0,
        0,
        0,
        0,
        0,
        Light.NONE,
        false,
        Long.MIN_VALUE,
        MeterReading.ABSENT,
        false);
  }

  private LampQuarterHourRow last() {
    List<LampQuarterHourRow> rows = harness.extractOutputValues();
    return rows.get(rows.size() - 1);
  }

  private void process(QuarterHourContribution contribution) throws Exception {
    harness.processElement(contribution, 0);
  }

  @Test
  void oneControllerMakesTheRow() throws Exception {
    // when
    process(says("c1", Q0, 5_000));
    // then: averages are rounded half up, what no reading told is null
    assertThat(harness.extractOutputValues())
        .containsExactly(
            new LampQuarterHourRow(
                "nan", "lamp-1", Q0, "demo", "F1", 5_011L, 5_000, 10, 1, 40_001L, 40_000L, 40_001L,
                null, null, 7_500, 600, 15, 2, "GAP", true, 1, false));
  }

  @Test
  void theSameAgainSaysNothing() throws Exception {
    process(says("c1", Q0, 5_000));
    // when
    process(says("c1", Q0, 5_000));
    // then
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void aChangeReplacesAndCountsTheRevision() throws Exception {
    process(says("c1", Q0, 5_000));
    // when
    process(says("c1", Q0, 6_000));
    // then
    assertThat(last().measuredMilliwattHours()).isEqualTo(6_000);
    assertThat(last().revision()).isEqualTo(2);
  }

  @Test
  void twoControllersOfOneLampAddUp() throws Exception {
    process(says("c1", Q0, 5_000));
    // when
    process(says("c2", Q0, 700));
    // then
    assertThat(last().measuredMilliwattHours()).isEqualTo(5_700);
    assertThat(last().litSeconds()).as("never longer than the quarter hour").isEqualTo(900);
    assertThat(last().activePowerAvgMilliwatts()).isEqualTo(40_001);
  }

  @Test
  void aRetractionLeavesTheOther() throws Exception {
    process(says("c1", Q0, 5_000));
    process(says("c2", Q0, 700));
    // when
    process(retracts("c1", Q0));
    // then
    assertThat(last().measuredMilliwattHours()).isEqualTo(700);
    assertThat(last().gone()).isFalse();
  }

  @Test
  void theRowGoesWhenNobodySaysAnything() throws Exception {
    process(says("c1", Q0, 5_000));
    // when
    process(retracts("c1", Q0));
    // then
    assertThat(last().gone()).isTrue();
    // when: it comes back, the revision goes on
    process(says("c1", Q0, 5_000));
    // then
    assertThat(last().gone()).isFalse();
    assertThat(last().revision()).isEqualTo(3);
  }

  @Test
  void aRetractionOfNothingSaysNothing() throws Exception {
    process(retracts("c1", Q0));
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void theOrderOfContributionsDoesNotMatter() throws Exception {
    process(says("c2", Q0, 700));
    process(says("c1", Q0, 5_000));
    LampQuarterHourRow oneOrder = last();
    process(retracts("c1", Q0));
    process(retracts("c2", Q0));
    // when
    process(says("c1", Q0, 5_000));
    process(says("c2", Q0, 700));
    // then
    assertThat(last()).usingRecursiveComparison().ignoringFields("revision").isEqualTo(oneOrder);
  }

  @Test
  void quartersOlderThanHorizonAndMarginAreFreedOnceADay() throws Exception {
    // given: twenty days, a quarter hour each
    int kept = (int) HORIZON.plus(LampQuarterHours.MARGIN).toDays() * 96;
    for (int i = 0; i < 20 * 96; i++) {
      process(says("c1", Q0 + i * QUARTER, i));
      int entries = quarters();
      assertThat(entries).isLessThanOrEqualTo(kept + 96 + 1);
    }
    // then
    assertThat(quarters()).isGreaterThanOrEqualTo(kept);
  }

  /** Quarter hours in the state of the one lamp; the harness itself counts lamps. */
  private int quarters() throws Exception {
    MapState<Long, QuarterHourState> state =
        harness
            .getOperator()
            .getKeyedStateBackend()
            .getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new MapStateDescriptor<>("quarters", Long.class, QuarterHourState.class));
    int count = 0;
    for (Long ignored : state.keys()) {
      count++;
    }
    return count;
  }

  @Test
  void partsAndRevisionsOutliveARestartWithOtherParallelism() throws Exception {
    // given
    for (int lamp = 0; lamp < 50; lamp++) {
      process(part("lamp-" + lamp, "c" + lamp, Q0, 1_000, false));
    }
    OperatorSubtaskState snapshot = harness.snapshot(1, 0);
    int rows = 0;
    // when
    for (int subtask = 0; subtask < 3; subtask++) {
      try (KeyedOneInputStreamOperatorTestHarness<
              LampKey, QuarterHourContribution, LampQuarterHourRow>
          part = harness(3, subtask)) {
        part.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, MAX_PARALLELISM, 1, 3, subtask));
        part.open();
        for (int lamp = 0; lamp < 50; lamp++) {
          QuarterHourContribution changed = part("lamp-" + lamp, "other", Q0, 1, false);
          if (isOf(subtask, LampKey.of(changed))) {
            part.processElement(changed, 0);
          }
        }
        // then
        assertThat(part.extractOutputValues())
            .allSatisfy(
                row -> {
                  assertThat(row.measuredMilliwattHours()).isEqualTo(1_001);
                  assertThat(row.revision()).isEqualTo(2);
                });
        rows += part.extractOutputValues().size();
      }
    }
    assertThat(rows).isEqualTo(50);
  }

  private static boolean isOf(int subtask, LampKey key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, 3) == subtask;
  }
}
