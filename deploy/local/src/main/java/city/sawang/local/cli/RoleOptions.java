package city.sawang.local.cli;

import city.sawang.local.CommandFailure;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.health.DeadThreads;
import city.sawang.local.health.HealthServer;
import city.sawang.local.platform.DataDirectory;
import city.sawang.local.platform.Ports;
import city.sawang.local.platform.Progress;
import city.sawang.local.platform.ReadyFile;
import city.sawang.local.platform.Startup;
import city.sawang.local.platform.StopSignal;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What all roles that run as a process of their own have in common. */
final class RoleOptions {
  private static final Duration LOOK_WHETHER_READY = Duration.ofMillis(100);

  /** A process that is to end says why for so long before. */
  private static final Duration SHOWN_NOT_READY = Duration.ofSeconds(5);

  private static final Duration FOREVER = Duration.ofDays(36500);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "What this role keeps; kept across restarts.")
  private Path data;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = Ports.HOST,
      description = "Address to listen on. Default: ${DEFAULT-VALUE}")
  String host;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "Port of /metrics, /livez and /readyz; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int metricsPort;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Written once this role accepts traffic: a JSON object with its addresses.")
  private Path readyFile;

  @Option(
      names = "--run-for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stops by itself after this time, e.g. 90s or 3m.")
  private Duration runFor;

  private DeadThreads dead;

  /** Hears of parts of this process that cannot go on. */
  DeadThreads dead() {
    return dead;
  }

  /** A role that runs: where it is, and why data cannot flow through it (empty: it can). */
  record Running(Map<String, String> addresses, Supplier<List<String>> notReadyReasons) {}

  /** Makes a role run. */
  @FunctionalInterface
  interface Starter {
    Running start(DataDirectory data, Startup startup, PrometheusMeterRegistry metrics)
        throws Exception;
  }

  /** A port that was chosen, or a free one for 0; refuses one that is taken. */
  int port(String role, int wanted) {
    if (wanted == 0) {
      return Ports.free(1).get(0);
    }
    Ports.requireFree(role, host, wanted);
    return wanted;
  }

  /** Runs the role until it is to stop. */
  int run(Starter starter) throws Exception {
    StopSignal stop = StopSignal.ofProcess();
    dead = DeadThreads.ofProcess();
    dead.whenBeyondRecovery(() -> stop.requestAfter(SHOWN_NOT_READY));
    int code = run(starter, stop);
    if (dead.beyondRecovery().isPresent()) {
      throw new CommandFailure(
          "%s; stopped, to be started again".formatted(dead.beyondRecovery().get()));
    }
    return code;
  }

  private int run(Starter starter, StopSignal stop) throws Exception {
    if (readyFile != null) {
      ReadyFile.remove(readyFile);
    }
    Progress progress = new Progress(System.out);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (DataDirectory taken = DataDirectory.take(data);
        Startup startup = new Startup(progress)) {
      int health = port("metrics", metricsPort);
      Running running = starter.start(taken, startup, metrics);
      Supplier<List<String>> notReadyReasons =
          () ->
              Stream.of(dead.notReadyReasons(), running.notReadyReasons().get())
                  .flatMap(List::stream)
                  .toList();
      startup.lastPart(
          "metrics and health",
          () -> new HealthServer(host, health, metrics, notReadyReasons),
          part -> "http://" + host + ":" + health + "/metrics");
      if (!startup.await(stop)) {
        return 0;
      }
      Map<String, String> addresses = new LinkedHashMap<>(running.addresses());
      addresses.put("metrics", "http://" + host + ":" + health + "/metrics");
      long limit = System.nanoTime() + (runFor == null ? FOREVER : runFor).toNanos();
      while (!notReadyReasons.get().isEmpty() && System.nanoTime() < limit) {
        if (stop.await(LOOK_WHETHER_READY)) {
          return 0;
        }
      }
      if (readyFile != null) {
        ReadyFile.write(readyFile, addresses);
      }
      progress.print("Ready after %.1f s.".formatted(progress.seconds()));
      stop.await(Duration.ofNanos(Math.max(0, limit - System.nanoTime())));
      progress.print("Stopping …");
    }
    return 0;
  }
}
