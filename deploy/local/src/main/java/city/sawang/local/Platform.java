package city.sawang.local;

import city.sawang.grafana.server.DashboardConfig;
import city.sawang.grafana.server.DashboardServer;
import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.profile.Profiles;
import city.sawang.jobs.JobSettings;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.local.parts.BridgePart;
import city.sawang.local.parts.Database;
import city.sawang.local.parts.FlinkCluster;
import city.sawang.local.parts.FlinkMetrics;
import city.sawang.local.parts.GrafanaPart;
import city.sawang.local.parts.GrafanaProgram;
import city.sawang.local.parts.HealthServer;
import city.sawang.local.parts.InvariantWatch;
import city.sawang.local.parts.JobsWatch;
import city.sawang.local.parts.KafkaServer;
import city.sawang.local.parts.LagWatch;
import city.sawang.local.parts.LedgerWatch;
import city.sawang.local.parts.MqttBroker;
import city.sawang.local.parts.PostgresServer;
import city.sawang.local.parts.Regularly;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.schemas.Topics;
import city.sawang.schemas.registry.City;
import city.sawang.schemas.registry.Registry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The whole platform in this process: what {@code up} starts. */
final class Platform implements AutoCloseable {
  private static final int PARALLELISM = 2;
  private static final String REGISTRY_GROUP = "sawang-jobs-registry";
  private static final List<String> GROUPS =
      List.of(
          "sawang-jobs-readings", "sawang-jobs-backlog", REGISTRY_GROUP, "sawang-jobs-quarantine");

  /** The start waits for the first one, and a restart repeats what came after the last one. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(3);

  private static final Duration PART_LIMIT = Duration.ofSeconds(60);

  private final PlatformOptions options;
  private final Progress progress;
  private final Startup startup;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DataDirectory data;
  private Ports ports;
  private CompletableFuture<Database> database;
  private final FlowAlarm alarm;
  private Optional<GrafanaProgram> grafana = Optional.empty();

  /**
   * @param data ours already; closed by whoever took it
   */
  Platform(PlatformOptions options, DataDirectory data, Progress progress) {
    this.options = options;
    this.data = data;
    this.progress = progress;
    this.startup = new Startup(progress);
    this.alarm = new FlowAlarm(progress, Clock.systemUTC());
  }

  /**
   * Starts everything.
   *
   * @return whether everything accepts traffic; false when it was wished to stop before
   * @throws CommandFailure when a part does not start; what had started is stopped by {@link #close}
   */
  boolean start(StopSignal stop) throws Exception {
    Configuration files =
        Configuration.read(options.registry(), options.profiles(), options.dashboards());
    Registry registry = files.registry();
    Profiles profiles = files.profiles();
    RegisteredFleet played = PilotFleet.of(options.fleet(), registry);
    PostgresServer.stopOrphan(data.resolve("postgresql"));
    GrafanaPart.stopOrphan(data.resolve("grafana"));
    grafana = grafana();
    ports = options.ports().get();
    ports.requireFree(options.mqttUrl() == null, options.jdbcUrl() == null);
    FlinkMetrics.showIn(metrics);
    progress.say("Starting Sawang; data in " + data.path());

    CompletableFuture<?> broker =
        options.mqttUrl() != null
            ? CompletableFuture.completedFuture(null)
            : startup.part(
                "MQTT broker",
                () -> new MqttBroker(data.resolve("broker"), Ports.HOST, ports.mqtt()),
                part -> mqttUrl());
    CompletableFuture<KafkaServer> kafka =
        startup.part(
            "Kafka",
            () ->
                new KafkaServer(
                    data.resolve("kafka"), Ports.HOST, ports.kafka(), ports.kafkaController()),
            part -> bootstrap());
    database = startDatabase();
    CompletableFuture<FlinkCluster> flink =
        startup.part(
            "Flink",
            () -> new FlinkCluster(data.resolve("flink"), Ports.HOST, ports.flink(), PARALLELISM),
            part -> flinkUrl());
    CompletableFuture<?> jobs =
        startup.part(
            "jobs",
            () -> flink.join().run(jobSettings(database.join())),
            part -> "submitted",
            flink,
            kafka,
            database);
    CompletableFuture<?> registryTopic =
        startup.part(
            "registry topic",
            () -> RegistryLoad.intoKafka(bootstrap(), registry),
            part -> "%d new, %d known".formatted(part.written(), part.unchanged()),
            kafka);
    // After the registry: a bridge that knows no city yet would refuse what waits at the broker.
    CompletableFuture<BridgePart> bridge =
        startup.part(
            "bridge", () -> startBridge(profiles), part -> "MQTT to Kafka", broker, registryTopic);
    startup.lastPart(
        "registry tables",
        () -> {
          RegistryLoad.intoDatabase(
              Database.source(database.join().url(), database.join().owner()),
              registry,
              Instant.now());
          return registry.cities().size();
        },
        cities -> cities + " cities",
        database);
    // A reading that overtakes its lamp's record is archived as unregistered: nobody is let in
    // before.
    CompletableFuture<LagWatch> lag =
        startup.part(
            "registry in jobs",
            () -> {
              LagWatch part = new LagWatch(bootstrap(), GROUPS, metrics);
              part.awaitNone(REGISTRY_GROUP, Topics.REGISTRY, PART_LIMIT, startup::isStopping);
              return part;
            },
            part -> "every lamp is known",
            jobs,
            registryTopic);
    if (grafana.isPresent()) {
      startup.lastPart("Grafana", () -> startGrafana(registry), GrafanaPart::url, database);
    } else {
      startup.lastPart("dashboards", this::startDashboards, DashboardServer::url, database);
    }
    if (!played.lamps().isEmpty()) {
      startup.lastPart(
          "fleet",
          () -> FleetSimulator.start(fleetConfig(played)),
          part ->
              "%d lamps, %d meters, simulated"
                  .formatted(played.lamps().size(), played.meters().size()),
          bridge,
          lag);
    }
    startup.lastPart(
        "metrics and health",
        () -> startWatch(bridge.join(), lag.join()),
        part -> metricsUrl(),
        bridge,
        lag);
    if (!startup.await(stop)) {
      return false;
    }
    RunningPlatform.note(data, bootstrap(), database.join());
    progress.say("Ready after %.1f s.".formatted(progress.seconds()));
    addresses().forEach((what, where) -> progress.say("  %-10s %s".formatted(what, where)));
    return true;
  }

  private CompletableFuture<Database> startDatabase() {
    if (options.jdbcUrl() != null) {
      return startup.part(
          "database", () -> OwnDatabase.prepare(options.jdbcUrl(), data::password), Database::url);
    }
    String password = data.password(PostgresServer.SUPERUSER);
    CompletableFuture<PostgresServer> server =
        startup.part(
            "PostgreSQL",
            () ->
                new PostgresServer(
                    data.resolve("postgresql"), Ports.HOST, ports.postgres(), password),
            part -> Ports.HOST + ":" + ports.postgres());
    return startup.part(
        "database",
        () -> server.join().prepareDatabase(data::password),
        part -> "migrated",
        server);
  }

  private BridgePart startBridge(Profiles profiles) throws Exception {
    BridgePart bridge =
        new BridgePart(BridgeConfig.of(mqttUrl(), "sawang-bridge", bootstrap()), profiles, metrics);
    try {
      bridge.awaitReady(PART_LIMIT, startup::isStopping);
      return bridge;
    } catch (TimeoutException e) {
      bridge.close();
      throw e;
    }
  }

  private JobSettings jobSettings(Database migrated) {
    return JobSettings.of(
            bootstrap(),
            new DatabaseAddress(migrated.url(), migrated.jobs().user(), migrated.jobs().password()),
            data.resolve("checkpoints").toUri())
        .withParallelism(PARALLELISM)
        .withCheckpointInterval(CHECKPOINT_INTERVAL);
  }

  private FleetConfig fleetConfig(RegisteredFleet played) {
    FleetConfig config =
        FleetConfig.of(mqttUrl(), played)
            .withSeed(options.seed())
            .withMemory(data.resolve("fleet.memory"));
    return options.history() == null ? config : config.withHistory(options.history());
  }

  private AutoCloseable startWatch(BridgePart bridge, LagWatch lag) throws Exception {
    JobsWatch jobs = new JobsWatch(URI.create(flinkUrl()), metrics, Clock.systemUTC());
    LedgerWatch ledger =
        new LedgerWatch(Database.source(database.join().url(), database.join().viewer()), metrics);
    InvariantWatch invariants =
        new InvariantWatch(
            Database.source(database.join().url(), database.join().jobs()),
            metrics,
            Clock.systemUTC());
    Supplier<List<String>> obstacles =
        () -> Stream.of(bridge.obstacles(), jobs.obstacles()).flatMap(List::stream).toList();
    HealthServer health = new HealthServer(Ports.HOST, ports.metrics(), metrics, obstacles);
    Regularly watch =
        new Regularly()
            .look("jobs", Duration.ofSeconds(1), jobs::look)
            .look("flow", Duration.ofSeconds(1), () -> alarm.look(obstacles.get()))
            .look("lag", Duration.ofSeconds(5), lag::look)
            .look("ledger", Duration.ofSeconds(10), ledger::look);
    // On a thread of their own: a look at them may take as long as a slow database does.
    Regularly slowWatch =
        new Regularly().look("invariants", options.invariants(), invariants::look);
    return () -> {
      health.close();
      watch.close();
      slowWatch.close();
    };
  }

  private static Optional<GrafanaProgram> grafana() {
    try {
      return GrafanaProgram.find(System.getenv());
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(e.getMessage());
    }
  }

  private GrafanaPart startGrafana(Registry registry) throws Exception {
    return GrafanaPart.start(
        grafana.orElseThrow(),
        new GrafanaPart.Settings(
            data.resolve("grafana"),
            options.dashboards().toAbsolutePath().getParent(),
            registry.cities().stream().map(City::cityId).toList(),
            Ports.HOST,
            ports.dashboards()),
        database.join(),
        data::password,
        PART_LIMIT,
        startup::isStopping);
  }

  private DashboardServer startDashboards() {
    Database.Login viewer = database.join().viewer();
    return DashboardServer.start(
        DashboardConfig.local(
            ports.dashboards(),
            options.dashboards(),
            database.join().url(),
            viewer.user(),
            viewer.password()));
  }

  private String flinkUrl() {
    return "http://" + Ports.HOST + ":" + ports.flink();
  }

  private String metricsUrl() {
    return "http://" + Ports.HOST + ":" + ports.metrics() + "/metrics";
  }

  private String bootstrap() {
    return Ports.HOST + ":" + ports.kafka();
  }

  private String mqttUrl() {
    return options.mqttUrl() != null
        ? options.mqttUrl()
        : "tcp://" + Ports.HOST + ":" + ports.mqtt();
  }

  /** Where everything is, by the names of the public contract. */
  Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("mqtt", mqttUrl());
    addresses.put("kafka", bootstrap());
    addresses.put("jdbc", database.join().viewerUrl());
    addresses.put("flink", flinkUrl());
    addresses.put("dashboards", "http://" + Ports.HOST + ":" + ports.dashboards());
    addresses.put("metrics", metricsUrl());
    addresses.put("shownBy", grafana.isPresent() ? "grafana" : "sawang");
    return addresses;
  }

  /**
   * Returns when it is time to stop.
   *
   * @param limit how long to run at most; null: until it is wished
   * @return why data do not get through at the end; empty: they do
   */
  Optional<String> awaitEnd(StopSignal stop, Duration limit) throws InterruptedException {
    progress.say(
        limit == null
            ? "Running; Ctrl-C stops it."
            : "Running for %d s; Ctrl-C stops it earlier.".formatted(limit.toSeconds()));
    stop.await(limit == null ? Duration.ofDays(36500) : limit);
    Optional<String> trouble = alarm.trouble();
    progress.say("Stopping …");
    return trouble;
  }

  @Override
  public void close() throws IOException {
    RunningPlatform.forget(data);
    startup.close();
  }
}
