package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.local.verify.RolePlatform.Role;
import city.sawang.schemas.registry.RegistryFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every part of the road in a process of its own, killed without warning while a faulty fleet
 * speaks: the ledger must still be clean.
 */
@Tag("kill")
class KillMatrixIT {
  private static final FaultRates FAULTS =
      FaultRates.parse(
          "usual,duplicate=0.03,shuffle=0.05,backlog=0.001,malformed=0.002,reconnect=0.0005");

  /** Slow enough that the kills are spread over the play, and not all after it. */
  private static final double PLAY_SECONDS = 420;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  /** What is killed when so many messages were sent. */
  private record Kill(long at, Role what) {}

  private static Path registry() {
    return RoleProcess.home().resolve("deploy/registry");
  }

  private static RegisteredFleet pilotFleet() {
    RegistryFiles.Result read = RegistryFiles.read(registry());
    return RegisteredFleet.of(((RegistryFiles.Result.Valid) read).registry());
  }

  /** Plays the fleet, kills at the given points, and returns the exit code of ledger verify. */
  private int playAndKill(
      RolePlatform platform, long messages, double perSecond, long seed, List<Kill> kills)
      throws Exception {
    Path ledger = directory.resolve("ledger.jsonl");
    FleetConfig config =
        FleetConfig.of(platform.mqtt(), pilotFleet())
            .withFaults(FAULTS)
            .withSeed(seed)
            .withCount(messages)
            .withRate(perSecond)
            .withLedger(ledger);
    try (FleetSimulator fleet = FleetSimulator.start(config)) {
      for (Kill kill : kills) {
        await("message " + kill.at())
            .atMost(Duration.ofMinutes(10))
            .until(() -> fleet.sent() >= kill.at());
        System.out.println("kill -9 " + kill.what() + " after message " + fleet.sent());
        platform.killAndStartAgain(List.of(kill.what()));
      }
      fleet.awaitEnd();
      await("every PUBACK").atMost(Duration.ofMinutes(3)).until(() -> fleet.unacknowledged() == 0);
    }
    return platform.verify(ledger, "60s", "8m");
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aBridgeThatIsKilledLosesNothing() throws Exception {
    try (RolePlatform platform = RolePlatform.start(directory, registry())) {
      int code =
          playAndKill(platform, 4_000, 4_000 / 15.0, 11, List.of(new Kill(1_500, Role.BRIDGE)));

      assertThat(code).isZero();
      assertThat(platform.recomputeCheck()).isZero();
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void theKillMatrixIsClean() throws Exception {
    long messages = Long.getLong("sawang.kill.messages", 300_000);
    long seed = Long.getLong("sawang.kill.seed", 20_261_122);
    Random random = new Random(seed);
    List<Kill> kills = new ArrayList<>();
    for (Role what :
        List.of(
            Role.BRIDGE,
            Role.BRIDGE,
            Role.BRIDGE,
            Role.BRIDGE,
            Role.BRIDGE,
            Role.KAFKA,
            Role.TASKMANAGER,
            Role.TASKMANAGER,
            Role.DATABASE)) {
      kills.add(new Kill((long) (messages * (0.05 + 0.85 * random.nextDouble())), what));
    }
    kills.sort((a, b) -> Long.compare(a.at(), b.at()));
    try (RolePlatform platform = RolePlatform.start(directory, registry())) {
      int code = playAndKill(platform, messages, messages / PLAY_SECONDS, seed, kills);

      assertThat(code).isZero();
      assertThat(platform.recomputeCheck()).isZero();
    }
  }
}
