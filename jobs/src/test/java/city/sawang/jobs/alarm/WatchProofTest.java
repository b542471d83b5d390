package city.sawang.jobs.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.Timeliness;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchProofTest {
  private static final long NINE = Instant.parse("2026-11-20T14:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  private OneInputStreamOperatorTestHarness<AcceptedReading, WatchedHour> harness;

  @BeforeEach
  void open() throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new WatchProof()));
    harness.open();
    harness.setProcessingTime(0);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void read(String city, long receivedAt) throws Exception {
    harness.processElement(
        new StreamRecord<>(
            new AcceptedReading(
                new AcceptedReading.Origin(
                    city, "c1", "lamp-1", true, DeviceKind.LAMP, false, "t", "native"),
                new AcceptedReading.Timing(
                    receivedAt - 500, receivedAt, Timeliness.IN_TIME, false, TimeSource.DEVICE),
                new AcceptedReading.MessageIdentity(1L, 1L, 1),
                AcceptedReading.NOTHING_EXPECTED,
                AcceptedReading.Declared.NOTHING,
                new AcceptedReading.Electrical(
                    null, null, null, null, null, null, null, null, null, List.of()),
                new AcceptedReading.Lighting(null, null, null, null, null, null, null, null),
                new AcceptedReading.Equipment(
                    null, null, null, null, null, null, null, null, null, List.of()),
                List.of(),
                Map.of())));
  }

  @Test
  void aCityIsSaidAtOnceAndThenEveryHalfMinute() throws Exception {
    read("mueang-nan", NINE);
    read("mueang-nan", NINE + 10_000);
    read("satun", NINE + 11_000);
    harness.setProcessingTime(29_999);
    read("mueang-nan", NINE + 29_999);
    harness.setProcessingTime(30_000);
    read("mueang-nan", NINE + 30_000);

    assertThat(harness.extractOutputValues())
        .containsExactly(
            new WatchedHour("mueang-nan", NINE),
            new WatchedHour("satun", NINE + 11_000),
            new WatchedHour("mueang-nan", NINE + 30_000));
  }

  @Test
  void aBacklogOfAnotherHourIsSaidBesideTheLiveReadings() throws Exception {
    for (int i = 0; i < 3; i++) {
      read("mueang-nan", NINE + i);
      read("mueang-nan", NINE - HOUR + i);
    }

    assertThat(harness.extractOutputValues())
        .containsExactly(
            new WatchedHour("mueang-nan", NINE), new WatchedHour("mueang-nan", NINE - HOUR));
    assertThat(new WatchedHour("mueang-nan", NINE - 1).hour()).isEqualTo(NINE - HOUR);
    assertThat(new WatchedHour("mueang-nan", NINE).hour()).isEqualTo(NINE);
  }
}
