package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.local.simulate.TimeLapse;
import city.sawang.local.simulate.fault.IncidentFaults;
import city.sawang.local.verify.RolePlatform.Role;
import city.sawang.schemas.registry.RegistryFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights of the pilot fleet in a time lapse, through the whole road with the TaskManager killed in
 * between: the incidents in the database are those that were injected.
 */
@Tag("kill")
class IncidentNightsIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final int nights = Integer.getInteger("sawang.nights.nights", 7);
  private final int intervalSeconds = Integer.getInteger("sawang.nights.interval", 300);
  private final int playSeconds = Integer.getInteger("sawang.nights.seconds", 600);
  private final long seed = Long.getLong("sawang.nights.seed", 20_261_130);
  private final String incidentFaults =
      System.getProperty("sawang.nights.incidents", "lamps=4,controls=2");
  private final String faults =
      System.getProperty("sawang.nights.faults", "usual,backlog=0.00002,dead=0.01,burner=0.01");
  private final long began = System.nanoTime();

  private void say(String text) {
    System.out.printf(
        Locale.ROOT, "%4d s  %s%n", (System.nanoTime() - began) / 1_000_000_000, text);
  }

  /** As in {@link MonthOfKillsIT}: the devices cut their own connections now and then. */
  @BeforeAll
  static void letThreadsOfCutConnectionsDie() {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @AfterAll
  static void listenAgain() {
    Awaitility.reset();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void theDatabaseHasTheIncidentsThatWereInjected() throws Exception {
    say("seed " + seed + ": -Dsawang.nights.seed=" + seed + " plays it again");
    Path registry = SlowerPilots.write(directory.resolve("registry"), intervalSeconds);
    RegisteredFleet fleet =
        RegisteredFleet.of(((RegistryFiles.Result.Valid) RegistryFiles.read(registry)).registry());
    Path truth = directory.resolve("truth.jsonl");
    double speed = nights * 86_400.0 / playSeconds;
    // So far back that the nights are over before the wall clock's now, however slow the start.
    long start = Instant.now().minus(Duration.ofDays(2L * nights)).toEpochMilli();
    TimeLapse clock = new TimeLapse(Instant.now().toEpochMilli(), start, speed);
    try (RolePlatform platform = RolePlatform.start(directory, registry, clock, "--incidents")) {
      say("the platform runs");
      long from = clock.millis();
      FleetConfig config =
          FleetConfig.of(platform.mqtt(), fleet)
              .withClock(clock)
              .withHistory(Duration.ZERO)
              .withRunFor(Duration.ofDays(nights))
              .withFaults(FaultRates.parse(faults))
              .withIncidentFaults(IncidentFaults.parse(incidentFaults))
              .withSeed(seed)
              .withTruth(truth);
      try (FleetSimulator playing = FleetSimulator.start(config)) {
        long middle = from + Duration.ofDays(nights).toMillis() / 2;
        await("half of the nights")
            .atMost(Duration.ofSeconds(2L * playSeconds))
            .until(() -> clock.millis() >= middle);
        say("kill -9 of the TaskManager after message " + playing.sent());
        platform.killAndStartAgain(List.of(Role.TASKMANAGER));
        playing.awaitEnd();
        await("every PUBACK")
            .atMost(Duration.ofMinutes(5))
            .until(() -> playing.unacknowledged() == 0);
        say(playing.sent() + " messages sent");
      }

      assertThat(platform.verifyIncidents(truth, directory.resolve("score.json")))
          .as("verify incidents")
          .isZero();
    }
  }
}
