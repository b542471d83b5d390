package city.sawang.jobs.example;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedSamples;
import city.sawang.jobs.controller.Timeliness;
import city.sawang.jobs.example.CountPerLamp.Count;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CountPerLampTest {
  private static AcceptedReading of(String controller, String lamp) {
    return AcceptedSamples.inTime(
        reading(controller, EVENING, 1).build(), registered(controller, lamp));
  }

  @Test
  void readingsAreCountedByLampWhicheverControllerSendsThem() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, AcceptedReading, Count> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new CountPerLamp()), CountPerLamp.lamp(), Types.STRING)) {
      harness.open();
      // when
      harness.processElement(new StreamRecord<>(of("c1", "lamp-1")));
      harness.processElement(new StreamRecord<>(of("c2", "lamp-2")));
      harness.processElement(new StreamRecord<>(of("c3", "lamp-1")));
      harness.processElement(
          new StreamRecord<>(
              AcceptedSamples.unregistered(
                  reading("c4", EVENING, 1).build(), Timeliness.TOO_LATE)));
      // then
      assertThat(harness.extractOutputValues())
          .containsExactly(
              new Count("mueang-nan", "lamp-1", 1),
              new Count("mueang-nan", "lamp-2", 1),
              new Count("mueang-nan", "lamp-1", 2),
              new Count("mueang-nan", "c4", 1));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(3);
    }
  }
}
