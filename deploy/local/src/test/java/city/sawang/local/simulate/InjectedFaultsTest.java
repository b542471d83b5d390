package city.sawang.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.simulate.fault.IncidentFaults;
import city.sawang.local.simulate.payload.SimulatedReading;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lamp with a fault says what a real one would say, and the truth says what it has. */
class InjectedFaultsTest {
  private static final long NOON = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final long INTERVAL = 5 * MINUTE;
  private static final long END = NOON + Duration.ofDays(8).toMillis();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  /** A fault of the truth, with what its lamps said while it was there. */
  private record Seen(JsonNode fault, List<SimulatedReading> readings) {}

  private FleetConfig config(String faults) {
    return FleetConfig.of(
            "tcp://127.0.0.1:1",
            SyntheticFleet.of(240, SyntheticFleet.cities(), (int) (INTERVAL / 1000)))
        .withFaults(FaultRates.none())
        .withIncidentFaults(IncidentFaults.parse(faults))
        .withTruth(directory.resolve("truth.jsonl"))
        .withSeed(5);
  }

  private List<JsonNode> truth() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("truth.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private List<Seen> play(String faults) throws Exception {
    Map<String, List<SimulatedReading>> byDevice = new HashMap<>();
    for (FleetMessage message : Played.messages(config(faults), NOON, END)) {
      byDevice.computeIfAbsent(message.device(), d -> new ArrayList<>()).addAll(message.readings());
    }
    Map<Integer, Long> ends = new HashMap<>();
    truth().stream()
        .filter(line -> line.has("repaired"))
        .forEach(line -> ends.put(line.get("repaired").asInt(), line.get("to").asLong()));
    List<Seen> seen = new ArrayList<>();
    for (JsonNode line : truth()) {
      if (line.has("fault")) {
        long from = line.get("from").asLong();
        long to = ends.get(line.get("fault").asInt());
        String device = line.get("city").asText() + '/' + line.get("subject").asText();
        seen.add(
            new Seen(
                line,
                byDevice.getOrDefault(device, List.of()).stream()
                    .filter(r -> r.observedAt() > from && r.observedAt() <= to)
                    .toList()));
      }
    }
    assertThat(seen).isNotEmpty();
    return seen;
  }

  private static List<SimulatedReading> all(List<Seen> seen) {
    return seen.stream().flatMap(s -> s.readings().stream()).toList();
  }

  @Test
  void powerIsVoltageTimesCurrentTimesPowerFactorWhateverIsWrong() throws Exception {
    List<SimulatedReading> readings = all(play("lamps=4,FROZEN_SENSOR=0"));

    assertThat(readings)
        .hasSizeGreaterThan(500)
        .allSatisfy(
            r ->
                assertThat(
                        r.voltageMillivolts()
                            * (double) r.currentMilliamperes()
                            * r.powerFactorBasisPoints()
                            / 1e7)
                    .isCloseTo(
                        (double) r.powerMilliwatts(),
                        Offset.offset(0.5 * r.voltageMillivolts() / 1000)));
  }

  @Test
  void whatIsMeasuredIsOutsideOfTheRuleAndJustInsideInAControl() throws Exception {
    List<Seen> over =
        play("OVERVOLTAGE=6,controls=6").stream()
            .filter(s -> s.fault().get("code").asText().equals("OVERVOLTAGE"))
            .toList();
    int weak = 0;

    for (Seen seen : over) {
      if (seen.fault().get("demand").asText().equals("RAISE")) {
        assertThat(seen.readings())
            .hasSizeGreaterThan(3)
            .allMatch(r -> r.voltageMillivolts() > 253_000);
      } else if (seen.fault().get("strength").asDouble() < 253) {
        weak++;
        assertThat(seen.readings())
            .hasSizeGreaterThan(3)
            .allMatch(r -> r.voltageMillivolts() > 249_500 && r.voltageMillivolts() < 253_000);
      } else {
        assertThat(seen.readings()).as("too short").hasSizeLessThan(3);
      }
    }
    assertThat(over).hasSize(12);
    assertThat(weak).isBetween(1, 5);
  }

  @Test
  void aLampWithoutSupplyIsSilentAndBootsWithOneLossMore() throws Exception {
    List<Seen> losses = play("SUPPLY_LOSS=12");

    assertThat(losses).hasSize(12);
    // Some controllers can still say it, at the instant at which it happens.
    assertThat(losses.stream().filter(s -> !s.readings().isEmpty())).isEmpty();
    List<SimulatedReading> gasps =
        Played.messages(config("SUPPLY_LOSS=12"), NOON, END).stream()
            .flatMap(m -> m.readings().stream())
            .filter(r -> r.deviceFaults().contains("lastGasp"))
            .toList();
    assertThat(gasps).hasSizeBetween(1, 11).allMatch(r -> r.powerMilliwatts() == 0);
  }

  @Test
  void aFrozenMeterRepeatsItselfWhileTheCounterGoesOn() throws Exception {
    for (Seen seen : play("FROZEN_SENSOR=3")) {
      List<SimulatedReading> frozen = seen.readings();
      assertThat(frozen).hasSizeGreaterThanOrEqualTo(24);
      assertThat(frozen)
          .extracting(SimulatedReading::powerMilliwatts)
          .containsOnly(frozen.get(0).powerMilliwatts());
      assertThat(frozen).extracting(SimulatedReading::energyMilliwattHours).doesNotHaveDuplicates();
    }
  }

  @Test
  void noLampInOrderRepeatsItself() {
    Map<String, SimulatedReading> last = new HashMap<>();
    int same = 0;
    for (FleetMessage message : Played.messages(config("none"), NOON, NOON + 86_400_000)) {
      SimulatedReading now = message.readings().get(0);
      SimulatedReading before = last.put(message.device(), now);
      same +=
          before != null
                  && before.voltageMillivolts() == now.voltageMillivolts()
                  && before.currentMilliamperes() == now.currentMilliamperes()
                  && before.powerMilliwatts() == now.powerMilliwatts()
              ? 1
              : 0;
    }
    assertThat(same).isLessThan(10);
  }

  @Test
  void aCutCircuitHasNoPowerAndNobodyOfASilentGatewaySpeaks() throws Exception {
    List<FleetMessage> messages =
        Played.messages(config("FEEDER_OUTAGE=2,GATEWAY_OUTAGE=2,CITY_LINK_DOWN=1"), NOON, END);
    Map<String, FleetLamp> lamps = new HashMap<>();
    config("none").lamps().forEach(l -> lamps.put(l.cityId() + '/' + l.controllerId(), l));
    Map<Integer, Long> ends = new HashMap<>();
    truth().stream()
        .filter(line -> line.has("repaired"))
        .forEach(line -> ends.put(line.get("repaired").asInt(), line.get("to").asLong()));
    Set<String> codes = new HashSet<>();

    for (JsonNode fault : truth().stream().filter(line -> line.has("fault")).toList()) {
      codes.add(fault.get("code").asText());
      long from = fault.get("from").asLong();
      long to = ends.get(fault.get("fault").asInt());
      String subject = fault.get("subject").asText();
      List<FleetMessage> meanwhile =
          messages.stream()
              .filter(m -> m.device().startsWith(fault.get("city").asText() + '/'))
              .filter(m -> m.dueAt() > from && m.dueAt() < to)
              .filter(
                  m -> {
                    FleetLamp lamp = lamps.get(m.device());
                    return switch (fault.get("scope").asText()) {
                      case "FEEDER" -> lamp.feederId().equals(subject);
                      case "GATEWAY" -> lamp.gatewayId().equals(subject);
                      default -> true;
                    };
                  })
              .toList();
      assertThat(meanwhile).as("%s", fault).isEmpty();
    }
    assertThat(codes).hasSize(3);
  }

  @Test
  void aKilledSimulatorLeavesTheTruthUntilThen() throws Exception {
    FleetConfig config = config("lamps=3,controls=2");
    FleetPlay play = new FleetPlay(config, new FleetPlay.Times(NOON, NOON, END, 1), Map.of());
    long killed = NOON + Duration.ofDays(4).toMillis();
    for (FleetMessage next = play.next(); next.dueAt() < killed; next = play.next()) {
      assertThat(next.dueAt()).isLessThan(killed);
    }

    // Neither ended nor closed.
    List<JsonNode> lines = truth();
    assertThat(lines.get(0).get("planned").asInt()).isGreaterThan(40);
    assertThat(lines.stream().filter(l -> l.has("fault")).count())
        .isBetween(5L, (long) lines.get(0).get("planned").asInt() - 5);
    assertThat(lines)
        .filteredOn(l -> l.has("fault"))
        .allMatch(l -> l.get("from").asLong() <= killed + INTERVAL);
    assertThat(lines).filteredOn(l -> l.has("played")).hasSizeGreaterThan(80);
    assertThat(lines).noneMatch(l -> l.has("end"));
  }

  @Test
  void whatChanceBreaksStandsInTheTruthToo() throws Exception {
    FleetConfig config =
        config("none").withFaults(FaultRates.parse("none,dead=0.1,burner=0.1,backlog=0.002"));

    Played.messages(config, NOON, NOON + Duration.ofDays(2).toMillis());

    assertThat(truth())
        .filteredOn(line -> line.has("fault"))
        .extracting(line -> line.get("code").asText())
        .contains("LAMP_FAILURE", "RELAY_FAILURE", "COMM_LOSS");
  }
}
