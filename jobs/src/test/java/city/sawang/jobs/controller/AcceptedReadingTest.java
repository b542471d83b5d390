package city.sawang.jobs.controller;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AcceptedReadingTest {
  private static AcceptedReading ofALamp(Reading.Builder reading) {
    return AcceptedSamples.inTime(reading.build(), registered("c1", "lamp-1"));
  }

  @Test
  void anUnregisteredControllerStandsUnderItsOwnName() {
    AcceptedReading reading =
        AcceptedSamples.unregistered(reading("c1", EVENING, 1).build(), Timeliness.LATE);
    assertThat(reading.origin().lampId()).isEqualTo("c1");
    assertThat(reading.origin().registered()).isFalse();
    assertThat(reading.qualityFlags()).containsExactly("UNREGISTERED");
    assertThat(reading.expectation()).isEqualTo(AcceptedReading.NOTHING_EXPECTED);
  }

  @ParameterizedTest
  @CsvSource({"60000, ''", "60001, POWER_SUSPECT", ", ''"})
  void powerAboveOneAndAHalfTimesTheNominalIsSuspect(Long milliwatts, String flags) {
    AcceptedReading reading =
        ofALamp(reading("c1", EVENING, 1).setActivePowerMilliwatts(milliwatts));
    assertThat(String.join(",", reading.qualityFlags())).isEqualTo(flags);
  }

  @Test
  void aReadingOfAMeterIsNotOfALamp() {
    Reading lamp = reading("c1", EVENING, 1).build();
    Reading meter = reading("c1", EVENING, 1).setKind(DeviceKind.METER).build();
    assertThat(AcceptedSamples.unregistered(lamp, Timeliness.LATE).isOfLamp()).isTrue();
    assertThat(AcceptedSamples.unregistered(meter, Timeliness.IN_TIME).isOfLamp()).isFalse();
  }

  static Stream<AcceptedReading> readings() {
    Phase phase = Phase.newBuilder().setPhase(2).setSupplyVoltageMillivolts(231_000L).build();
    return Stream.of(
        ofALamp(reading("c1", EVENING, 1)),
        ofALamp(reading("c1", EVENING, 1).setBootId(null).setSeq(null).setLampOn(null)),
        AcceptedSamples.unregistered(
            reading("m1", EVENING, 1)
                .setKind(DeviceKind.METER)
                .setPhases(List.of(phase))
                .setDeviceFaults(List.of("E7", "ไฟดับ"))
                .setExtras(Map.of("x", "1"))
                .build(),
            Timeliness.TOO_LATE));
  }

  @ParameterizedTest
  @MethodSource("readings")
  void itIsExchangedAsItIs(AcceptedReading reading) throws Exception {
    // given
    TypeSerializer<AcceptedReading> serializer =
        TypeInformation.of(AcceptedReading.class).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(512);
    // when
    serializer.serialize(reading, out);
    // then
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(serializer.deserialize(in)).isEqualTo(reading);
    assertThat(in.available()).isZero();
  }
}
