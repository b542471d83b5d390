package city.sawang.local.cli;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.platform.ExternalDatabase;
import city.sawang.local.platform.SameLog;
import city.sawang.local.services.FlinkRoles;
import city.sawang.local.services.InvariantMetrics;
import city.sawang.local.services.JobsMonitor;
import city.sawang.local.services.PeriodicTasks;
import city.sawang.local.services.PlatformDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang jobmanager}: Flink's JobManager with our jobs as a process of its own. */
@Command(
    name = "jobmanager",
    mixinStandardHelpOptions = true,
    description = {
      "Flink's JobManager with the jobs of Sawang, as a process of its own.",
      "Started again it resumes from the newest complete checkpoint; it needs a taskmanager to"
          + " work."
    },
    sortOptions = false)
final class JobManagerCommand implements Callable<Integer> {
  private static final Duration CHECK_JOBS = Duration.ofSeconds(1);

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka. Default: ${DEFAULT-VALUE}")
  private String kafka;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      required = true,
      description =
          "Database, with user and password of a member of sawang_sink (jdbcJobs in the ready file"
              + " of 'database').")
  private String jdbcUrl;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description =
          "Where the checkpoints are; every taskmanager must reach it. Default: <data>/checkpoints")
  private Path checkpoints;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Subtasks of every operator. Default: ${DEFAULT-VALUE}")
  private int parallelism;

  @Option(
      names = "--state-backend",
      paramLabel = "hashmap|rocksdb",
      defaultValue = "hashmap",
      description =
          "Where the state lives: on the heap, or on the disk for a country. Default:"
              + " ${DEFAULT-VALUE}")
  private StateBackend stateBackend;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "6123",
      description = "Port for the taskmanagers; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--ui-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Port of the web UI; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int uiPort;

  @Option(
      names = "--invariants-every",
      paramLabel = "DURATION",
      defaultValue = "1m",
      converter = DurationConverter.class,
      description = "Pause between two checks of the invariants. Default: ${DEFAULT-VALUE}")
  private Duration invariantsEvery;

  @Option(
      names = "--new-log",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "Reads this Kafka log from its first record although the checkpoint counts in another one,"
              + " keeping all figures; its name stands in the refusal of another log.")
  private String newLog;

  @Option(
      names = "--incidents",
      description =
          "Watches every lamp for incidents (operations.incident). Off by default: what it costs on"
              + " a large fleet is not measured yet.")
  private boolean incidents;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    PlatformDatabase.Login login = ExternalDatabase.login(jdbcUrl);
    return role.run(
        (data, startup, metrics) -> {
          int rpc = role.port("jobmanager", port);
          int ui = role.port("Flink UI", uiPort);
          Path kept = checkpoints == null ? data.resolve("checkpoints") : checkpoints;
          JobSettings settings =
              JobSettings.of(
                      kafka,
                      new DatabaseAddress(
                          ExternalDatabase.withoutLogin(jdbcUrl), login.user(), login.password()),
                      kept.toAbsolutePath().toUri())
                  .withParallelism(parallelism)
                  .withStateBackend(stateBackend)
                  .withIncidents(incidents)
                  .withNewLog(newLog);
          URI rest = URI.create("http://" + role.host + ":" + ui);
          JobsMonitor jobs = new JobsMonitor(rest, metrics, Clock.systemUTC());
          AtomicReference<String> waiting = new AtomicReference<>("");
          CompletableFuture<?> sameLog =
              startup.part(
                  "start point",
                  () -> {
                    SameLog.await(settings, waiting::set, startup::isStopping);
                    waiting.set("");
                    return kafka;
                  },
                  part -> "fits the log of Kafka");
          startup.lastPart(
              "jobmanager",
              () ->
                  FlinkRoles.jobManager(
                      data.resolve("flink"),
                      role.host,
                      rpc,
                      ui,
                      data.password("flink_rest"),
                      settings),
              part -> rest.toString(),
              sameLog);
          startup.lastPart(
              "watch",
              () -> new PeriodicTasks().schedule("jobs", CHECK_JOBS, jobs::check),
              part -> "checks the jobs");
          InvariantMetrics invariants =
              new InvariantMetrics(
                  PlatformDatabase.source(ExternalDatabase.withoutLogin(jdbcUrl), login),
                  metrics,
                  Clock.systemUTC());
          startup.lastPart(
              "invariants",
              () -> new PeriodicTasks().schedule("invariants", invariantsEvery, invariants::check),
              part -> "checked every " + invariantsEvery.toSeconds() + " s");
          Map<String, String> addresses = new LinkedHashMap<>();
          addresses.put("flink", rest.toString());
          addresses.put("jobmanager", role.host + ":" + rpc);
          return new RoleOptions.Running(
              addresses,
              () -> waiting.get().isEmpty() ? jobs.notReadyReasons() : List.of(waiting.get()));
        });
  }
}
