package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.sawang.local.Checkout;
import city.sawang.local.platform.Ports;
import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.SyntheticFleet;
import city.sawang.local.verify.RoleProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole road, every part in a process of its own: a mosquitto full of messages → bridge → Kafka
 * → job → rows that can be seen in {@code operations.reading}. Beside it, in the same run and from
 * the same broker, what a city would write instead. Needs mosquitto, which is installed by hand.
 *
 * <p>{@code mvn -B -Pbench -pl deploy/local -am verify -Dtest=none -Dit.test=WholeRoadBenchIT
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false}
 */
@Tag("bench")
class WholeRoadBenchIT {
  private static final int MESSAGES = Integer.getInteger("sawang.bench.messages", 200_000);
  private static final int SINGLY = MESSAGES / 10;
  private static final int LAMPS = 5_000;
  private static final String FAST = " -XX:TieredStopAtLevel=4";
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  @Test
  void readingsPerSecondFromTheBrokerToTheView() throws Exception {
    String mqtt = startMosquitto();
    RoleProcess kafka = role("kafka", "-Xmx512m" + FAST, "--port", "0");
    RoleProcess database = role("database", "-Xmx128m", "--port", "0");
    String bootstrap = kafka.awaitReady().address("kafka");
    String owner = database.awaitReady().address("jdbcOwner");
    String viewer = database.address("jdbc");
    assertThat(
            Road.run(
                "registry",
                "load",
                "--kafka",
                bootstrap,
                "--jdbc-url",
                owner,
                Checkout.file("deploy/registry").toString()))
        .isZero();
    int rpc = Ports.auto().flink();
    role(
            "jobmanager",
            "-Xmx384m" + FAST,
            "--kafka",
            bootstrap,
            "--jdbc-url",
            database.address("jdbcJobs"),
            "--port",
            Integer.toString(rpc),
            "--ui-port",
            "0")
        .awaitReady();
    role("taskmanager", "-Xmx768m" + FAST, "--jobmanager", "127.0.0.1:" + rpc).awaitReady();
    RoleProcess bridge =
        role("bridge", "-Xmx256m" + FAST, "--mqtt-url", mqtt, "--kafka", bootstrap).awaitReady();

    Path warmth = play(mqtt, MESSAGES / 4, "satun");
    awaitRows(viewer, MESSAGES / 4);
    bridge.close();
    InsertBaseline singly = new InsertBaseline(mqtt, "singly", 1, SINGLY);
    InsertBaseline batches = new InsertBaseline(mqtt, "batches", 500, MESSAGES);
    singly.subscribe();
    batches.subscribe();
    Path preloaded = play(mqtt, MESSAGES, "chiang-mai", "mueang-nan");

    double before = OurProcesses.of(directory).cpuSeconds();
    bridge.start();
    double drained = rowsPerSecond(viewer, MESSAGES / 4, MESSAGES);
    double rowsPerCpuSecond = MESSAGES / (OurProcesses.of(directory).cpuSeconds() - before);
    double single = singly.drain(owner);
    double batch = batches.drain(owner);

    long began = System.nanoTime();
    Path live = play(mqtt, MESSAGES, "hat-yai", "chumphon");
    awaitRows(viewer, MESSAGES / 4 + 2 * MESSAGES);
    double alive = MESSAGES * 1e9 / (System.nanoTime() - began);

    System.out.printf(
        Locale.ROOT,
        "MEASURED rows/s: road, preloaded %.0f, which is %.0f a CPU second of all processes; road,"
            + " live with the simulator on the same cores %.0f; one INSERT per message %.0f;"
            + " batches of 500 %.0f; road to these %.1f and %.2f%n",
        drained,
        rowsPerCpuSecond,
        alive,
        single,
        batch,
        drained / single,
        drained / batch);
    for (Path ledger : new Path[] {warmth, preloaded, live}) {
      assertThat(verify(ledger, bootstrap, viewer)).as(ledger.toString()).isZero();
    }
    assertThat(drained).isGreaterThan(single);
  }

  private String startMosquitto() throws Exception {
    Path program = Path.of("/usr/sbin/mosquitto");
    assumeTrue(Files.isExecutable(program), "skipped: no mosquitto");
    int port = Ports.auto().mqtt();
    Path settings = directory.resolve("mosquitto.conf");
    Files.writeString(
        settings,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence false
        max_queued_messages 0
        max_inflight_messages 0
        """
            .formatted(port));
    Process mosquitto =
        new ProcessBuilder(program.toString(), "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.log").toFile())
            .start();
    running.push(() -> mosquitto.destroyForcibly().waitFor());
    return "tcp://127.0.0.1:" + port;
  }

  private RoleProcess role(String name, String options, String... arguments) throws Exception {
    RoleProcess role = new RoleProcess(name, directory.resolve(name), options, arguments);
    running.push(role);
    return role;
  }

  /** Publishes so many readings, one a message, as fast as the broker takes them. */
  private Path play(String mqtt, int messages, String... cities) throws Exception {
    Path ledger = directory.resolve("ledger-" + cities[0] + ".jsonl");
    FleetConfig config =
        FleetConfig.of(mqtt, SyntheticFleet.of(LAMPS, List.of(cities), 60))
            .withFaults(FaultRates.none())
            .withCount(messages)
            .withLedger(ledger);
    try (FleetSimulator fleet = FleetSimulator.start(config)) {
      fleet.awaitEnd();
      await("every PUBACK").atMost(LIMIT).until(() -> fleet.unacknowledged() == 0);
    }
    return ledger;
  }

  private static long rows(String jdbc) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM operations.reading")) {
      count.next();
      return count.getLong(1);
    }
  }

  private static void awaitRows(String jdbc, long rows) {
    await(rows + " rows")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> rows(jdbc) >= rows);
  }

  /** Measures from the first new row to the last: starting the bridge is not part of it. */
  private static double rowsPerSecond(String jdbc, long before, long expected) throws Exception {
    await("the first row")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> rows(jdbc) > before);
    long first = rows(jdbc);
    long began = System.nanoTime();
    awaitRows(jdbc, before + expected);
    return (before + expected - first) * 1e9 / (System.nanoTime() - began);
  }

  private static int verify(Path ledger, String kafka, String jdbc) {
    return Road.run(
        "ledger",
        "verify",
        "--ledger",
        ledger.toString(),
        "--kafka",
        kafka,
        "--jdbc",
        jdbc,
        "--settle",
        "30s");
  }

  @AfterEach
  void endEveryProcess() throws Exception {
    while (!running.isEmpty()) {
      running.pop().close();
    }
  }
}
