package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real devices sent, as far as it lies beside the repository, through the shipped profiles. */
class CapturedPayloadsTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String EUI = "70b3d5b020073208";
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();

  private TopicDecoder decoder;

  @BeforeEach
  void loadTheShippedProfiles() {
    Profiles profiles = Profiles.load(SharedPayloads.repository().resolve("deploy/profiles"));
    decoder = new TopicDecoder(new FakeDevices("mueang-nan").with(EUI, "mueang-nan"), profiles);
  }

  @Test
  void theCapturedUplinkIsOneReading() throws IOException {
    byte[] payload = SharedPayloads.bytes("payloads/nas-ul20xx/LCU_chirpstack_example_data.json");

    for (String topic :
        List.of(
            "application/430/device/" + EUI + "/event/up",
            "mueang-nan/application/430/device/70B3D5B020073208/event/up")) {
      List<Reading> readings = accepted(decode(topic, payload));

      assertThat(readings).hasSize(1);
      Reading reading = readings.get(0);
      assertThat(reading.getControllerId()).isEqualTo(EUI);
      assertThat(reading.getCityId()).isEqualTo("mueang-nan");
      assertThat(reading.getProfile()).isEqualTo("chirpstack-v3-nas-ul20xx");
      assertThat(Instant.ofEpochMilli(reading.getObservedAt())).isEqualTo("2024-07-01T13:43:42Z");
      assertThat(reading.getLampOn()).isFalse();
      assertThat(reading.getRelayOn()).isFalse();
      assertThat(reading.getControllerTempMillicelsius()).isEqualTo(26_000);
      assertThat(reading.getEnergyTotalMilliwattHours()).isNull();
      assertThat(reading.getActivePowerMilliwatts()).isNull();
      assertThat(reading.getDimCommandBasisPoints()).isZero();
      assertThat(reading.getDeviceFaults()).containsExactly("metering_com_error");
      assertThat(reading.getExtras()).containsEntry("ldrInput", "222");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3", "v3 text", "v4", "tts"})
  void theVendorsVectorsAreTelemetryOrRecognised(String server) throws IOException {
    JsonNode vectors =
        JSON.readTree(
                SharedPayloads.bytes(
                    "payloads/nas-ul20xx/ul20xx_1_0_x_uplink_decoder.vectors.json"))
            .get("vectors");

    for (JsonNode vector : vectors) {
      List<Reading> readings = accepted(decodeVector(server, vector));

      String name = vector.get("name").asText();
      switch (name) {
        case "status from DS" -> {
          assertThat(Instant.ofEpochMilli(readings.get(0).getObservedAt()))
              .isEqualTo("2020-01-14T14:49:03Z");
          assertThat(readings.get(0).getRelayOn()).isFalse();
          assertThat(readings.get(0).getControllerTempMillicelsius()).isEqualTo(21_000);
          // Two drivers at 50 % and 0 %: no one figure for the lamp.
          assertThat(readings.get(0).getDimCommandBasisPoints()).isNull();
          assertThat(readings).hasSize(1);
        }
        case "status 2" -> {
          assertThat(readings.get(0).getControllerTempMillicelsius()).isEqualTo(-1_000);
          assertThat(readings.get(0).getDeviceFaults()).containsExactly("dali_error_external");
        }
        case "usage from DS" -> {
          assertThat(readings)
              .extracting(Reading::getControllerId)
              .containsExactly(EUI + ":dali_single_2", EUI + ":dali_single_3");
          assertThat(readings)
              .extracting(Reading::getEnergyTotalMilliwattHours)
              .containsExactly(0L, 5_141_000L);
        }
        case "usage 2" ->
            assertThat(readings.get(0).getEnergyTotalMilliwattHours()).isEqualTo(237_000);
        case "usage d4i", "usage d4i invalid address" -> {
          assertThat(readings).hasSize(1);
          assertThat(readings.get(0).getControllerId()).isEqualTo(EUI);
          assertThat(readings.get(0).getEnergyTotalMilliwattHours()).isEqualTo(1_000);
          assertThat(readings.get(0).getActivePowerMilliwatts()).isEqualTo(4_000);
        }
        case "metering_alert from DS" -> {
          assertThat(readings.get(0).getActivePowerMilliwatts()).isEqualTo(89_000);
          assertThat(readings.get(0).getDeviceFaults()).containsExactly("over_current_alert");
        }
        case "dali_driver_alert from DS" ->
            assertThat(readings.get(0).getDeviceFaults()).containsExactly("lampFailure");
        default -> assertThat(readings).as(name).isEmpty();
      }
    }
  }

  private List<Decoded> decodeVector(String server, JsonNode vector) throws IOException {
    ObjectNode event = JSON.createObjectNode();
    JsonNode decoded = vector.get("expected");
    String time = "2026-11-22T12:30:05.5Z";
    String topic = "application/1/device/" + EUI + "/event/up";
    switch (server) {
      case "v3" ->
          event.put("devEUI", EUI.toUpperCase(java.util.Locale.ROOT)).set("object", decoded);
      case "v3 text" -> event.put("devEUI", EUI).put("objectJSON", decoded.toString());
      case "v4" -> {
        event.put("time", time).putObject("deviceInfo").put("devEui", EUI);
        event.set("object", decoded.get("data"));
      }
      default -> {
        topic = "v3/app@tenant/devices/dev1/up";
        event
            .putObject("end_device_ids")
            .put("device_id", "dev1")
            .put("dev_eui", EUI.toUpperCase(java.util.Locale.ROOT));
        event
            .putObject("uplink_message")
            .put("received_at", time)
            .set("decoded_payload", decoded.get("data"));
      }
    }
    return decode(topic, JSON.writeValueAsBytes(event));
  }

  @Test
  void theThingsStackEventsThatAreNoUplinkAreRecognised() throws IOException {
    for (Path file : files("payloads/ttn-v3", ".json")) {
      assertThat(decode("v3/app1@ttn/devices/dev1/up", Files.readAllBytes(file)))
          .as(file.toString())
          .containsExactly(new Decoded.Recognised());
    }
  }

  @Test
  void aShellyDumpIsAReadingOfItsRelay() throws IOException {
    Path file =
        files("payloads/shelly", ".json").stream()
            .filter(path -> path.toString().contains("1PM"))
            .findFirst()
            .orElseThrow();

    Reading reading =
        accepted(decode("mueang-nan/shellyplus1pm-aabbccddeeff/status", Files.readAllBytes(file)))
            .get(0);

    assertThat(reading.getKind()).isEqualTo(DeviceKind.LAMP);
    assertThat(reading.getObservedAt()).isEqualTo(1_707_326_936_000L);
    assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(110_046);
    assertThat(reading.getActivePowerMilliwatts()).isZero();
    assertThat(reading.getSupplyVoltageMillivolts()).isEqualTo(232_800);
    assertThat(reading.getRelayOn()).isFalse();
    assertThat(reading.getLampOn()).isFalse();
    assertThat(reading.getRssiMillidecibelMilliwatts()).isEqualTo(-64_000);
    assertThat(reading.getDeviceFaults()).isEmpty();
  }

  @Test
  void aThreePhaseShellyIsAMeter() throws IOException {
    Path file =
        files("payloads/shelly", ".json").stream()
            .filter(path -> path.toString().contains("3EM"))
            .findFirst()
            .orElseThrow();

    List<Reading> readings =
        accepted(decode("mueang-nan/shellypro3em-aabbccddeeff/status", Files.readAllBytes(file)));

    assertThat(readings).hasSize(1);
    Reading reading = readings.get(0);
    assertThat(reading.getKind()).isEqualTo(DeviceKind.METER);
    assertThat(reading.getObservedAt()).isEqualTo(1_707_326_927_000L);
    assertThat(reading.getActivePowerMilliwatts()).isEqualTo(558_965);
    assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(2_589_773_390L);
    assertThat(reading.getPhases()).hasSize(3);
    assertThat(reading.getPhases().get(1).getActivePowerMilliwatts()).isEqualTo(170_800);
    assertThat(reading.getPhases().get(1).getEnergyTotalMilliwattHours()).isEqualTo(185_686_890);
    assertThat(reading.getPhases().get(2).getPowerFactorBasisPoints()).isEqualTo(5_300);
    assertThat(reading.getRssiMillidecibelMilliwatts()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ex1", "ex2", "ex3", "ex5", "ex10", "ex11", "ex12"})
  void senmlResolvesAsTheRfcDoes(String example) throws Exception {
    Path directory = SharedPayloads.path("payloads/senml-rfc8428");
    JsonNode wanted = JSON.readTree(directory.resolve(example + ".gen.resolved.json").toFile());
    // The examples without a time were resolved at this moment.
    BigDecimal now = new BigDecimal("1498780179");

    for (String form : List.of(example + ".json", example + ".gen.json")) {
      JsonNode resolved = Senml.resolve(JSON.readTree(directory.resolve(form).toFile()), now);

      assertThat(resolved).hasSameSizeAs(wanted);
      for (int i = 0; i < wanted.size(); i++) {
        assertSameRecord(resolved.get(i), wanted.get(i));
      }
    }
  }

  private static void assertSameRecord(JsonNode actual, JsonNode wanted) {
    assertThat(actual.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(() -> wanted.fieldNames());
    wanted
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode value = actual.get(field.getKey());
              if (field.getValue().isNumber()) {
                assertThat(value.decimalValue())
                    .isEqualByComparingTo(field.getValue().decimalValue());
              } else {
                assertThat(value).isEqualTo(field.getValue());
              }
            });
  }

  @Test
  void senmlExamplesAreReadOrRefusedForWhatTheySay() throws IOException {
    Path directory = SharedPayloads.path("payloads/senml-rfc8428");

    Reading volts = accepted(senml(directory.resolve("ex2.json"))).get(0);
    assertThat(volts.getSupplyVoltageMillivolts()).isEqualTo(120_100);
    assertThat(volts.getSupplyCurrentMilliamperes()).isEqualTo(1_200);
    assertThat(volts.getObservedAt()).isEqualTo(RECEIVED);
    assertThat(volts.getQualityFlags()).containsExactly("VOLTAGE_SUSPECT");
    assertThat(
            accepted(senml(directory.resolve("ex1.json"))).get(0).getControllerTempMillicelsius())
        .isEqualTo(23_100);
    assertThat(refused(senml(directory.resolve("ex3.json"))).getReason()).isEqualTo("TIME_TOO_OLD");
    assertThat(refused(senml(directory.resolve("ex5.json"))).getReason())
        .isEqualTo("NOT_OUR_SCHEMA");
    assertThat(refused(senml(directory.resolve("ex12.json"))).getReason())
        .isEqualTo("NOT_OUR_SCHEMA");
  }

  @Test
  void everythingThatLiesThereEndsSomewhereOnEveryTopic() throws IOException {
    List<String> topics =
        List.of(
            "mueang-nan/tele/x/SENSOR",
            "mueang-nan/x/status",
            "x/events/rpc",
            "mueang-nan/x/status/switch:0",
            "mueang-nan/senml/x",
            "application/1/device/" + EUI + "/event/up",
            "v3/a/devices/x/up",
            "lighting/v1/mueang-nan/x/reading");

    for (Path file : files("payloads", ".json")) {
      for (String topic : topics) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length <= 64 * 1024) {
          assertThat(decode(topic, bytes))
              .as(topic + ' ' + file)
              .noneMatch(
                  result ->
                      result instanceof Decoded.Refused refused
                          && refused.payload().getReason().equals("PROFILE_FAILED"));
        }
      }
    }
  }

  private List<Decoded> senml(Path file) throws IOException {
    return decode("mueang-nan/senml/lamp-9", Files.readAllBytes(file));
  }

  private static List<Path> files(String directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(SharedPayloads.path(directory))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private List<Decoded> decode(String topic, byte[] payload) {
    return decoder.decode(new Arrival(topic, payload, RECEIVED));
  }

  private static List<Reading> accepted(List<Decoded> results) {
    List<Reading> readings = new ArrayList<>();
    for (Decoded result : results) {
      if (result instanceof Decoded.Recognised) {
        continue;
      }
      assertThat(result)
          .as(
              result instanceof Decoded.Refused refused
                  ? new String(refused.payload().getDetail().getBytes(UTF_8), UTF_8)
                  : "")
          .isInstanceOf(Decoded.Accepted.class);
      readings.add(((Decoded.Accepted) result).reading());
    }
    return readings;
  }

  private static QuarantinedPayload refused(List<Decoded> results) {
    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Refused.class);
    return ((Decoded.Refused) results.get(0)).payload();
  }
}
