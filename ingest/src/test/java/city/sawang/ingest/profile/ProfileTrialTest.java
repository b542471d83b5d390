package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.profile.ProfileTrial.Message;
import city.sawang.ingest.profile.ProfileTrial.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a profile's writer sees, and the refusals of what is retained or simulated. */
class ProfileTrialTest {
  private static final long NOW = Instant.parse("2026-11-22T13:00:05Z").toEpochMilli();

  private static Outcome read(String file, String topic, String payload, boolean retained) {
    Path profile = SharedPayloads.repository().resolve("deploy/profiles").resolve(file);
    List<String> mistakes = new ArrayList<>();
    ProfileTrial trial = ProfileTrial.of(profile, mistakes).orElseThrow();
    return trial.read(
        new Message(Optional.of(topic), Optional.empty(), payload.getBytes(UTF_8), NOW, retained));
  }

  @Test
  void membersAreShownInTheirOwnUnits() {
    Outcome outcome =
        read(
            "shelly-gen2.yaml",
            "satun/lamp-1/status/switch:0",
            "{\"output\":true,\"apower\":41.7,\"aenergy\":{\"total\":110.046}}",
            false);

    assertThat(outcome.refused()).isFalse();
    assertThat(outcome.lines().stream().map(line -> line.replaceAll("\\s+", " ").strip()))
        .contains(
            "cityId satun",
            "controllerId lamp-1",
            "kind LAMP",
            "timeSource ARRIVAL",
            "activePowerW 41.7",
            "energyTotalWh 110.046",
            "relayOn true");
  }

  @Test
  void whyNothingComesOutIsSaid() {
    assertThat(read("shelly-gen2.yaml", "satun/lamp-1/status/pm2:0", "{\"x\":1}", false).lines())
        .singleElement()
        .asString()
        .startsWith("refused, NOT_OUR_SCHEMA: nothing is read from it")
        .contains("pm2");
    assertThat(read("shelly-gen2.yaml", "satun/lamp-1/status/wifi", "{\"x\":1}", false).lines())
        .singleElement()
        .asString()
        .startsWith("recognised");
  }

  @Test
  void aRetainedMessageNeedsATimeOfTheDevice() {
    String topic = "chumphon/tele/lamp-1/SENSOR";
    String local = "{\"Time\":\"2026-11-22T19:59:00\",\"ENERGY\":{\"Power\":4}}";

    assertThat(read("tasmota-energy.yaml", topic, local, true).lines())
        .singleElement()
        .asString()
        .startsWith("refused, RETAINED_WITHOUT_TIME");
    assertThat(read("tasmota-energy.yaml", topic, local, false).refused()).isFalse();
    assertThat(
            read("tasmota-energy.yaml", topic, local.replace("59:00", "59:00+07:00"), true)
                .refused())
        .isFalse();
    assertThat(
            read("senml.yaml", "senml/satun/l", "[{\"n\":\"power\",\"u\":\"W\",\"v\":4}]", true)
                .lines())
        .singleElement()
        .asString()
        .startsWith("refused, RETAINED_WITHOUT_TIME");
    assertThat(
            read(
                    "senml.yaml",
                    "senml/satun/l",
                    "[{\"n\":\"power\",\"u\":\"W\",\"v\":4,\"t\":-5}]",
                    true)
                .refused())
        .isTrue();
  }

  @Test
  void whatCallsItselfSimulatedIsNoLamp() {
    String up =
        "{\"end_device_ids\":{\"dev_eui\":\"70b3d5b0ffff0001\"},%s\"uplink_message\":{%s\"received_at\":\"2026-11-22T13:00:02Z\","
            + "\"decoded_payload\":{\"packet_type\":\"usage_packet\",\"consumption\":[{\"address\":\"internal_measurement\",\"active_energy__Wh\":237}]}}}";
    String topic = "satun/v3/a/devices/d/up";

    assertThat(read("tts-v3-nas-ul20xx.yaml", topic, up.formatted("", ""), false).refused())
        .isFalse();
    assertThat(
            read("tts-v3-nas-ul20xx.yaml", topic, up.formatted("\"simulated\":false,", ""), false)
                .refused())
        .isFalse();
    for (String mark :
        List.of("\"simulated\":true,", "\"Simulated\":\"true\",", "\"is_test\":true,")) {
      for (String payload : List.of(up.formatted(mark, ""), up.formatted("", mark))) {
        assertThat(read("tts-v3-nas-ul20xx.yaml", topic, payload, false).lines())
            .singleElement()
            .asString()
            .startsWith("refused, SIMULATED_UPLINK");
      }
    }
    assertThat(
            read(
                    "chirpstack-v4-nas-ul20xx.yaml",
                    "satun/application/1/device/70b3d5b0ffff0001/event/up",
                    "{\"deviceInfo\":{\"devEui\":\"70b3d5b0ffff0001\",\"tags\":{\"simulated\":\"true\"}},\"object\":{\"packet_type\":\"boot_packet\"}}",
                    false)
                .lines())
        .singleElement()
        .asString()
        .startsWith("refused, SIMULATED_UPLINK: deviceInfo.tags.simulated");
  }
}
