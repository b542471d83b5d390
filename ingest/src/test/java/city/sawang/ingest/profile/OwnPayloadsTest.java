package city.sawang.ingest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Phase;
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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Payloads of the vendors' shapes with values of our own, through the shipped profiles; {@link
 * CapturedPayloadsTest} reads captured ones where they lie beside the repository.
 */
class OwnPayloadsTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String EUI = "0011223344556677";
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();
  private static final Decoded NO_TELEMETRY = new Decoded.Recognised();

  private TopicDecoder decoder;

  @BeforeEach
  void loadTheShippedProfiles() {
    Profiles profiles = Profiles.load(SharedPayloads.repository().resolve("deploy/profiles"));
    decoder = new TopicDecoder(new FakeDevices("mueang-nan").with(EUI, "mueang-nan"), profiles);
  }

  private static Path file(String name) {
    return SharedPayloads.own("payloads").resolve(name);
  }

  private List<Decoded> decode(String topic, byte[] payload) {
    return decoder.decode(new Arrival(topic, payload, RECEIVED));
  }

  private List<Decoded> decode(String topic, String name) throws IOException {
    return decode(topic, Files.readAllBytes(file(name)));
  }

  private static List<Reading> accepted(List<Decoded> results) {
    return results.stream()
        .map(
            result -> {
              assertThat(result).isInstanceOf(Decoded.Accepted.class);
              return ((Decoded.Accepted) result).reading();
            })
        .toList();
  }

  private static String reason(List<Decoded> results) {
    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Refused.class);
    return ((Decoded.Refused) results.get(0)).payload().getReason();
  }

  @Test
  void anUplinkOfALuminaireControllerIsOneReading() throws IOException {
    List<Reading> readings =
        accepted(decode("application/17/device/" + EUI + "/event/up", "nas-ul20xx/uplink.json"));

    assertThat(readings).hasSize(1);
    Reading reading = readings.get(0);
    assertThat(reading.getControllerId()).isEqualTo(EUI);
    assertThat(reading.getCityId()).isEqualTo("mueang-nan");
    assertThat(reading.getProfile()).isEqualTo("chirpstack-v3-nas-ul20xx");
    assertThat(Instant.ofEpochMilli(reading.getObservedAt())).isEqualTo("2026-11-21T13:05:10Z");
    assertThat(reading.getLampOn()).isFalse();
    assertThat(reading.getRelayOn()).isTrue();
    assertThat(reading.getDimCommandBasisPoints()).isEqualTo(7_000);
    assertThat(reading.getControllerTempMillicelsius()).isEqualTo(34_000);
    assertThat(reading.getEnergyTotalMilliwattHours()).isNull();
    assertThat(reading.getDeviceFaults()).containsExactly("power_alert_in_24h");
    assertThat(reading.getExtras()).containsEntry("ldrInput", "12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3", "v3 text", "v4", "tts"})
  void packetsAreTelemetryOrRecognisedWhateverServerCarriedThem(String server) throws IOException {
    JsonNode vectors = JSON.readTree(file("nas-ul20xx/vectors.json").toFile()).get("vectors");
    for (JsonNode vector : vectors) {
      List<Decoded> results = decodeVector(server, vector);
      String name = vector.get("name").asText();
      switch (name) {
        case "usage of two drivers" -> {
          assertThat(accepted(results))
              .extracting(Reading::getControllerId)
              .containsExactly(EUI + ":dali_single_4", EUI + ":dali_single_7");
          assertThat(accepted(results))
              .extracting(Reading::getEnergyTotalMilliwattHours)
              .containsExactly(12_000L, 8_310_000L);
        }
        case "usage with an address that belongs to no lamp" -> {
          Reading reading = accepted(results).get(0);
          assertThat(results).hasSize(1);
          assertThat(reading.getControllerId()).isEqualTo(EUI);
          assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(955_000);
          assertThat(reading.getActivePowerMilliwatts()).isEqualTo(38_000);
        }
        case "status of two drivers that differ" -> {
          Reading reading = accepted(results).get(0);
          assertThat(reading.getDimCommandBasisPoints()).isNull();
          assertThat(reading.getControllerTempMillicelsius()).isEqualTo(-2_000);
          assertThat(reading.getDeviceFaults()).containsExactly("dali_error_external");
        }
        case "driver alert" ->
            assertThat(accepted(results).get(0).getDeviceFaults()).containsExactly("lampFailure");
        default -> assertThat(results).as(name).containsExactly(NO_TELEMETRY);
      }
    }
  }

  private List<Decoded> decodeVector(String server, JsonNode vector) throws IOException {
    ObjectNode event = JSON.createObjectNode();
    JsonNode decoded = vector.get("expected");
    String topic = "application/1/device/" + EUI + "/event/up";
    switch (server) {
      case "v3" -> event.put("devEUI", EUI).set("object", decoded);
      case "v3 text" -> event.put("devEUI", EUI).put("objectJSON", decoded.toString());
      case "v4" -> {
        event.put("time", "2026-11-22T12:30:05.5Z").putObject("deviceInfo").put("devEui", EUI);
        event.set("object", decoded.get("data"));
      }
      default -> {
        topic = "v3/riverside@tenant/devices/lamp-0042/up";
        event.putObject("end_device_ids").put("device_id", "lamp-0042").put("dev_eui", EUI);
        event
            .putObject("uplink_message")
            .put("received_at", "2026-11-22T12:30:05.5Z")
            .set("decoded_payload", decoded.get("data"));
      }
    }
    return decode(topic, JSON.writeValueAsBytes(event));
  }

  @Test
  void aJoinOfTheThingsStackIsRecognised() throws IOException {
    assertThat(decode("v3/riverside@ttn/devices/lamp-0042/up", "ttn-v3/join.json"))
        .containsExactly(NO_TELEMETRY);
  }

  @Test
  void aShellyRelayIsALamp() throws IOException {
    Reading reading =
        accepted(decode("mueang-nan/shellyplus1pm-001122334455/status", "shelly/relay.json"))
            .get(0);

    assertThat(reading.getKind()).isEqualTo(DeviceKind.LAMP);
    assertThat(reading.getObservedAt()).isEqualTo(1_795_262_400_000L);
    assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(8_123_456);
    assertThat(reading.getActivePowerMilliwatts()).isEqualTo(61_400);
    assertThat(reading.getSupplyVoltageMillivolts()).isEqualTo(229_600);
    assertThat(reading.getSupplyCurrentMilliamperes()).isEqualTo(281);
    assertThat(reading.getRelayOn()).isTrue();
    assertThat(reading.getRssiMillidecibelMilliwatts()).isEqualTo(-71_000);
    assertThat(reading.getDeviceFaults()).isEmpty();
  }

  @Test
  void aThreePhaseShellyIsAMeter() throws IOException {
    List<Reading> readings =
        accepted(decode("mueang-nan/shellypro3em-001122334455/status", "shelly/three-phase.json"));

    assertThat(readings).hasSize(1);
    Reading reading = readings.get(0);
    assertThat(reading.getKind()).isEqualTo(DeviceKind.METER);
    assertThat(reading.getActivePowerMilliwatts()).isEqualTo(2_065_750);
    assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(902_301_500);
    assertThat(reading.getPhases())
        .extracting(Phase::getEnergyTotalMilliwattHours)
        .containsExactly(501_200_500L, 400_100_250L, 1_000_750L);
    assertThat(reading.getRssiMillidecibelMilliwatts()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pair", "series", "relative"})
  void senmlIsResolved(String name) throws Exception {
    JsonNode expected = JSON.readTree(file("senml/" + name + ".resolved.json").toFile());

    JsonNode resolved =
        Senml.resolve(
            JSON.readTree(file("senml/" + name + ".json").toFile()), new BigDecimal("1795262405"));

    assertThat(resolved).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      JsonNode actual = resolved.get(i);
      assertThat(actual.get("n")).isEqualTo(expected.get(i).get("n"));
      assertThat(actual.get("u")).isEqualTo(expected.get(i).get("u"));
      for (String number : List.of("t", "v")) {
        assertThat(actual.get(number).decimalValue())
            .isEqualByComparingTo(expected.get(i).get(number).decimalValue());
      }
    }
  }

  @Test
  void senmlIsReadOrRefused() throws IOException {
    Reading pair = accepted(decode("mueang-nan/senml/lamp-42", "senml/pair.json")).get(0);
    assertThat(pair.getSupplyVoltageMillivolts()).isEqualTo(229_400);
    assertThat(pair.getSupplyCurrentMilliamperes()).isEqualTo(310);
    assertThat(pair.getObservedAt()).isEqualTo(1_795_262_400_000L);
    assertThat(accepted(decode("mueang-nan/senml/lamp-42", "senml/series.json"))).hasSize(3);
    assertThat(
            accepted(decode("mueang-nan/senml/lamp-42", "senml/relative.json"))
                .get(0)
                .getObservedAt())
        .isEqualTo(RECEIVED);
    assertThat(reason(decode("mueang-nan/senml/lamp-42", "senml/unknown-must-understand.json")))
        .isEqualTo("NOT_OUR_SCHEMA");
  }
}
