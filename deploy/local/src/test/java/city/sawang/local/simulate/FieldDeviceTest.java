package city.sawang.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.ingest.profile.Profiles;
import city.sawang.ingest.profile.TopicDecoder;
import city.sawang.local.Checkout;
import city.sawang.local.simulate.payload.SimulatedReading;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.registry.Registry;
import city.sawang.schemas.registry.RegistryFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of device counts and speaks as its like in the field does. */
class FieldDeviceTest {
  private static final long NOON = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  private static List<FleetMessage> play(
      String kinds, int lamps, FieldFaults faults, long seed, long until) {
    DeviceFleet fleet =
        DeviceFleet.of(FieldDeviceKind.parse(List.of(kinds.split(","))), lamps, 300);
    FleetConfig config =
        FleetConfig.of("tcp://127.0.0.1:1", fleet)
            .withFaults(FaultRates.none())
            .withFieldFaults(faults)
            .withSeed(seed);
    return Played.messages(config, NOON, until);
  }

  /** The counter of one device, reading after reading, in mWh. */
  private static List<Long> counters(String kind, FieldFaults faults, long until) {
    return play(kind, 1, faults, 1, until).stream()
        .flatMap(message -> message.readings().stream())
        .filter(reading -> !reading.omits(SimulatedReading.NO_COUNTER))
        .map(SimulatedReading::energyMilliwattHours)
        .toList();
  }

  @Test
  void whatTheSendLogSaysIsWhatTheShippedProfilesRead() throws Exception {
    KnownDevices known =
        new KnownDevices() {
          @Override
          public Optional<String> city(String cityId) {
            return Optional.of(cityId).filter(DeviceFleet.CITY::equals);
          }

          @Override
          public List<RegisteredDevice> registrations(String deviceId) {
            return List.of();
          }
        };
    Set<String> profiles = new java.util.TreeSet<>();
    try (Profiles shipped = Profiles.load(Checkout.file("deploy/profiles"))) {
      TopicDecoder decoder = new TopicDecoder(known, shipped);
      for (FleetMessage message : play("all", 40, FieldFaults.parse("30%"), 5, NOON + DAY)) {
        List<Decoded> decoded =
            decoder.decode(new Arrival(message.topic(), message.payload(), message.dueAt()));
        String what = message.topic() + ' ' + text(message);
        if (message.readings().isEmpty()) {
          assertThat(decoded).as(what).hasSize(1).allMatch(d -> d instanceof Decoded.Refused);
          continue;
        }
        SimulatedReading sent = message.readings().get(0);
        assertThat(decoded).as(what).hasSize(1).allMatch(d -> d instanceof Decoded.Accepted);
        Reading read = ((Decoded.Accepted) decoded.get(0)).reading();
        profiles.add(read.getProfile());
        assertThat(message.device())
            .as(what)
            .isEqualToIgnoringCase(read.getCityId() + '/' + read.getControllerId());
        assertThat(read.getObservedAt())
            .as(what)
            .isEqualTo(sent.omits(SimulatedReading.NO_CLOCK) ? message.dueAt() : sent.observedAt());
        assertThat(read.getEnergyTotalMilliwattHours())
            .as(what)
            .isEqualTo(
                sent.omits(SimulatedReading.NO_COUNTER) ? null : sent.energyMilliwattHours());
        assertThat(read.getActivePowerMilliwatts())
            .as(what)
            .isEqualTo(sent.omits(SimulatedReading.NO_POWER) ? null : sent.powerMilliwatts());
        assertThat(read.getSeq())
            .as(what)
            .isEqualTo(sent.omits(SimulatedReading.NO_SEQUENCE) ? null : sent.seq());
      }
    }
    assertThat(profiles)
        .containsExactly(
            "chirpstack-v4-nas-ul20xx",
            "native",
            "shelly-gen2",
            "tasmota-energy",
            "tts-v3-nas-ul20xx",
            "zigbee2mqtt-plug");
  }

  private static String text(FleetMessage message) {
    return new String(message.payload(), StandardCharsets.UTF_8);
  }

  @Test
  void sameSeedGivesTheSameBytes() {
    FieldFaults faults = FieldFaults.parse("10%");

    List<FleetMessage> once = play("all", 20, faults, 7, NOON + DAY);

    assertThat(play("all", 20, faults, 7, NOON + DAY).stream().map(FieldDeviceTest::text).toList())
        .isEqualTo(once.stream().map(FieldDeviceTest::text).toList());
    assertThat(play("all", 20, faults, 8, NOON + DAY).stream().map(FieldDeviceTest::text).toList())
        .isNotEqualTo(once.stream().map(FieldDeviceTest::text).toList());
    assertThat(once).extracting(FleetMessage::dueAt).isSorted();
  }

  @Test
  void everyCounterMovesInItsOwnSteps() {
    Map<String, Long> steps =
        Map.of(
            "tasmota",
            1_000L,
            "coarse",
            100_000L,
            "lorawan",
            1_000L,
            "zigbee2mqtt",
            10_000L,
            "shelly",
            1L);
    steps.forEach(
        (kind, step) -> {
          List<Long> counters = counters(kind, FieldFaults.none(), NOON + DAY);
          assertThat(counters).as(kind).isSorted().allMatch(c -> c % step == 0);
          assertThat(counters.get(counters.size() - 1) - counters.get(0))
              .as(kind)
              .isBetween(500_000L, 800_000L);
        });
  }

  @Test
  void aNarrowRegisterRollsOverOnce() {
    List<Long> counters = counters("wrap", FieldFaults.none(), NOON + 4 * DAY);

    long falls = 0;
    for (int i = 1; i < counters.size(); i++) {
      falls += counters.get(i) < counters.get(i - 1) ? 1 : 0;
    }
    assertThat(falls).isOne();
    assertThat(counters).allMatch(c -> c < 65_536_000);
  }

  @Test
  void aSaverFallsBackToWhatItSavedAtMostAnHourBefore() {
    List<Long> counters = counters("saver", FieldFaults.none(), NOON + 4 * DAY);

    List<Long> falls = new ArrayList<>();
    for (int i = 1; i < counters.size(); i++) {
      if (counters.get(i) < counters.get(i - 1)) {
        falls.add(counters.get(i - 1) - counters.get(i));
      }
    }
    assertThat(falls).hasSize(3).allMatch(fall -> fall < 66_000);
  }

  @Test
  void aShellySaysEverythingTwiceByTwoClocks() {
    List<FleetMessage> messages = play("shelly", 1, FieldFaults.none(), 1, NOON + HOUR);

    assertThat(messages).hasSize(24);
    Map<Boolean, Integer> byClock = new HashMap<>();
    messages.forEach(
        m -> byClock.merge(m.readings().get(0).omits(SimulatedReading.NO_CLOCK), 1, Integer::sum));
    assertThat(byClock).containsEntry(true, 12).containsEntry(false, 12);
  }

  @Test
  void everyFaultHappensWhereItIsAskedForAndNowhereElse() {
    List<String> still = bytes("tasmota", "none");
    for (String fault :
        List.of("duplicate", "repeat", "burst", "spike", "glitch", "reset", "jump", "malformed")) {
      assertThat(bytes("tasmota", "none," + fault + "=0.02")).as(fault).isNotEqualTo(still);
    }
    List<String> quiet = bytes("shelly", "none");
    for (String fault : List.of("late", "clock", "partial", "first-clock")) {
      String rate = fault.equals("first-clock") ? "1" : "0.02";
      assertThat(bytes("shelly", "none," + fault + '=' + rate)).as(fault).isNotEqualTo(quiet);
    }
    assertThat(bytes("saver", "none,power-loss=0.02")).isNotEqualTo(bytes("saver", "none"));
    assertThat(bytes("nocounter", "none,spike=0.1")).isEqualTo(bytes("nocounter", "none"));
  }

  private static List<String> bytes(String kind, String faults) {
    return play(kind, 1, FieldFaults.parse(faults), 3, NOON + 3 * DAY).stream()
        .map(message -> message.dueAt() + text(message))
        .toList();
  }

  @Test
  void theRegistryOfTheFleetIsValidAndKnowsEveryDevice(@TempDir Path directory) throws Exception {
    DeviceFleet fleet = DeviceFleet.of(FieldDeviceKind.parse(List.of("all")), 40, 300);

    fleet.writeRegistry(directory);

    RegistryFiles.Result read = RegistryFiles.read(directory);
    assertThat(read).isInstanceOf(RegistryFiles.Result.Valid.class);
    Registry registry = ((RegistryFiles.Result.Valid) read).registry();
    RegisteredFleet known = RegisteredFleet.of(registry);
    assertThat(known.lamps())
        .extracting(FleetLamp::controllerId)
        .containsExactlyInAnyOrderElementsOf(
            fleet.lamps().stream().map(FleetLamp::controllerId).toList());
    assertThat(known.meters()).hasSize(2);
  }

  @Test
  void anUnknownKindOrFaultNamesTheNearOne() {
    assertThatThrownBy(() -> FieldDeviceKind.parse(List.of("tasmotta")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device 'tasmotta': expected all or native, tasmota, shelly")
        .hasMessageContaining("did you mean tasmota?");
    assertThatThrownBy(() -> FieldFaults.parse("none,spikes=0.1"))
        .hasMessageContaining("field fault 'spikes': expected 'spike', or one of duplicate");
    assertThatThrownBy(() -> FieldFaults.parse("200%"))
        .hasMessageContaining("field fault share is 2.0, expected a probability 0…1");
    assertThat(FieldFaults.parse(FieldFaults.parse("2%").toString()).toString())
        .isEqualTo(FieldFaults.parse("2%").toString());
  }
}
