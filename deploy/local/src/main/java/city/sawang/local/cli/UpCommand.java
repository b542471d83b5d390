package city.sawang.local.cli;

import city.sawang.local.CommandFailure;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.health.DeadThreads;
import city.sawang.local.notify.config.NotifyConfigFile;
import city.sawang.local.platform.DataDirectory;
import city.sawang.local.platform.EmbeddedPlatform;
import city.sawang.local.platform.Installation;
import city.sawang.local.platform.PlatformOptions;
import city.sawang.local.platform.Ports;
import city.sawang.local.platform.Progress;
import city.sawang.local.platform.ReadyFile;
import city.sawang.local.platform.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sawang up}: the whole platform in one process. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Starts the whole platform on this machine: MQTT broker, Kafka, PostgreSQL, bridge, Flink"
            + " jobs and a simulated fleet.",
    sortOptions = false)
final class UpCommand implements Callable<Integer> {
  /** A process that is to end says why for so long before. */
  private static final Duration SHOWN_NOT_READY = Duration.ofSeconds(5);

  enum PortChoice {
    AUTO,
    DEFAULT
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Kept across restarts. Default: ~/.sawang")
  private Path data = Path.of(System.getProperty("user.home"), ".sawang");

  @Option(
      names = "--fleet",
      paramLabel = "pilot|none|FILE",
      defaultValue = "pilot",
      description =
          "Which lamps are simulated: the five pilot cities, none, or those of a file. Default:"
              + " pilot")
  private String fleet;

  @Option(
      names = "--registry",
      paramLabel = "DIR",
      description = "Cities, deployments and lamps. Default: deploy/registry")
  private Path registry = Installation.directory("deploy/registry");

  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description =
          "Vendor profiles; a file dropped there is in force at once. Default: deploy/profiles")
  private Path profiles = Installation.directory("deploy/profiles");

  @Option(
      names = "--dashboards",
      paramLabel = "DIR",
      description = "Dashboards to show. Default: deploy/grafana/dashboards")
  private Path dashboards = Installation.directory("deploy/grafana/dashboards");

  @Option(
      names = "--history",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "The fleet's last days (say 7d) flow through the real road as fast as it takes them, then"
              + " live.")
  private Duration history;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the simulated fleet. Default: 1")
  private long seed;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description =
          "Your own TimescaleDB or PostgreSQL, with user and password of its owner, instead of the"
              + " embedded one.")
  private String jdbcUrl;

  @Option(
      names = "--mqtt-url",
      paramLabel = "URL",
      description = "Your own MQTT broker (tcp://host:port) instead of the embedded one.")
  private String mqttUrl;

  @Option(
      names = "--ports",
      paramLabel = "auto|default",
      defaultValue = "default",
      description =
          "default: MQTT 1883, Kafka 9092, PostgreSQL 5432, Flink UI 8081, metrics 9464; auto: free"
              + " ones.")
  private PortChoice ports;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Written once everything accepts traffic: a JSON object with the addresses.")
  private Path readyFile;

  @Option(
      names = "--run-for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Stops by itself this long after everything accepts traffic, e.g. 90s or 3m; exit code 1"
              + " when no data get through then.")
  private Duration runFor;

  @Option(
      names = "--invariants-every",
      paramLabel = "DURATION",
      defaultValue = "1m",
      converter = DurationConverter.class,
      description = "Pause between two checks of the invariants. Default: ${DEFAULT-VALUE}")
  private Duration invariants;

  @Option(
      names = "--new-log",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "Reads this Kafka log from its first record although the checkpoint counts in another"
              + " one, keeping all figures; its name stands in the refusal of another log.")
  private String newLog;

  @Option(
      names = "--incidents",
      description =
          "Watches every lamp for incidents: operations.incident, and the command incident. Off by"
              + " default: what it costs on a large fleet is not measured yet.")
  private boolean incidents;

  @Option(
      names = "--notify",
      paramLabel = "FILE",
      description =
          "Who is told of incidents: webhooks, Alertmanager's receivers, LINE, e-mail. Needs"
              + " --incidents. Example: deploy/examples/notify.yaml")
  private Path notify;

  @Override
  public Integer call() throws Exception {
    StopSignal stop = StopSignal.ofProcess();
    DeadThreads dead = DeadThreads.ofProcess();
    dead.whenBeyondRecovery(() -> stop.requestAfter(SHOWN_NOT_READY));
    PlatformOptions options =
        new PlatformOptions(
            fleet,
            registry,
            profiles,
            dashboards,
            history,
            seed,
            jdbcUrl,
            mqttUrl,
            ports == PortChoice.AUTO ? Ports::auto : Ports::defaults,
            invariants,
            newLog,
            new PlatformOptions.IncidentWatch(
                incidents,
                Optional.ofNullable(notify)
                    .map(file -> NotifyConfigFile.read(file, System.getenv()))));
    if (readyFile != null) {
      ReadyFile.remove(readyFile);
    }
    Progress progress = new Progress(System.out);
    Optional<String> trouble = Optional.empty();
    boolean started;
    try (DataDirectory taken = DataDirectory.take(data);
        EmbeddedPlatform platform = new EmbeddedPlatform(options, taken, progress, dead)) {
      started = platform.start(stop);
      if (started) {
        if (readyFile != null) {
          ReadyFile.write(readyFile, platform.addresses());
        }
        trouble = platform.awaitEnd(stop, runFor);
      } else {
        progress.print("Stopping before everything was there …");
      }
    }
    if (dead.beyondRecovery().isPresent()) {
      throw new CommandFailure(
          "%s; stopped, to be started again".formatted(dead.beyondRecovery().get()));
    }
    if (trouble.isPresent()) {
      throw new CommandFailure("stopped while no data got through: " + trouble.get());
    }
    if (!started) {
      return 0;
    }
    progress.print("Stopped; the next start resumes from here.");
    return 0;
  }
}
