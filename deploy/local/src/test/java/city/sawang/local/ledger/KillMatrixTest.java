package city.sawang.local.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.Sawang;
import city.sawang.local.simulate.FaultMix;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.schemas.registry.RegistryFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every part of the road in a process of its own, killed without warning while a faulty fleet
 * speaks: the ledger must still be clean.
 */
class KillMatrixTest {
  private static final FaultMix FAULTS =
      FaultMix.parse(
          "usual,duplicate=0.03,shuffle=0.05,backlog=0.001,malformed=0.002,reconnect=0.0005");

  /**
   * Below the ports that the system gives to outgoing connections: while a role is dead, nobody who
   * tries to reach it may come to sit on its port.
   */
  private static final int FIRST_PORT = 12_000;

  private static final int PORTS = 20_000;
  private static final AtomicInteger asked = new AtomicInteger();

  /** Slow enough that the kills are spread over the play, and not all after it. */
  private static final double PLAY_SECONDS = 420;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final List<RoleProcess> roles = new ArrayList<>();
  private RoleProcess broker;
  private RoleProcess kafka;
  private RoleProcess database;
  private RoleProcess bridge;
  private RoleProcess taskManager;

  /** What is killed when so many messages were sent. */
  private record Kill(long at, String what) {}

  private RoleProcess role(String name, String memory, String... arguments) throws IOException {
    RoleProcess role = new RoleProcess(name, directory.resolve(name), memory, arguments);
    roles.add(role);
    return role;
  }

  private static String freePort() throws IOException {
    // Two runs at once begin at different places.
    long offset = ProcessHandle.current().pid() * 37;
    int port = 0;
    while (port == 0) {
      int candidate = FIRST_PORT + (int) ((offset + asked.getAndIncrement()) % PORTS);
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      } catch (BindException taken) {
        System.out.println("port " + candidate + " is taken");
      }
    }
    return Integer.toString(port);
  }

  private void startPlatform() throws IOException {
    broker = role("broker", "-Xmx384m", "--port", freePort());
    kafka = role("kafka", "-Xmx384m", "--port", freePort());
    database = role("database", "-Xmx128m", "--port", freePort());
    broker.awaitReady();
    kafka.awaitReady();
    database.awaitReady();
    String bootstrap = kafka.address("kafka");
    assertThat(
            run(
                Sawang.commandLine(),
                "registry",
                "load",
                "--kafka",
                bootstrap,
                "--jdbc-url",
                database.address("jdbcOwner"),
                RoleProcess.home().resolve("deploy/registry").toString()))
        .isZero();
    bridge = role("bridge", "-Xmx192m", "--mqtt-url", broker.address("mqtt"), "--kafka", bootstrap);
    String rpc = freePort();
    RoleProcess jobManager =
        role(
            "jobmanager",
            "-Xmx384m",
            "--kafka",
            bootstrap,
            "--jdbc-url",
            database.address("jdbcJobs"),
            "--port",
            rpc,
            "--ui-port",
            freePort());
    taskManager = role("taskmanager", "-Xmx640m", "--jobmanager", "127.0.0.1:" + rpc);
    bridge.awaitReady();
    taskManager.awaitReady();
    jobManager.awaitReady();
  }

  private int run(CommandLine command, String... arguments) {
    StringWriter text = new StringWriter();
    int code = command.setOut(new PrintWriter(text)).execute(arguments);
    System.out.println(text);
    return code;
  }

  private static RegisteredFleet pilotFleet() {
    RegistryFiles.Result read = RegistryFiles.read(RoleProcess.home().resolve("deploy/registry"));
    return RegisteredFleet.of(((RegistryFiles.Result.Valid) read).registry());
  }

  /** Plays the fleet, kills at the given points, and returns the exit code of ledger verify. */
  private int playAndKill(long messages, double perSecond, long seed, List<Kill> kills)
      throws Exception {
    Path ledger = directory.resolve("ledger.jsonl");
    FleetConfig config =
        FleetConfig.of(broker.address("mqtt"), pilotFleet())
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
        killAndStartAgain(kill.what());
      }
      fleet.awaitEnd();
      await("every PUBACK").atMost(Duration.ofMinutes(3)).until(() -> fleet.unacknowledged() == 0);
    }
    return run(
        new CommandLine(new LedgerCommand()),
        "verify",
        "--ledger",
        ledger.toString(),
        "--kafka",
        kafka.address("kafka"),
        "--jdbc",
        database.address("jdbc"),
        "--settle",
        "60s",
        "--deadline",
        "8m",
        "--report",
        directory.resolve("verdict.json").toString());
  }

  /** What is published after all the kills is what comes out of the archive: the exit code. */
  private int recomputeCheck() throws IOException {
    return run(
        Sawang.commandLine(), "recompute", "--check", "--jdbc-url", database.address("jdbcOwner"));
  }

  private void killAndStartAgain(String what) throws Exception {
    RoleProcess role =
        switch (what) {
          case "bridge" -> bridge;
          case "kafka" -> kafka;
          case "database" -> database;
          case "taskmanager" -> taskManager;
          default -> throw new IllegalArgumentException(what);
        };
    role.kill();
    role.start();
    role.awaitReady();
  }

  @Test
  @Tag("kill")
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aBridgeThatIsKilledLosesNothing() throws Exception {
    startPlatform();

    int code = playAndKill(4_000, 4_000 / 15.0, 11, List.of(new Kill(1_500, "bridge")));

    assertThat(code).isZero();
    assertThat(recomputeCheck()).isZero();
  }

  @Test
  @Tag("kill")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void theKillMatrixIsClean() throws Exception {
    long messages = Long.getLong("sawang.kill.messages", 300_000);
    long seed = Long.getLong("sawang.kill.seed", 20_261_122);
    Random random = new Random(seed);
    List<Kill> kills = new ArrayList<>();
    for (String what :
        List.of(
            "bridge",
            "bridge",
            "bridge",
            "bridge",
            "bridge",
            "kafka",
            "taskmanager",
            "taskmanager",
            "database")) {
      kills.add(new Kill((long) (messages * (0.05 + 0.85 * random.nextDouble())), what));
    }
    kills.sort((a, b) -> Long.compare(a.at(), b.at()));
    startPlatform();

    int code = playAndKill(messages, messages / PLAY_SECONDS, seed, kills);

    assertThat(code).isZero();
    assertThat(recomputeCheck()).isZero();
  }

  @AfterEach
  void endEveryProcess() throws Exception {
    for (int i = roles.size() - 1; i >= 0; i--) {
      roles.get(i).close();
    }
  }
}
