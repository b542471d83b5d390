package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.simulate.DeviceFleet;
import city.sawang.local.simulate.FieldDeviceKind;
import city.sawang.local.simulate.FieldFaults;
import city.sawang.local.simulate.FleetLamp;
import city.sawang.local.simulate.PlayedDevices;
import city.sawang.local.verify.SentReadings.Content;
import city.sawang.schemas.HomeZone;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The oracle is held against the truth, which only the simulator knows: of a week of every kind of
 * device, disturbed or not, it books what the lamps have used, and of what was disturbed no more.
 */
class FieldWeekTest {
  private static final long START = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();
  private static final long DAYS = 4;
  private static final int INTERVAL_SECONDS = 600;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  /** One lamp's truth, and what the oracle makes of its readings. */
  private record Week(FleetLamp lamp, long step, long drawn, EnergyOracle.Metered metered) {
    long booked() {
      return metered.bookings().stream().mapToLong(EnergyOracle.EnergySpan::milliwattHours).sum();
    }

    long unbooked() {
      return metered.quarters().values().stream().mapToLong(q -> q.unbooked).sum();
    }
  }

  private List<Week> play(String faults, int devices, long seed) throws Exception {
    DeviceFleet fleet =
        DeviceFleet.of(FieldDeviceKind.parse(List.of("all")), devices, INTERVAL_SECONDS);
    Path file = directory.resolve("ledger.jsonl");
    long end = START + Duration.ofDays(DAYS).toMillis();
    PlayedDevices.write(file, fleet, FieldFaults.parse(faults), seed, START, end);
    SendLog log = SendLog.read(file);
    List<Week> weeks = new ArrayList<>();
    for (FleetLamp lamp : fleet.lamps()) {
      SimulatedDevice device =
          log.readings().devices().get(log.readings().deviceOf(lamp.cityId(), lamp.controllerId()));
      OracleLamp oracle =
          OracleLamp.registered(
                  lamp.latitude(),
                  lamp.longitude(),
                  lamp.nominalMilliwatts(),
                  lamp.nightPowered(),
                  lamp.intervalSeconds(),
                  lamp.schedule().toString(),
                  HomeZone.ID)
              .rollingOverAt(device.registerMilliwattHours());
      weeks.add(
          new Week(
              lamp,
              device.stepMilliwattHours(),
              log.drawn().get(device.key()).milliwattHours(),
              EnergyOracle.metered(oracle, accepted(file, device))));
    }
    return weeks;
  }

  /** What a correct platform accepts when everything arrives as it is sent. */
  private static List<Content> accepted(Path file, SimulatedDevice device) throws IOException {
    UnnumberedReadings unnumbered = new UnnumberedReadings(device);
    List<Content> accepted = new ArrayList<>();
    Set<List<Long>> identities = new HashSet<>();
    long offset = 0;
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("{\"sent\"") || !line.contains('"' + device.subject() + '"')) {
        continue;
      }
      JsonNode sent = JSON.readTree(line);
      long at = sent.get("at").asLong();
      for (JsonNode t : sent.get("readings")) {
        int omitted = t.get(5).asInt() & ~3;
        boolean arrival = (omitted & SendLog.NO_CLOCK) != 0;
        Content content =
            new Content(
                arrival ? at : t.get(0).asLong(),
                t.get(1).asLong(),
                t.get(2).asLong(),
                (omitted & SendLog.NO_COUNTER) == 0 ? t.get(3).asLong() : 0,
                (omitted & SendLog.NO_POWER) == 0 ? t.get(4).asLong() : 0,
                false,
                true,
                omitted);
        if (!content.numbered()) {
          unnumbered.found(
              new UnnumberedReadings.Found(
                  0, offset++, at, sent.get("sha").asText().hashCode(), content, false));
        } else if (identities.add(List.of(content.boot(), content.seq()))) {
          accepted.add(content);
        }
      }
    }
    unnumbered.judge(Duration.ofDays(30).toMillis()).accepted().stream()
        .map(UnnumberedReadings.Found::content)
        .forEach(accepted::add);
    return accepted;
  }

  @Test
  void undisturbedEveryDeviceIsBookedWhatItUsed() throws Exception {
    for (Week week : play("none", 20, 1)) {
      boolean saver = week.lamp().controllerId().startsWith("saver");
      long tolerance = week.metered().fromPower() ? week.drawn() / 50 : 2 * week.step();
      // A saver loses an hour at most every time it is switched off.
      long lost = saver ? DAYS * week.lamp().nominalMilliwatts() * 11 / 10 : 0;
      assertThat(week.booked())
          .as(week.lamp().toString())
          .isBetween(week.drawn() - tolerance - lost, week.drawn() + tolerance);
      assertThat(week.unbooked()).as(week.lamp().toString()).isZero();
    }
  }

  @Test
  void disturbedNoDeviceIsBookedMoreThanItUsed() throws Exception {
    long jumps = 0;
    for (long seed = 1; seed <= Integer.getInteger("sawang.field.seeds", 2); seed++) {
      for (Week week : play("6%", 20, seed)) {
        long tolerance = week.metered().fromPower() ? week.drawn() / 20 : 2 * week.step();
        long most = week.drawn() + tolerance + week.metered().falls();
        assertThat(week.booked())
            .as("seed %d, %s", seed, week.lamp())
            .isBetween(week.drawn() * 6 / 10, most);
        jumps += week.unbooked() > 0 ? 1 : 0;
      }
    }
    assertThat(jumps).isGreaterThan(5);
  }
}
