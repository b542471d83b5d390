package city.sawang.local.verify;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One role of the platform as a process of its own, which can be killed and started again. */
public final class RoleProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  private final String role;
  private final Path directory;
  private final List<String> command = new ArrayList<>();
  private Process process;

  /**
   * @param directory of its own: data, ready file and output
   * @param options of Java, separated by blanks, as in {@code -Xmx256m}; they go before ours
   */
  public RoleProcess(String role, Path directory, String options, String... arguments)
      throws IOException {
    this("city.sawang.local.cli.Sawang", role, directory, options, arguments);
  }

  /**
   * With another main class than the command line's.
   *
   * @param role its first argument
   */
  RoleProcess(String mainClass, String role, Path directory, String options, String... arguments)
      throws IOException {
    this.role = role;
    this.directory = Files.createDirectories(directory);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Djava.net.preferIPv4Stack=true",
            "-Dsawang.home=" + home()));
    // Of two contradicting options Java takes the last.
    command.addAll(List.of(options.split(" ")));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            mainClass,
            role,
            "--data",
            directory.resolve("data").toString(),
            "--ready-file",
            readyFile().toString()));
    command.addAll(List.of(arguments));
    start();
  }

  /** The checkout. */
  public static Path home() {
    Path at = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    while (!Files.isDirectory(at.resolve("deploy/registry"))) {
      at = at.getParent();
    }
    return at;
  }

  private Path readyFile() {
    return directory.resolve("ready.json");
  }

  /** Starts it (again) and does not wait. */
  public void start() throws IOException {
    Files.deleteIfExists(readyFile());
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("output.log").toFile()))
            .start();
  }

  /** Waits until it accepts traffic. */
  public RoleProcess awaitReady() {
    await(role + " is ready")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(role + " ended:\n" + tail());
              }
            })
        .until(() -> Files.exists(readyFile()));
    return this;
  }

  /** A value of its ready file. */
  public String address(String name) throws IOException {
    JsonNode addresses = new ObjectMapper().readTree(readyFile().toFile());
    return addresses.path(name).asText();
  }

  /** Kill -9, and with it the PostgreSQL server that it started, if any. */
  public void kill() throws IOException, InterruptedException {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      postmaster.get().destroyForcibly();
      postmaster.get().onExit().join();
    }
    process.destroyForcibly().waitFor();
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    Path pidFile = directory.resolve("data/postgresql/data/postmaster.pid");
    if (!role.equals("database") || !Files.exists(pidFile)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
        .filter(handle -> handle.info().command().orElse("").contains("postgres"));
  }

  /** The end of what it printed. */
  String tail() throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("output.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      kill();
    }
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      postmaster.get().destroyForcibly();
    }
  }
}
