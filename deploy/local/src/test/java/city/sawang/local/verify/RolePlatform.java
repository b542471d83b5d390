package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.cli.LedgerCommand;
import city.sawang.local.cli.Sawang;
import city.sawang.local.proof.TimeLapseBridge;
import city.sawang.local.simulate.TimeLapse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The whole platform with every role in a process of its own, each of which can be killed. */
final class RolePlatform implements AutoCloseable {
  /** The roles, in the order in which they are started. */
  enum Role {
    BROKER("-Xmx384m"),
    KAFKA("-Xmx384m"),
    DATABASE("-Xmx128m"),
    BRIDGE("-Xmx192m"),
    JOBMANAGER("-Xmx384m"),
    TASKMANAGER("-Xmx640m"),
    DASHBOARDS("-Xmx192m");

    private final String memory;

    Role(String memory) {
      this.memory = memory;
    }

    /** The verb that runs it. */
    String verb() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Below the ports that the system gives to outgoing connections: while a role is dead, nobody who
   * tries to reach it may come to sit on its port.
   */
  private static final int FIRST_PORT = 12_000;

  private static final int PORTS = 20_000;
  private static final AtomicInteger asked = new AtomicInteger();

  private final Path directory;
  private final Map<Role, RoleProcess> processes = new EnumMap<>(Role.class);

  private final UnaryOperator<List<String>> bridgeArguments;
  private final String bridgeClass;
  private final List<String> jobArguments;

  private RolePlatform(
      Path directory,
      String bridgeClass,
      UnaryOperator<List<String>> bridgeArguments,
      List<String> jobArguments) {
    this.directory = directory;
    this.bridgeClass = bridgeClass;
    this.bridgeArguments = bridgeArguments;
    this.jobArguments = jobArguments;
  }

  /**
   * Starts everything and loads the registry; data can flow when this returns.
   *
   * @param directory for data, ready files and output of the roles
   */
  static RolePlatform start(Path directory, Path registry)
      throws IOException, InterruptedException {
    return start(directory, registry, Sawang.class.getName(), UnaryOperator.identity(), List.of());
  }

  /**
   * With a bridge in whose time days pass in minutes.
   *
   * @param jobArguments more arguments of the JobManager
   */
  static RolePlatform start(Path directory, Path registry, TimeLapse clock, String... jobArguments)
      throws IOException, InterruptedException {
    String lapse = clock.wallStart() + "," + clock.start() + ',' + clock.speed();
    return start(
        directory,
        registry,
        TimeLapseBridge.class.getName(),
        arguments -> Stream.concat(arguments.stream(), Stream.of("--lapse", lapse)).toList(),
        List.of(jobArguments));
  }

  private static RolePlatform start(
      Path directory,
      Path registry,
      String bridgeClass,
      UnaryOperator<List<String>> bridgeArguments,
      List<String> jobArguments)
      throws IOException, InterruptedException {
    RolePlatform platform = new RolePlatform(directory, bridgeClass, bridgeArguments, jobArguments);
    try {
      platform.start(registry);
      return platform;
    } catch (IOException | RuntimeException | AssertionError e) {
      platform.close();
      throw e;
    }
  }

  private void start(Path registry) throws IOException {
    run(Role.BROKER, "--port", freePort());
    run(Role.KAFKA, "--port", freePort());
    run(Role.DATABASE, "--port", freePort());
    of(Role.BROKER).awaitReady();
    of(Role.KAFKA).awaitReady();
    of(Role.DATABASE).awaitReady();
    assertThat(
            command(
                Sawang.commandLine(),
                "registry",
                "load",
                "--kafka",
                kafka(),
                "--jdbc-url",
                jdbcOwner(),
                registry.toString()))
        .isZero();
    processes.put(
        Role.BRIDGE,
        new RoleProcess(
            bridgeClass,
            Role.BRIDGE.verb(),
            directory.resolve(Role.BRIDGE.verb()),
            Role.BRIDGE.memory,
            bridgeArguments
                .apply(List.of("--mqtt-url", mqtt(), "--kafka", kafka()))
                .toArray(String[]::new)));
    String rpc = freePort();
    List<String> job =
        new ArrayList<>(
            List.of(
                "--kafka",
                kafka(),
                "--jdbc-url",
                of(Role.DATABASE).address("jdbcJobs"),
                "--port",
                rpc,
                "--ui-port",
                freePort()));
    job.addAll(jobArguments);
    run(Role.JOBMANAGER, job.toArray(String[]::new));
    run(Role.TASKMANAGER, "--jobmanager", "127.0.0.1:" + rpc);
    run(Role.DASHBOARDS, "--jdbc-url", jdbc(), "--port", freePort());
    for (RoleProcess process : processes.values()) {
      process.awaitReady();
    }
  }

  private void run(Role role, String... arguments) throws IOException {
    processes.put(
        role, new RoleProcess(role.verb(), directory.resolve(role.verb()), role.memory, arguments));
  }

  private RoleProcess of(Role role) {
    return processes.get(role);
  }

  String mqtt() throws IOException {
    return of(Role.BROKER).address("mqtt");
  }

  String kafka() throws IOException {
    return of(Role.KAFKA).address("kafka");
  }

  /** With the login of people, who read every public view. */
  String jdbc() throws IOException {
    return of(Role.DATABASE).address("jdbc");
  }

  /** With the login of the database's owner. */
  String jdbcOwner() throws IOException {
    return of(Role.DATABASE).address("jdbcOwner");
  }

  /** Kill -9 all of these, start them again, and wait until data can flow through each of them. */
  void killAndStartAgain(List<Role> together) throws IOException, InterruptedException {
    for (Role role : together) {
      of(role).kill();
    }
    for (Role role : together) {
      of(role).start();
    }
    for (Role role : together) {
      of(role).awaitReady();
    }
  }

  /** The exit code of {@code sawang ledger verify}. */
  int verify(Path ledger, String settle, String deadline) throws IOException {
    return command(
        new CommandLine(new LedgerCommand()),
        "verify",
        "--ledger",
        ledger.toString(),
        "--kafka",
        kafka(),
        "--jdbc",
        jdbc(),
        "--settle",
        settle,
        "--deadline",
        deadline,
        "--report",
        directory.resolve("verdict.json").toString());
  }

  /** The exit code of {@code sawang verify incidents}. */
  int verifyIncidents(Path truth, Path report) throws IOException {
    return command(
        Sawang.commandLine(),
        "verify",
        "incidents",
        "--truth",
        truth.toString(),
        "--jdbc",
        jdbc(),
        "--report",
        report.toString());
  }

  /** What is published is what comes out of the archive: the exit code of the comparison. */
  int recomputeCheck(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("recompute", "--check", "--jdbc-url", jdbcOwner()));
    arguments.addAll(List.of(more));
    return command(Sawang.commandLine(), arguments.toArray(String[]::new));
  }

  private static int command(CommandLine command, String... arguments) {
    StringWriter text = new StringWriter();
    int code = command.setOut(new PrintWriter(text)).execute(arguments);
    System.out.println(text);
    return code;
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

  @Override
  public void close() throws IOException, InterruptedException {
    Role[] started = Role.values();
    for (int i = started.length - 1; i >= 0; i--) {
      RoleProcess process = of(started[i]);
      if (process != null) {
        process.close();
      }
    }
  }
}
