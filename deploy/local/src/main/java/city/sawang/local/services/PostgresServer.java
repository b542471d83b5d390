package city.sawang.local.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded PostgreSQL: a real server with its own processes, started and stopped by {@code
 * pg_ctl}, so that a Ctrl-C in the terminal reaches it only by way of {@link #close}. A committed
 * transaction is on the disk.
 */
public final class PostgresServer implements AutoCloseable {
  /** The bootstrap superuser; nobody but this module uses it. */
  public static final String SUPERUSER = "postgres";

  public static final String DATABASE = "sawang";

  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Path programs;
  private final Path data;
  private final Path serverLog;
  private final String host;
  private final int port;
  private final String password;
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private boolean closed;

  /**
   * Starts the server; it accepts connections when the constructor returns.
   *
   * @param home directory that holds the programs, the data and the log; created when absent
   * @param host address to listen on
   * @param port TCP port to listen on
   * @param password of {@link #SUPERUSER}; taken over when the data directory is made, so it must
   *     be the same at every later start
   */
  public PostgresServer(Path home, String host, int port, String password)
      throws IOException, InterruptedException {
    this.host = host;
    this.port = port;
    this.password = password;
    Files.createDirectories(home);
    programs = PostgresBinaries.unpack(home.resolve("programs"));
    data = home.resolve("data");
    serverLog = home.resolve("server.log");
    stopOrphan(home);
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(home);
    }
    writeSettings();
    start();
  }

  private void start() throws IOException, InterruptedException {
    run(
        START_LIMIT,
        programs.resolve("bin/pg_ctl").toString(),
        "start",
        "-w",
        "-s",
        "-D",
        data.toString(),
        "-l",
        serverLog.toString(),
        "-t",
        Long.toString(START_LIMIT.toSeconds()));
  }

  /**
   * Stops the server that a killed platform left behind, if any: it lives on when its parent dies
   * by kill -9. Does nothing when none runs.
   */
  public static void stopOrphan(Path home) throws IOException, InterruptedException {
    Path pidFile = home.resolve("data/postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    Optional<ProcessHandle> orphan =
        lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    // The number may belong to another process by now: only a postgres of ours is stopped.
    if (orphan.isPresent() && isProgramOf(home, orphan.get())) {
      stop(orphan.get());
    }
    Files.deleteIfExists(pidFile);
  }

  private static boolean isProgramOf(Path home, ProcessHandle process) throws IOException {
    Path program = home.resolve("programs/bin/postgres").toRealPath();
    return process
        .info()
        .command()
        .map(command -> Path.of(command).equals(program))
        // Without the right to see the command, the name of the file that we alone write decides.
        .orElse(true);
  }

  private static void stop(ProcessHandle postmaster) throws IOException, InterruptedException {
    for (String signal : List.of("INT", "QUIT", "KILL")) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(postmaster.pid())).start().waitFor();
      try {
        postmaster.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        log.warn("PostgreSQL (process {}) does not end on SIG{}", postmaster.pid(), signal);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IOException("PostgreSQL (process %d) does not stop".formatted(postmaster.pid()));
  }

  private void initialise(Path home) throws IOException, InterruptedException {
    Path unfinished = home.resolve("data.unfinished");
    PostgresBinaries.delete(unfinished);
    Path passwordFile = home.resolve("password.unfinished");
    Files.writeString(passwordFile, password + "\n");
    try {
      run(
          START_LIMIT,
          programs.resolve("bin/initdb").toString(),
          "-D",
          unfinished.toString(),
          "-U",
          SUPERUSER,
          "--pwfile=" + passwordFile,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C",
          "--no-instructions");
    } finally {
      Files.delete(passwordFile);
    }
    Files.writeString(
        unfinished.resolve("postgresql.conf"),
        "\ninclude = 'sawang.conf'\n",
        StandardOpenOption.APPEND);
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void writeSettings() throws IOException {
    Files.writeString(
        data.resolve("sawang.conf"),
        """
        # Rewritten at every start.
        listen_addresses = '%s'
        port = %d
        unix_socket_directories = ''
        fsync = on
        synchronous_commit = on
        shared_buffers = 64MB
        max_connections = 60
        # For the jobs and the dashboards: people cannot take them all.
        reserved_connections = 15
        wal_compression = on
        checkpoint_completion_target = 0.9
        autovacuum_max_workers = 2
        max_worker_processes = 4
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        """
            .formatted(host, port));
  }

  /** Whether its process lives. */
  public boolean isRunning() {
    try {
      return Files.exists(data.resolve("postmaster.pid"))
          && lives(
              Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip()));
    } catch (IOException | RuntimeException beingWritten) {
      return false;
    }
  }

  /** A process that ended and that nobody has waited for still has its number. */
  private static boolean lives(long process) {
    if (ProcessHandle.of(process).isEmpty()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException notLinux) {
      return true;
    }
  }

  /** Starts it again when it has died; to be called every second or so. */
  public synchronized void check() throws IOException, InterruptedException {
    if (!closed && !isRunning() && backoff.isTime(System.nanoTime())) {
      log.warn("PostgreSQL has died: started again");
      start();
    }
  }

  /** JDBC address of a database, without login. */
  public String address(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  /**
   * Makes the database, migrates it and makes the logins.
   *
   * @param passwords gives the password of a login by its name
   */
  public PlatformDatabase prepareDatabase(UnaryOperator<String> passwords) throws SQLException {
    PlatformDatabase.Login superuser = new PlatformDatabase.Login(SUPERUSER, password);
    PlatformDatabase.ensureDatabase(address("postgres"), superuser, DATABASE);
    return PlatformDatabase.prepare(address(DATABASE), superuser, passwords);
  }

  @Override
  public synchronized void close() throws IOException, InterruptedException {
    closed = true;
    if (!isRunning()) {
      return;
    }
    run(
        STOP_LIMIT.plusSeconds(10),
        programs.resolve("bin/pg_ctl").toString(),
        "stop",
        "-w",
        "-s",
        "-m",
        "fast",
        "-D",
        data.toString(),
        "-t",
        Long.toString(STOP_LIMIT.toSeconds()));
  }

  private void run(Duration limit, String... command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(UnprivilegedCommand.prefix());
    whole.addAll(Arrays.asList(command));
    Path output = Files.createTempFile(serverLog.getParent(), "command", ".log");
    try {
      ProcessBuilder builder = new ProcessBuilder(whole);
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().put("LC_ALL", "C");
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .directory(serverLog.getParent().toFile())
              .start();
      if (!process.waitFor(limit.toSeconds() + 5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(Path.of(command[0]).getFileName() + " took longer than " + limit);
      }
      if (process.exitValue() != 0) {
        String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
        throw new IOException(
            "%s failed (exit %d): %s; see %s"
                .formatted(
                    Path.of(command[0]).getFileName(), process.exitValue(), printed, serverLog));
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
