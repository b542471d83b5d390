package city.sawang.jobs.rollup;

import static city.sawang.jobs.measures.RollUpTarget.NO_FEEDER;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.measures.RollUpTarget;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DeltaAggregationTest {
  private static OneInputStreamOperatorTestHarness<MeasureDelta, MeasureDelta> open(
      boolean byFeeder) throws Exception {
    OneInputStreamOperatorTestHarness<MeasureDelta, MeasureDelta> sums =
        new OneInputStreamOperatorTestHarness<>(
            byFeeder ? DeltaAggregation.byFeeder() : DeltaAggregation.byCity());
    sums.open();
    return sums;
  }

  private static StreamRecord<MeasureDelta> measured(String feeder, long period, long mwh) {
    return new StreamRecord<>(
        new MeasureDelta(
            new RollUpTarget("mueang-nan", feeder, period, 1, 2),
            Measures.NONE.with(Measure.MEASURED_MWH, mwh)));
  }

  @Test
  void aSecondOfChangesLeavesAsOne() throws Exception {
    try (var sums = open(true)) {
      sums.setProcessingTime(0);
      sums.processElement(measured("F1", 0, 5));
      sums.processElement(measured("F1", 0, 7));
      sums.processElement(measured("F2", 0, 1));
      sums.processElement(measured(NO_FEEDER, 0, 100));
      assertThat(sums.extractOutputValues()).isEmpty();
      // when
      sums.setProcessingTime(1_000);
      // then
      assertThat(sums.extractOutputValues())
          .containsExactlyInAnyOrder(
              measured("F1", 0, 12).getValue(), measured("F2", 0, 1).getValue());
    }
  }

  @Test
  void aCityTakesAllCircuitsTogether() throws Exception {
    try (var sums = open(false)) {
      sums.processElement(measured("F1", 0, 5));
      sums.processElement(measured(NO_FEEDER, 0, 100));
      sums.processElement(measured("F1", 900_000, 3));
      // when
      sums.getOperator().finish();
      // then
      assertThat(sums.extractOutputValues())
          .containsExactlyInAnyOrder(
              measured(NO_FEEDER, 0, 105).getValue(), measured(NO_FEEDER, 900_000, 3).getValue());
    }
  }

  @Test
  void nothingWaitsWhenACheckpointIsTaken() throws Exception {
    try (var sums = open(true)) {
      sums.processElement(measured("F1", 0, 5));
      // when
      sums.prepareSnapshotPreBarrier(1);
      // then
      assertThat(sums.extractOutputValues()).hasSize(1);
    }
  }

  /** A row that an attempt wrote before it failed is written over only by what is emitted. */
  @Test
  void whatCancelsOutIsEmittedAllTheSame() throws Exception {
    try (var sums = open(true)) {
      sums.processElement(measured("F1", 0, 5));
      sums.processElement(measured("F1", 0, -5));
      // when
      sums.prepareSnapshotPreBarrier(1);
      // then
      assertThat(sums.extractOutputValues()).containsExactly(measured("F1", 0, 0).getValue());
    }
  }
}
