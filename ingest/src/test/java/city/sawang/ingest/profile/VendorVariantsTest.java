package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices of the shipped families say in other firmware, other states, other spellings. */
class VendorVariantsTest {
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();
  private static final String V4 = "mueang-nan/application/a/device/70B3D5B0FFFF0001/event/up";

  private TopicDecoder decoder;

  @BeforeEach
  void loadTheShippedProfiles() {
    Profiles profiles = Profiles.load(SharedPayloads.repository().resolve("deploy/profiles"));
    decoder = new TopicDecoder(new FakeDevices("mueang-nan"), profiles);
  }

  @Test
  void aControllerThatMetersOnlyItsHoursLeavesTheDriverItsEnergy() {
    Reading reading =
        one(
            V4,
            v4(
                """
                {"packet_type":"usage_packet","consumption":[{"address":"internal_measurement","lamp_on_time__h":5533},
                 {"address":"dali_single_9","active_energy__Wh":234567,"active_power__W":42,"load_side_energy__Wh":215801,"load_side_power__W":39,
                  "power_factor":0.93,"mains_voltage__V":229,"driver_operating_time__h":13279.2,"lamp_on_time__h":5533}]}
                """));

    assertThat(reading.getControllerId()).isEqualTo("70b3d5b0ffff0001");
    assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(234_567_000);
    assertThat(reading.getActivePowerMilliwatts()).isEqualTo(42_000);
    assertThat(reading.getSupplyVoltageMillivolts()).isEqualTo(229_000);
    assertThat(reading.getPowerFactorBasisPoints()).isEqualTo(9_300);
    assertThat(reading.getOperatingSeconds()).isEqualTo(5533 * 3600L);
    assertThat(reading.getExtras()).containsEntry("loadSideEnergyWh", "215801");
  }

  @Test
  void wordsInPlaceOfNumbersAreUnknown() {
    Reading reading =
        one(
            V4,
            v4(
                """
                {"data":{"packet_type":"status_packet","device_unix_epoch":"invalid_timestamp","mcu_temperature__C":24,"downlink_rssi__dBm":-52,
                 "sensor_source":{"ldr_input":210,"light_sensor__lx":"299.9"},"status":{"internal_relay_closed":false,"metering_com_error":false},
                 "dimming_source":[{"address":"dali_single_7","reason":"relay_off","dimming_level__percent":"ignore","status":{"lamp_on":false,"lamp_failure":true}}]},
                 "errors":[],"warnings":["invalid_timestamp"]}
                """));

    assertThat(Instant.ofEpochMilli(reading.getObservedAt())).isEqualTo("2026-11-22T12:30:05Z");
    assertThat(reading.getDimCommandBasisPoints()).isNull();
    assertThat(reading.getLampOn()).isFalse();
    assertThat(reading.getIlluminanceMillilux()).isEqualTo(299_900);
    assertThat(reading.getDeviceFaults()).containsExactly("lampFailure");
  }

  @Test
  void aSilentMeterClaimsNoEnergyWhateverThePacketSays() {
    Reading reading =
        one(
            V4,
            v4(
                """
                {"data":{"packet_type":"usage_packet","consumption":[{"address":"internal_measurement","active_energy__Wh":0,"active_power__W":0}]},
                 "errors":[],"warnings":["metering_com_error"]}
                """));

    assertThat(reading.getEnergyTotalMilliwattHours()).isNull();
    assertThat(reading.getActivePowerMilliwatts()).isNull();
    assertThat(reading.getDeviceFaults()).containsExactly("metering_com_error");
  }

  @Test
  void aDimmerAndItsFaults() {
    Reading reading =
        one(
            "mueang-nan/shellydimmer-1/events/rpc",
            """
            {"src":"shellydimmer-1","dst":"shellydimmer-1/events","method":"NotifyFullStatus","params":{"ts":null,"wifi":{"rssi":-70},
             "sys":{"time":null,"unixtime":null},"light:0":{"id":0,"source":"init","output":true,"brightness":50.0,"apower":12.4,"voltage":231.0,
             "current":0.06,"temperature":{"tC":null,"tF":null},"aenergy":{"total":1.234,"by_minute":[1.0,2.0,3.0],"minute_ts":0},"errors":["overtemp"]}}}
            """);

    assertThat(reading.getObservedAt()).isEqualTo(RECEIVED);
    assertThat(reading.getDimCommandBasisPoints()).isEqualTo(5_000);
    assertThat(reading.getRelayOn()).isTrue();
    assertThat(reading.getLampOn()).isNull();
    assertThat(reading.getControllerTempMillicelsius()).isNull();
    assertThat(reading.getRssiMillidecibelMilliwatts()).isEqualTo(-70_000);
    assertThat(reading.getDeviceFaults()).containsExactly("overtemp");
  }

  @Test
  void singlePhasesOfAMeterAreChannels() {
    List<Decoded> results =
        decode(
            "mueang-nan/cabinet/status",
            "{\"em1:0\":{\"id\":0,\"act_power\":10.5,\"voltage\":229.9,\"pf\":0.9,\"freq\":50},\"em1data:0\":{\"id\":0,\"total_act_energy\":100.5},"
                + "\"em1:1\":{\"id\":1,\"act_power\":20.5},\"sys\":{\"unixtime\":1795350600}}");

    assertThat(results)
        .extracting(result -> ((Decoded.Accepted) result).reading())
        .allMatch(reading -> reading.getKind() == DeviceKind.METER)
        .extracting(Reading::getControllerId)
        .containsExactly("cabinet", "cabinet:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mueang-nan/s/events/rpc | {\"src\":\"s\",\"method\":\"NotifyEvent\",\"params\":{\"ts\":1795350600.1,\"events\":[{\"component\":\"input:0\",\"event\":\"single_push\"}]}}",
        "mueang-nan/s/events/rpc | {\"src\":\"s\",\"method\":\"NotifyStatus\",\"params\":{\"ts\":1795350600.1,\"switch:0\":{\"id\":0,\"source\":\"timer\"}}}",
        "mueang-nan/s/status/sys | {\"mac\":\"AABBCCDDEEFF\",\"unixtime\":1795350600,\"time\":\"19:30\"}",
        "mueang-nan/s/status/input:0 | {\"id\":0,\"state\":false}",
        "mueang-nan/tele/plug-1/SENSOR | {\"Time\":\"2026-11-22T19:30:00\",\"ENERGY\":null}",
        "mueang-nan/application/a/device/70b3d5b0ffff0001/event/join | {\"time\":\"2026-11-22T12:30:05Z\",\"deviceInfo\":{\"devEui\":\"70b3d5b0ffff0001\"}}",
        "mueang-nan/v3/a/devices/d/down/queued | {\"end_device_ids\":{\"device_id\":\"d\"},\"downlink_queued\":{}}",
      })
  void isRecognisedAndNoTelemetry(String topic, String payload) {
    assertThat(decode(topic, payload)).containsExactly(new Decoded.Recognised());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "WRONG_TYPE | mueang-nan/s/status/switch:0 | {\"id\":0,\"apower\":true}",
        "OUT_OF_RANGE | mueang-nan/s/status/switch:0 | {\"id\":0,\"apower\":9000}",
        "NOT_OUR_SCHEMA | mueang-nan/s/status | [1]",
        "NOT_JSON | mueang-nan/s/status | online",
        "WRONG_TYPE | mueang-nan/tele/plug-1/SENSOR | {\"Time\":\"2026-11-22T19:30:00\",\"ENERGY\":{\"Total\":\"3.1\"}}",
        "MISSING_FIELD | mueang-nan/tele/plug-1/SENSOR | {\"Time\":\"2026-11-22T19:30:00\",\"ENERGY\":{}}",
        "OUT_OF_RANGE | mueang-nan/tele/plug-1/SENSOR | {\"Time\":\"2026-11-22T19:30:00\",\"ENERGY\":{\"Factor\":96}}",
        "NOT_OUR_SCHEMA | mueang-nan/v3/a/devices/d/up | {\"end_device_ids\":{\"device_id\":\"d\"},\"uplink_message\":{\"frm_payload\":\"AA==\"}}",
        "NOT_OUR_SCHEMA | mueang-nan/application/a/device/70b3d5b0ffff0001/event/up | {\"temperature\":21}",
        "SPOOF | mueang-nan/application/a/device/70b3d5b0ffff0002/event/up | {\"deviceInfo\":{\"devEui\":\"70b3d5b0ffff0001\"},\"object\":{\"packet_type\":\"status_packet\"}}",
        "BAD_IDENTIFIER | mueang-nan/application/a/device/70b3 d5/event/up | {\"deviceInfo\":{},\"object\":{\"packet_type\":\"status_packet\",\"mcu_temperature__C\":1}}",
        "TIME_TOO_OLD | mueang-nan/senml/l | [{\"n\":\"voltage\",\"u\":\"V\",\"v\":230,\"t\":1e9}]",
        "NOT_OUR_SCHEMA | mueang-nan/senml/l | [{\"n\":\"voltage\",\"u\":\"V\",\"v\":230,\"x_\":1}]",
        "NOT_OUR_SCHEMA | mueang-nan/senml/l | [{\"n\":\"voltage\",\"u\":\"V\",\"v\":\"230\"}]",
        "NOT_OUR_SCHEMA | mueang-nan/senml/l | [{\"n\":\"a:voltage\",\"u\":\"V\",\"v\":230},{\"n\":\"b:voltage\",\"u\":\"V\",\"v\":230}]",
        "NOT_OUR_SCHEMA | mueang-nan/senml/l | {\"n\":\"voltage\"}",
      })
  void isRefused(String reason, String topic, String payload) {
    List<Decoded> results = decode(topic, payload);

    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Refused.class);
    assertThat(((Decoded.Refused) results.get(0)).payload().getReason()).isEqualTo(reason);
  }

  private static String v4(String object) {
    return "{\"time\":\"2026-11-22T12:30:05Z\",\"deviceInfo\":{\"devEui\":\"70b3d5b0ffff0001\"},\"object\":"
        + object
        + "}";
  }

  private Reading one(String topic, String payload) {
    List<Decoded> results = decode(topic, payload);
    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted) results.get(0)).reading();
  }

  private List<Decoded> decode(String topic, String payload) {
    return decoder.decode(new Arrival(topic, payload.getBytes(UTF_8), RECEIVED));
  }
}
