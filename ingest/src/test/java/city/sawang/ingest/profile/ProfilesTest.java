package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profile files: what is valid, what they can say, and that they are taken over while running. */
class ProfilesTest {
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();

  private static final String LAMP =
      """
      id: acme-lamp
      version: 1
      kind: LAMP
      topics: ["acme/{controller}/up", "{city}/acme/{controller}/up"]
      city: {from: [topic, /town, registry]}
      controller: {from: [topic, /serial], spelling: lower, agree: true}
      energyUnit: kWh
      counter: {bits: 32, unitWh: 0.1}
      zeroMeansUnknown: [supplyVoltageV]
      timeBase: received
      zone: Asia/Bangkok
      transformation: |
        {"observedAt": .t, "activePowerW": .p, "energyTotal": .e, "supplyVoltageV": .v, "channel": .ch, "mode": .m}
      samples:
        - name: one
          topic: mueang-nan/acme/l1/up
          receivedAt: 2026-11-22T12:30:10Z
          payload: '{"p":41.7,"e":1.2345}'
          expect: [{activePowerW: 41.7, energyTotalWh: 1234.5}]
      """;

  @TempDir Path directory;

  private final FakeDevices devices =
      new FakeDevices("mueang-nan", "satun")
          .with("l1", "mueang-nan")
          .with("l2", "satun")
          .with("l3", "mueang-nan", "satun");

  @Test
  void aDroppedFileIsAProfile() throws Exception {
    write("acme-lamp.yaml", LAMP);
    Profiles profiles = Profiles.load(directory);

    Reading reading =
        accepted(profiles, "acme/L1/up", "{\"p\":41.7,\"e\":1.0005,\"v\":0,\"m\":\"x\"}");

    assertThat(reading.getCityId()).isEqualTo("mueang-nan");
    assertThat(reading.getControllerId()).isEqualTo("l1");
    assertThat(reading.getProfile()).isEqualTo("acme-lamp");
    assertThat(reading.getObservedAt()).isEqualTo(RECEIVED);
    assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(1_000_500);
    assertThat(reading.getEnergyCounterBits()).isEqualTo(32);
    assertThat(reading.getEnergyCounterUnitMilliwattHours()).isEqualTo(100);
    assertThat(reading.getSupplyVoltageMillivolts()).isNull();
    assertThat(reading.getExtras()).containsExactly(java.util.Map.entry("mode", "\"x\""));
    assertThat(profiles.topicFilters())
        .containsExactlyInAnyOrder("lighting/v1/#", "acme/+/up", "+/acme/+/up");
  }

  @Test
  void aReadingSaysWhoseItsTimeIsAndARepeatWithoutATimeHasTheDigestOfTheFirst() throws Exception {
    write("acme-lamp.yaml", LAMP.replace("timeBase:", "counterResolutionWh: 100\ntimeBase:"));
    Profiles profiles = Profiles.load(directory);
    byte[] untimed = "{\"p\":41.7,\"e\":1}".getBytes(UTF_8);
    byte[] timed = "{\"t\":\"2026-11-22T19:30:00\",\"p\":41.7,\"e\":1}".getBytes(UTF_8);

    Reading first = reading(profiles, new Arrival("acme/l1/up", untimed, RECEIVED));
    Reading repeat = reading(profiles, new Arrival("acme/l1/up", untimed, RECEIVED + 60_000));
    Reading device = reading(profiles, new Arrival("acme/l1/up", timed, RECEIVED));

    assertThat(first.getTimeSource()).isEqualTo(TimeSource.ARRIVAL);
    assertThat(repeat.getDigest()).isEqualTo(first.getDigest());
    assertThat(device.getTimeSource()).isEqualTo(TimeSource.DEVICE);
    assertThat(device.getDigest()).isNotEqualTo(first.getDigest());
    assertThat(first.getCounterResolutionMilliwattHours()).isEqualTo(100_000);
  }

  private Reading reading(Profiles profiles, Arrival arrival) {
    return ((Decoded.Accepted) new TopicDecoder(devices, profiles).decode(arrival).get(0))
        .reading();
  }

  @Test
  void aLocalTimeIsReadInTheDeclaredZoneAndAChannelHasItsOwnName() throws Exception {
    write("acme-lamp.yaml", LAMP);
    Profiles profiles = Profiles.load(directory);

    Reading reading =
        accepted(
            profiles, "mueang-nan/acme/l1/up", "{\"t\":\"2026-11-22T19:30:00\",\"p\":1,\"ch\":2}");

    assertThat(Instant.ofEpochMilli(reading.getObservedAt())).isEqualTo("2026-11-22T12:30:00Z");
    assertThat(reading.getControllerId()).isEqualTo("l1:2");
  }

  @Test
  void cityAndControllerMustBeKnownAndAgree() throws Exception {
    write("acme-lamp.yaml", LAMP);
    Profiles profiles = Profiles.load(directory);

    assertThat(reason(profiles, "acme/nobody/up", "{\"p\":1}")).isEqualTo("UNKNOWN_CITY");
    assertThat(reason(profiles, "acme/l3/up", "{\"p\":1}")).isEqualTo("UNKNOWN_CITY");
    assertThat(reason(profiles, "mars/acme/l1/up", "{\"p\":1}")).isEqualTo("UNKNOWN_CITY");
    assertThat(reason(profiles, "mueang-nan/acme/l2/up", "{\"p\":1}")).isEqualTo("SPOOF");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"p\":1,\"serial\":\"L9\"}"))
        .isEqualTo("SPOOF");
    assertThat(reason(profiles, "mueang-nan/acme/l 1/up", "{\"p\":1}")).isEqualTo("BAD_IDENTIFIER");
    assertThat(accepted(profiles, "acme/l9/up", "{\"p\":1,\"town\":\"satun\"}").getCityId())
        .isEqualTo("satun");
  }

  @Test
  void whatAProfileYieldsIsReadAsStrictlyAsANativePayload() throws Exception {
    write("acme-lamp.yaml", LAMP);
    Profiles profiles = Profiles.load(directory);

    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"p\":\"41.7\"}"))
        .isEqualTo("WRONG_TYPE");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"p\":5001}")).isEqualTo("OUT_OF_RANGE");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"e\":-1}")).isEqualTo("OUT_OF_RANGE");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"e\":\"1\"}")).isEqualTo("WRONG_TYPE");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"e\":1e999}")).isEqualTo("NOT_FINITE");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{}")).isEqualTo("MISSING_FIELD");
    assertThat(
            reason(profiles, "mueang-nan/acme/l1/up", "{\"p\":1,\"t\":\"2000-01-01T00:00:00Z\"}"))
        .isEqualTo("TIME_TOO_OLD");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"p\":1,\"p\":2}"))
        .isEqualTo("DUPLICATE_MEMBER");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"p\":1")).isEqualTo("NOT_JSON");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"p\":1,\"m\":\"\\u0000\"}"))
        .isEqualTo("NOT_OUR_SCHEMA");
    assertThat(reason(profiles, "other/l1", "{}")).isEqualTo("UNKNOWN_PROFILE");
  }

  @Test
  void aCounterBeyondAnyNumberCostsNothing() throws Exception {
    write(
        "joule.yaml",
        LAMP.replace("energyUnit: kWh", "energyUnit: J").replace("\"e\":1.2345", "\"e\":4444200"));
    Profiles profiles = Profiles.load(directory);

    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"e\":1e300}"))
        .isEqualTo("OUT_OF_RANGE");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"e\":1e999999999}"))
        .isEqualTo("NOT_FINITE");
    assertThat(reason(profiles, "mueang-nan/acme/l1/up", "{\"e\":-1e999999999}"))
        .isEqualTo("NOT_FINITE");
    assertThat(
            accepted(profiles, "mueang-nan/acme/l1/up", "{\"e\":1e-999999999}")
                .getEnergyTotalMilliwattHours())
        .isZero();
    assertThat(
            accepted(profiles, "mueang-nan/acme/l1/up", "{\"e\":3600000}")
                .getEnergyTotalMilliwattHours())
        .isEqualTo(1_000_000);
  }

  @Test
  void aRegistryThatFailsIsARefusalToo() throws Exception {
    write("acme-lamp.yaml", LAMP);
    KnownDevices broken =
        new KnownDevices() {
          @Override
          public Optional<String> city(String cityId) {
            throw new IllegalStateException("broken");
          }

          @Override
          public List<RegisteredDevice> registrations(String deviceId) {
            throw new IllegalStateException("broken");
          }
        };

    List<Decoded> results =
        new TopicDecoder(broken, Profiles.load(directory))
            .decode(new Arrival("acme/l1/up", "{\"p\":1}".getBytes(UTF_8), RECEIVED));

    assertThat(refused(results).getReason()).isEqualTo("PROFILE_FAILED");
    assertThat(refused(results).getProfile()).isEqualTo("acme-lamp");
  }

  @Test
  void aProfileThatFailsOrNeverEndsIsARefusal() throws Exception {
    write(
        "bad.yaml",
        LAMP.replaceFirst(
            "(?s)transformation: \\|.*?samples:",
            """
            transformation: |
              def deeper(x) 1 + deeper(\\$x)
              if (.loop) deeper(1) else if (.fail) error("no") else if (.text) "x" else {"activePowerW": .p, "energyTotal": .e}
            samples:"""));
    Profiles profiles = Profiles.load(directory);

    for (String payload : List.of("{\"loop\":true}", "{\"fail\":true}", "{\"text\":true}")) {
      QuarantinedPayload refused = refused(decode(profiles, "mueang-nan/acme/l1/up", payload));
      assertThat(refused.getReason()).isEqualTo("PROFILE_FAILED");
      assertThat(refused.getProfile()).isEqualTo("acme-lamp");
      assertThat(refused.getPayload().array()).isEqualTo(payload.getBytes(UTF_8));
    }
    assertThat(accepted(profiles, "mueang-nan/acme/l1/up", "{\"p\":1}").getActivePowerMilliwatts())
        .isEqualTo(1_000);
  }

  @Test
  void goodReadingsOfAMessageSurviveABadOne() throws Exception {
    write(
        "many.yaml",
        LAMP.replaceFirst(
            "(?s)transformation: \\|.*?samples:",
            """
            transformation: |
              if (.list) [for (.list) {"activePowerW": .}] else {"activePowerW": .p, "energyTotal": .e}
            samples:"""));
    Profiles profiles = Profiles.load(directory);

    List<Decoded> results = decode(profiles, "mueang-nan/acme/l1/up", "{\"list\":[1,\"x\",2]}");

    assertThat(results).hasSize(3);
    assertThat(((Decoded.Accepted) results.get(1)).reading().getActivePowerMilliwatts())
        .isEqualTo(2_000);
    QuarantinedPayload refused = ((Decoded.Refused) results.get(2)).payload();
    assertThat(refused.getReason()).isEqualTo("WRONG_TYPE");
    assertThat(refused.getIndex()).isEqualTo(-1);
    assertThat(refused.getDetail()).startsWith("1 of 3 readings refused");
  }

  @Test
  void everyMistakeIsNamedAtOnceWithFileLineAndKey() {
    write(
        "wrong.yaml",
        """
        id: a b
        version: zero
        kind: LANTERN
        topics: [a/#/b]
        city: {from: [nowhere]}
        controller: {frm: [topic]}
        energyUnits: kWh
        transformation: "{"
        counter: {bits: 99, unitWh: many}
        zeroMeansUnknown: [voltage]
        zone: Mars/Base
        """);
    write("list.yaml", "- 1");
    write("twice.yaml", LAMP.replace("kind: LAMP", "kind: LAMP\nkind: LAMP"));

    List<String> mistakes = Profiles.validate(directory);

    assertThat(mistakes)
        .anyMatch(m -> m.startsWith("wrong.yaml:1: id"))
        .anyMatch(m -> m.startsWith("wrong.yaml:2: version: is zero"))
        .anyMatch(m -> m.startsWith("wrong.yaml:3: kind: is LANTERN"))
        .anyMatch(m -> m.startsWith("wrong.yaml:4: topics: filter a/#/b"))
        .anyMatch(m -> m.startsWith("wrong.yaml:5: city.from: is nowhere"))
        .anyMatch(m -> m.startsWith("wrong.yaml:6: controller.frm is unknown (did you mean from?)"))
        .anyMatch(m -> m.equals("wrong.yaml:1: energyUnit is missing"))
        .anyMatch(
            m -> m.startsWith("wrong.yaml:7: energyUnits is unknown (did you mean energyUnit?)"))
        .anyMatch(m -> m.startsWith("wrong.yaml:8: transformation: no JSLT"))
        .anyMatch(m -> m.startsWith("wrong.yaml:9: counter.bits: is 99"))
        .anyMatch(m -> m.startsWith("wrong.yaml:9: counter.unitWh: is many"))
        .anyMatch(m -> m.startsWith("wrong.yaml:10: zeroMeansUnknown: voltage"))
        .anyMatch(m -> m.startsWith("wrong.yaml:11: zone: is Mars/Base"))
        .anyMatch(m -> m.contains("timeBase is missing"))
        .anyMatch(m -> m.contains("samples: expected at least one"))
        .anyMatch(m -> m.startsWith("list.yaml: expected a mapping"))
        .anyMatch(m -> m.startsWith("twice.yaml:4: kind comes twice"));
    assertThat(Profiles.load(directory).mistakes())
        .anyMatch(m -> m.startsWith("wrong.yaml:7: energyUnits is unknown"));
  }

  @Test
  void aProfileWithoutAnEnergyUnitOrWithAFalseSampleIsInvalid() {
    write("unitless.yaml", LAMP.replace("energyUnit: kWh\n", ""));
    assertThat(Profiles.test(directory)).containsExactly("unitless.yaml:1: energyUnit is missing");

    write("unitless.yaml", LAMP.replace("energyUnit: kWh", "energyUnit: Wh"));
    assertThat(Profiles.test(directory))
        .singleElement()
        .asString()
        .startsWith(
            "unitless.yaml: sample \"one\": reading 0: energyTotalWh: expected 1234.5, got 1234 ");
  }

  @Test
  void filesAreTakenOverWhileRunning() throws Exception {
    write("acme-lamp.yaml", LAMP);
    List<Set<String>> told = new CopyOnWriteArrayList<>();
    try (Profiles profiles = Profiles.load(directory)) {
      profiles.onTopicFilters(told::add);
      profiles.watch(Duration.ofMillis(20));

      write("acme-two.yaml", LAMP.replace("acme", "bell"));

      await().atMost(Duration.ofSeconds(20)).until(() -> profiles.ids().contains("bell-lamp"));
      assertThat(told.get(0)).contains("bell/+/up", "acme/+/up", "lighting/v1/#");
      assertThat(accepted(profiles, "mueang-nan/bell/l1/up", "{\"p\":1}").getProfile())
          .isEqualTo("bell-lamp");

      write("acme-lamp.yaml", LAMP.replace("energyUnit: kWh", "energyUnit: horse"));

      await().atMost(Duration.ofSeconds(20)).until(() -> profiles.brokenFiles() == 1);
      assertThat(
              accepted(profiles, "mueang-nan/acme/l1/up", "{\"e\":1}")
                  .getEnergyTotalMilliwattHours())
          .isEqualTo(1_000_000);

      Files.delete(directory.resolve("acme-two.yaml"));

      await().atMost(Duration.ofSeconds(20)).until(() -> profiles.ids().size() == 1);
      assertThat(told.get(told.size() - 1)).doesNotContain("bell/+/up");
    }
  }

  private void write(String name, String text) {
    try {
      Path written = Files.writeString(directory.resolve(name + ".part"), text);
      Files.move(
          written,
          directory.resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<Decoded> decode(Profiles profiles, String topic, String payload) {
    return new TopicDecoder(devices, profiles)
        .decode(new Arrival(topic, payload.getBytes(UTF_8), RECEIVED));
  }

  private Reading accepted(Profiles profiles, String topic, String payload) {
    List<Decoded> results = decode(profiles, topic, payload);
    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted) results.get(0)).reading();
  }

  private String reason(Profiles profiles, String topic, String payload) {
    return refused(decode(profiles, topic, payload)).getReason();
  }

  private static QuarantinedPayload refused(List<Decoded> results) {
    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Refused.class);
    return ((Decoded.Refused) results.get(0)).payload();
  }
}
