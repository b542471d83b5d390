package city.sawang.jobs.archive;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingRowTest {
  private static ReadingRow row(Reading.Builder reading) {
    return ReadingRow.of(reading.build(), "lamp-1", List.of(), "IN_TIME");
  }

  @Test
  void whatTheDeviceDidNotSendIsNull() {
    ReadingRow row = row(reading("c1", EVENING, 1).setActivePowerMilliwatts(null));
    assertThat(row.activePowerMilliwatts()).isNull();
    assertThat(row.energyTotalMilliwattHours()).isNull();
    assertThat(row.phases()).isNull();
    assertThat(row.extras()).isNull();
    assertThat(row.deviceFaults()).isNull();
    assertThat(row.qualityFlags()).isNull();
  }

  @Test
  void bootAndSequenceMakeDistinctKeys() {
    long ofFirst = row(reading("c1", EVENING, 7).setBootId(1L)).readingKey();
    long ofNextSequence = row(reading("c1", EVENING, 8).setBootId(1L)).readingKey();
    long ofNextBoot = row(reading("c1", EVENING, 7).setBootId(2L)).readingKey();
    long withoutBoot = row(reading("c1", EVENING, 7).setBootId(null)).readingKey();
    assertThat(List.of(ofFirst, ofNextSequence, ofNextBoot, withoutBoot)).doesNotHaveDuplicates();
  }

  @Test
  void withoutSequenceTheDigestIsTheKey() {
    assertThat(row(reading("c1", EVENING, 7).setSeq(null).setDigest(-5)).readingKey())
        .isEqualTo(-5);
  }

  @Test
  void flagsOfTheBridgeAndOfTheRegistryStandTogether() {
    ReadingRow row =
        ReadingRow.of(
            reading("c1", EVENING, 1).setQualityFlags(List.of("OLD")).build(),
            null,
            List.of("UNREGISTERED"),
            "LATE");
    assertThat(row.qualityFlags()).isEqualTo("OLD,UNREGISTERED");
  }

  @Test
  void phasesAreJsonWithoutWhatIsAbsent() {
    Phase phase = Phase.newBuilder().setPhase(2).setSupplyVoltageMillivolts(231_000L).build();
    assertThat(row(reading("m1", EVENING, 1).setPhases(List.of(phase))).phases())
        .isEqualTo("[{\"phase\":2,\"supply_voltage_mv\":231000}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "42              | {\"x\":42}",
        "\"text\"        | {\"x\":\"text\"}",
        "[1,{\"a\":null}]| {\"x\":[1,{\"a\":null}]}",
        "1e999           | {\"x\":\"1e999\"}",
        "{               | {\"x\":\"{\"}",
        "1 2             | {\"x\":\"1 2\"}",
        "nonsense        | {\"x\":\"nonsense\"}",
        "\"\\u0000\"     | {\"x\":\"\\\"\\\\u0000\\\"\"}",
        "\"\\ud800\"     | {\"x\":\"\\\"\\\\ud800\\\"\"}",
      })
  void extrasAreJsonThatThePublicViewCanRead(String value, String json) {
    assertThat(row(reading("c1", EVENING, 1).setExtras(Map.of("x", value))).extras())
        .isEqualTo(json);
  }
}
