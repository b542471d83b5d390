package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages as public reports of the field show them, read by the shipped profiles. */
class FieldCasesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:30:10Z");
  private static final Path SHIPPED = SharedPayloads.repository().resolve("deploy/profiles");
  private static final Pattern TOKEN =
      Pattern.compile("\"@(ms|s|iso|local)([+-]\\d+(?:\\.\\d+)?)\"");

  @TempDir Path directory;

  private final FakeDevices devices = new FakeDevices("field-town");

  @Test
  void aDeviceIsKnownInWhateverSpellingAndAnsweredInThatOfTheRegistry() throws IOException {
    devices.with("70B3D5B0FFFF0009", "field-town");
    String usage =
        """
        {"time":"2026-11-22T12:30:00Z","deviceInfo":{"devEui":"%s"},"object":{"packet_type":"usage_packet",
         "consumption":[{"address":"internal_measurement","active_energy__Wh":1041,"active_power__W":60}]}}
        """;

    for (String spelling :
        List.of("70b3d5b0ffff0009", "70B3D5B0FFFF0009", "70-b3-d5-b0-ff-ff-00-09")) {
      for (String city : List.of("", "field-town/", "Field-Town/")) {
        Reading reading =
            accepted(
                    city + "application/1/device/70b3d5b0ffff0009/event/up",
                    usage.formatted(spelling))
                .get(0);
        assertThat(reading.getControllerId()).isEqualTo("70B3D5B0FFFF0009");
        assertThat(reading.getCityId()).isEqualTo("field-town");
      }
    }
    Reading own =
        accepted(
                "lighting/v1/FIELD-TOWN/70-b3-d5-b0-ff-ff-00-09/reading",
                "{\"observedAt\":\"2026-11-22T12:30:00Z\",\"activePowerW\":1,\"controllerId\":\"70b3d5b0ffff0009\"}")
            .get(0);
    assertThat(own.getControllerId()).isEqualTo("70B3D5B0FFFF0009");
    assertThat(own.getCityId()).isEqualTo("field-town");
  }

  @Test
  void aChannelIsSpelledLikeItsBox() throws IOException {
    devices.with("ShellyPro2PM-AABB", "field-town").with("shellypro2pm-aabb:1", "field-town");

    List<Reading> readings =
        accepted(
            "field-town/shellypro2pm-aabb/events/rpc",
            "{\"params\":{\"switch:0\":{\"apower\":1},\"switch:1\":{\"apower\":2},\"switch:2\":{\"apower\":3}}}");

    assertThat(readings)
        .extracting(Reading::getControllerId)
        .containsExactly("ShellyPro2PM-AABB", "shellypro2pm-aabb:1", "ShellyPro2PM-AABB:2");
  }

  @Test
  void anotherDeviceOfTheSameVendorIsRefusedAndNotLost() throws IOException {
    devices.with(DeviceKind.METER, "70b3d5b020000011", "field-town");
    String event =
        "{\"type\":\"up\",\"payload\":{\"devEUI\":\"cLPVsCAAABE=\",\"objectJSON\":\"%s\",\"publishedAt\":\"2026-11-22T12:30:00Z\"}}";
    String topic = "field-town/application/430/device/70b3d5b020000011/event/up";

    for (String object :
        List.of(
            "{\\\"data\\\":{\\\"packet_type\\\":\\\"usage_packet\\\",\\\"pulse_1\\\":{\\\"accumulated__Wh_electricity\\\":1234567}}}",
            "{\\\"data\\\":{\\\"packet_type\\\":\\\"status_packet\\\",\\\"battery_remaining\\\":90}}",
            "{\\\"data\\\":{\\\"packet_type\\\":\\\"something_new\\\"}}")) {
      assertThat(reason(topic, event.formatted(object))).isEqualTo("NOT_OUR_SCHEMA");
    }
    assertThat(
            decode(
                topic, event.formatted("{\\\"data\\\":{\\\"packet_type\\\":\\\"boot_packet\\\"}}")))
        .containsExactly(new Decoded.Recognised());
  }

  @Test
  void aLampOfTheRegistryIsNoMeterWhateverItsMessageLooksLike() throws IOException {
    devices.with("lamp-8", "field-town").with(DeviceKind.METER, "box-1", "field-town");
    String three =
        "{\"Time\":\"2026-11-22T13:30:00\",\"ENERGY\":{\"Total\":12.345,\"Power\":[41,0,0],\"Voltage\":%s}}";

    for (String voltage : List.of("229", "[229,229,229]")) {
      Reading lamp = accepted("tele/lamp-8/SENSOR", three.formatted(voltage)).get(0);
      assertThat(lamp.getKind()).isEqualTo(DeviceKind.LAMP);
      assertThat(lamp.getActivePowerMilliwatts()).isEqualTo(41_000);
      assertThat(lamp.getEnergyTotalMilliwattHours()).isEqualTo(12_345_000);
      assertThat(lamp.getSupplyVoltageMillivolts()).isEqualTo(229_000);
      assertThat(lamp.getPhases()).isEmpty();
      Reading meter = accepted("tele/box-1/SENSOR", three.formatted(voltage)).get(0);
      assertThat(meter.getKind()).isEqualTo(DeviceKind.METER);
      assertThat(meter.getActivePowerMilliwatts()).isEqualTo(41_000);
    }
    assertThat(
            accepted(
                    "field-town/lamp-8/status",
                    "{\"em:0\":{\"a_act_power\":10,\"total_act_power\":30}}")
                .get(0)
                .getKind())
        .isEqualTo(DeviceKind.LAMP);
    assertThat(
            accepted(
                    "lighting/v1/field-town/lamp-8/meter",
                    "{\"observedAt\":\"2026-11-22T12:30:00Z\",\"activePowerW\":1}")
                .get(0)
                .getKind())
        .isEqualTo(DeviceKind.LAMP);
  }

  @Test
  void whatAHealthyDriverSaysIsNoFault() throws IOException {
    String status =
        """
        {"time":"2026-11-22T12:30:00Z","deviceInfo":{"devEui":"70b3d5b0ffff0009"},"object":{"packet_type":"status_packet",
         "dimming_source":[{"address":"dali_single_1","dimming_level__percent":80,
           "status":{"lamp_on":true,"fade_running":true,"reset_state":true,"power_failure":true,"lamp_failure":%s,"driver_error":%s}}],
         "status":{"internal_relay_closed":true}}}
        """;
    String topic = "field-town/application/1/device/70b3d5b0ffff0009/event/up";

    Reading healthy = accepted(topic, status.formatted("false", "false")).get(0);
    assertThat(healthy.getLampOn()).isTrue();
    assertThat(healthy.getDeviceFaults()).isEmpty();
    assertThat(healthy.getActivePowerMilliwatts()).isNull();
    assertThat(healthy.getEnergyTotalMilliwattHours()).isNull();
    assertThat(healthy.getSupplyVoltageMillivolts()).isNull();
    assertThat(accepted(topic, status.formatted("true", "true")).get(0).getDeviceFaults())
        .containsExactlyInAnyOrder("lampFailure", "controlGearFailure");
  }

  @Test
  void theCaseOfASecondVendorOnOneServer() throws IOException {
    for (String name : List.of("aa.yaml", "milesight-ws558.yaml", "zz.yaml")) {
      Path profiles = copyOfTheShippedWith("F03/milesight-ws558.yaml", name);
      devices.with("24e124757c000015", "field-town");

      assertThat(Profiles.test(profiles)).isEmpty();
      assertThat(play("F03", profiles))
          .allMatch(reading -> reading.getProfile().equals("milesight-ws558"))
          .extracting(Reading::getEnergyTotalMilliwattHours)
          .containsExactly(26_121_000L, 26_141_000L);
    }
  }

  @Test
  void theCaseOfPartialStatuses() throws IOException {
    devices.with("shellyplus1pm-0000000000f5", "field-town");

    List<Reading> readings = play("F05", SHIPPED);

    assertThat(readings).hasSize(3);
    assertThat(readings.get(0).getActivePowerMilliwatts()).isEqualTo(41_700);
    assertThat(readings.get(1).getSupplyCurrentMilliamperes()).isEqualTo(191);
    assertThat(readings.get(1).getActivePowerMilliwatts()).isNull();
    assertThat(readings.get(1).getRelayOn()).isNull();
    assertThat(readings.get(2).getSupplyVoltageMillivolts()).isEqualTo(229_800);
    assertThat(readings.get(2).getLampOn()).isNull();
  }

  @Test
  void theCaseOfCapitals() throws IOException {
    devices.with("70B3D5B0FFFF0009", "field-town");

    assertThat(play("F09", SHIPPED))
        .hasSize(3)
        .allMatch(reading -> reading.getControllerId().equals("70B3D5B0FFFF0009"));
  }

  @Test
  void theCaseOfAMeterReaderOfTheSameVendor() throws IOException {
    devices.with(DeviceKind.METER, "70b3d5b020000011", "field-town");

    assertThat(outcomes("F11", SHIPPED))
        .hasSize(2)
        .allMatch(
            one ->
                one instanceof Decoded.Refused refused
                    && refused.payload().getReason().equals("NOT_OUR_SCHEMA")
                    && refused.payload().getControllerId().equals("70b3d5b020000011"));
  }

  @Test
  void theCaseOfAZigbeePlug() throws IOException {
    Path profiles = copyOfTheShippedWith("F23/zigbee2mqtt-plug.yaml", "zigbee2mqtt-plug.yaml");
    devices.with("0x00158d0001000023", "field-town");

    assertThat(Profiles.test(profiles)).isEmpty();
    assertThat(
            outcomes("F23", profiles).stream()
                .filter(one -> one instanceof Decoded.Accepted)
                .map(one -> ((Decoded.Accepted) one).reading().getEnergyTotalMilliwattHours()))
        .startsWith(null, 41_350_000L, 41_360_000L);
  }

  private Path copyOfTheShippedWith(String file, String name) throws IOException {
    Path copy = Files.createTempDirectory(directory, "profiles");
    try (Stream<Path> files = Files.list(SHIPPED)) {
      for (Path one : files.toList()) {
        Files.copy(one, copy.resolve(one.getFileName()));
      }
    }
    Files.copy(
        SharedPayloads.path("field/" + file),
        copy.resolve(name),
        StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  private List<Reading> play(String fieldCase, Path profiles) throws IOException {
    List<Reading> readings = new ArrayList<>();
    for (Decoded one : outcomes(fieldCase, profiles)) {
      assertThat(one).isInstanceOf(Decoded.Accepted.class);
      readings.add(((Decoded.Accepted) one).reading());
    }
    return readings;
  }

  private List<Decoded> outcomes(String fieldCase, Path profiles) throws IOException {
    TopicDecoder decoder = new TopicDecoder(devices, Profiles.load(profiles));
    List<Decoded> outcomes = new ArrayList<>();
    for (String line :
        Files.readAllLines(SharedPayloads.path("field/" + fieldCase + "/messages.jsonl"))) {
      JsonNode message = new ObjectMapper().readTree(line);
      String payload = TOKEN.matcher(message.get("payload").toString()).replaceAll(this::time);
      outcomes.addAll(
          decoder.decode(
              new Arrival(
                  message.get("topic").asText(), payload.getBytes(UTF_8), NOW.toEpochMilli())));
    }
    return outcomes;
  }

  private String time(MatchResult token) {
    long millis = NOW.toEpochMilli() + (long) (Double.parseDouble(token.group(2)) * 1000);
    return switch (token.group(1)) {
      case "ms" -> Long.toString(millis);
      case "s" -> Double.toString(millis / 1000.0);
      case "iso" -> '"' + Instant.ofEpochMilli(millis).toString() + '"';
      default ->
          '"'
              + Instant.ofEpochMilli(millis)
                  .atOffset(ZoneOffset.ofHours(7))
                  .toLocalDateTime()
                  .toString()
              + '"';
    };
  }

  private List<Reading> accepted(String topic, String payload) {
    return decode(topic, payload).stream().map(one -> ((Decoded.Accepted) one).reading()).toList();
  }

  private String reason(String topic, String payload) {
    List<Decoded> results = decode(topic, payload);
    assertThat(results).hasSize(1);
    return ((Decoded.Refused) results.get(0)).payload().getReason();
  }

  private List<Decoded> decode(String topic, String payload) {
    return new TopicDecoder(devices, Profiles.load(SHIPPED))
        .decode(new Arrival(topic, payload.getBytes(UTF_8), NOW.toEpochMilli()));
  }
}
