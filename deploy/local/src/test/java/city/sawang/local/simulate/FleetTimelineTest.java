package city.sawang.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.simulate.given.LightPlan;
import city.sawang.local.simulate.given.SeededRandom;
import city.sawang.local.simulate.payload.SimulatedReading;
import city.sawang.schemas.registry.LampSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetTimelineTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");
  private static final long NOON = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();
  private static final long DAY = 86_400_000;

  private static List<FleetMessage> play(int lampCount, FaultRates faults, long seed, long until) {
    return Played.messages(
        FleetConfig.of(
                "tcp://127.0.0.1:1", SyntheticFleet.of(lampCount, SyntheticFleet.cities(), 60))
            .withFaults(faults)
            .withSeed(seed),
        NOON,
        until);
  }

  @Test
  void sameSeedGivesTheSameBytes() {
    FaultRates faults = FaultRates.parse("usual,malformed=0.01,duplicate=0.05");

    List<FleetMessage> once = play(30, faults, 7, NOON + DAY);
    List<FleetMessage> again = play(30, faults, 7, NOON + DAY);
    List<FleetMessage> other = play(30, faults, 8, NOON + DAY);

    assertThat(text(again)).isEqualTo(text(once));
    assertThat(text(other)).isNotEqualTo(text(once));
  }

  @Test
  void messagesComeInTheOrderInWhichTheyAreDue() {
    List<FleetMessage> messages = play(30, FaultRates.usual(), 7, NOON + DAY);

    assertThat(messages).extracting(FleetMessage::dueAt).isSorted();
  }

  @Test
  void aFaultlessLampSaysEveryReadingOnceAndItsCounterNeverFalls() {
    List<FleetMessage> messages = play(120, FaultRates.none(), 3, NOON + 2 * DAY);

    Map<String, SimulatedReading> last = new HashMap<>();
    Set<String> identities = new HashSet<>();
    for (FleetMessage message : messages) {
      SimulatedReading reading = message.readings().get(0);
      SimulatedReading before = last.put(message.device(), reading);
      assertThat(message.readings()).hasSize(1);
      assertThat(identities.add(message.device() + reading.bootId() + ':' + reading.seq()))
          .isTrue();
      if (before != null) {
        assertThat(reading.energyMilliwattHours())
            .isGreaterThanOrEqualTo(before.energyMilliwattHours());
        assertThat(reading.observedAt()).isGreaterThan(before.observedAt());
      }
    }
    assertThat(last).hasSize(120);
  }

  @Test
  void nightPoweredLampsAreSilentByDayAndBootAtDusk() {
    List<FleetMessage> messages = play(120, FaultRates.none(), 3, NOON + 2 * DAY);
    LightPlan sun = new LightPlan(18.7953, 98.9986, BANGKOK, LampSchedule.DUSK_TO_DAWN);
    // Lamps 12 to 23 of a city stand on the second feeder, which is switched at the cabinet.
    List<SimulatedReading> readings =
        messages.stream()
            .filter(m -> m.device().equals("chiang-mai/sim-chiang-mai-00015"))
            .map(m -> m.readings().get(0))
            .toList();

    assertThat(readings).isNotEmpty().allMatch(r -> sun.isDark(r.observedAt()));
    assertThat(readings).extracting(SimulatedReading::bootId).containsOnly(1L, 2L);
    assertThat(readings.stream().filter(r -> r.bootId() == 2).findFirst().orElseThrow().seq())
        .isZero();
  }

  @Test
  void aBacklogIsDeliveredAsHistoricalArraysWithoutLosingAReading() {
    FaultRates faults = FaultRates.parse("none,backlog=0.01");

    List<FleetMessage> messages = play(10, faults, 5, NOON + DAY);

    assertThat(messages).anyMatch(m -> m.readings().size() > 50);
    assertThat(messages)
        .allMatch(m -> m.payload().length <= 64 * 1024)
        .allMatch(m -> m.readings().size() == 1 || m.readings().get(0).historical());
    Map<String, Set<Long>> sequences = new HashMap<>();
    messages.forEach(
        m ->
            m.readings()
                .forEach(
                    r ->
                        sequences
                            .computeIfAbsent(m.device() + r.bootId(), d -> new HashSet<>())
                            .add(r.seq())));
    sequences
        .values()
        .forEach(
            seen ->
                assertThat(seen.stream().mapToLong(Long::longValue).max().orElseThrow())
                    .isEqualTo(seen.size() - 1L));
  }

  @Test
  void deadLampsDrawNothingAndDayBurnersBurn() {
    List<FleetMessage> dead = play(5, FaultRates.parse("none,dead=1"), 1, NOON + DAY);
    List<FleetMessage> burners = play(5, FaultRates.parse("none,burner=1"), 1, NOON + 3_600_000);

    assertThat(dead).allMatch(m -> m.readings().get(0).powerMilliwatts() < 1_000);
    assertThat(dead).anyMatch(m -> m.readings().get(0).deviceFaults().contains("lampFailure"));
    assertThat(burners).allMatch(m -> m.readings().get(0).powerMilliwatts() > 30_000);
  }

  @Test
  void aResumedLampGoesOnAsIfItHadNeverStopped() {
    FleetLamp lamp = SyntheticFleet.of(1, List.of("mueang-nan"), 60).get(0);
    SeededRandom chance = new SeededRandom(1);
    SimulatedLamp whole = new SimulatedLamp(lamp, chance, FaultRates.none(), BANGKOK, NOON, 1);
    SimulatedLamp first = new SimulatedLamp(lamp, chance, FaultRates.none(), BANGKOK, NOON, 1);
    first.report(NOON + DAY / 3);
    SimulatedLamp second =
        new SimulatedLamp(lamp, chance, FaultRates.none(), BANGKOK, NOON + DAY / 2, 99);

    second.resume(first.state());

    SimulatedReading expected = whole.report(NOON + DAY);
    SimulatedReading resumed = second.report(NOON + DAY);
    assertThat(resumed.energyMilliwattHours()).isEqualTo(expected.energyMilliwattHours());
    assertThat(resumed.operatingSeconds()).isEqualTo(expected.operatingSeconds());
    assertThat(resumed.bootId()).isEqualTo(99);
  }

  private static List<String> text(List<FleetMessage> messages) {
    return messages.stream()
        .map(m -> m.topic() + ' ' + new String(m.payload(), StandardCharsets.ISO_8859_1))
        .toList();
  }
}
