package city.sawang.local.platform;

import city.sawang.grafana.server.DashboardConfig;
import city.sawang.grafana.server.DashboardServer;
import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.MqttLogin;
import city.sawang.ingest.profile.Profiles;
import city.sawang.jobs.JobSettings;
import city.sawang.jobs.SawangJobs;
import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.FlinkSettings;
import city.sawang.jobs.flink.RunningJob;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.flink.TaskManagerMemory;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.broker.GatedMqtt;
import city.sawang.local.broker.ReservedClientId;
import city.sawang.local.health.DeadThreads;
import city.sawang.local.health.HealthServer;
import city.sawang.local.incident.http.IncidentServer;
import city.sawang.local.notify.Notifier;
import city.sawang.local.notify.config.NotifyConfig;
import city.sawang.local.services.BridgeService;
import city.sawang.local.services.ConsumerLagMonitor;
import city.sawang.local.services.DatabaseWatch;
import city.sawang.local.services.FlinkMetricsReporter;
import city.sawang.local.services.GrafanaInstallation;
import city.sawang.local.services.GrafanaServer;
import city.sawang.local.services.InvariantMetrics;
import city.sawang.local.services.JobsMonitor;
import city.sawang.local.services.KafkaServer;
import city.sawang.local.services.KeptJob;
import city.sawang.local.services.LedgerMonitor;
import city.sawang.local.services.MqttBroker;
import city.sawang.local.services.PeriodicTasks;
import city.sawang.local.services.PlatformDatabase;
import city.sawang.local.services.PostgresServer;
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
public final class EmbeddedPlatform implements AutoCloseable {
  private static final int PARALLELISM = 2;
  private static final String BRIDGE = "sawang-bridge";
  private static final String REGISTRY_GROUP = "sawang-jobs-registry";
  private static final List<String> GROUPS =
      List.of(
          "sawang-jobs-readings", "sawang-jobs-backlog", REGISTRY_GROUP, "sawang-jobs-quarantine");

  /** The start waits for the first one, and a restart repeats what came after the last one. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(3);

  /** A fleet of a pilot needs few buffers; all of them are taken at the start. */
  private static final TaskManagerMemory FLINK_MEMORY = new TaskManagerMemory(256, 0, 32);

  private static final Duration PART_LIMIT = Duration.ofSeconds(60);

  private final PlatformOptions options;
  private final Progress progress;
  private final Startup startup;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DataDirectory data;
  private Ports ports;
  private CompletableFuture<PlatformDatabase> database;
  private Optional<CompletableFuture<PostgresServer>> postgres = Optional.empty();
  private CompletableFuture<KeptJob> jobs;
  private Optional<CompletableFuture<Notifier>> notifier = Optional.empty();
  private final DeadThreads dead;
  private final FlowAlarm alarm;
  private final FlinkSettings flinkSettings;
  private Optional<GrafanaInstallation> grafana = Optional.empty();

  /**
   * @param data ours already; closed by whoever took it
   * @param dead hears of threads that end
   */
  public EmbeddedPlatform(
      PlatformOptions options, DataDirectory data, Progress progress, DeadThreads dead) {
    this.dead = dead;
    this.options = options;
    this.data = data;
    this.progress = progress;
    this.startup = new Startup(progress);
    this.alarm = new FlowAlarm(progress, Clock.systemUTC());
    this.flinkSettings =
        new FlinkSettings(
            SawangJobs.NAME,
            PARALLELISM,
            JobSettings.MAX_PARALLELISM,
            StateBackend.HASHMAP,
            CHECKPOINT_INTERVAL,
            data.resolve("checkpoints").toUri());
  }

  /**
   * Starts everything.
   *
   * @return whether everything accepts traffic; false when a stop was requested before
   * @throws CommandFailure when a part does not start; what had started is stopped by {@link
   *     #close}
   */
  public boolean start(StopSignal stop) throws Exception {
    PlatformFiles files =
        PlatformFiles.read(options.registry(), options.profiles(), options.dashboards());
    Registry registry = files.registry();
    Profiles profiles = files.profiles();
    RegisteredFleet played = PilotFleet.of(options.fleet(), registry);
    PostgresServer.stopOrphan(data.resolve("postgresql"));
    GrafanaServer.stopOrphan(data.resolve("grafana"));
    grafana = grafana();
    ports = options.ports().get();
    ports.requireFree(
        options.mqttUrl() == null, options.jdbcUrl() == null, options.incidents().watched());
    FlinkMetricsReporter.showIn(metrics);
    KafkaServer.whenItGivesUp(dead::givenUp);
    progress.print("Starting Sawang; data in " + data.path());

    CompletableFuture<?> broker =
        options.mqttUrl() != null
            ? CompletableFuture.completedFuture(null)
            : startup.part(
                "MQTT broker",
                () -> {
                  MqttBroker part =
                      new MqttBroker(
                          data.resolve("broker"),
                          Ports.HOST,
                          ports.mqtt(),
                          new GatedMqtt(
                              List.of(new ReservedClientId(BRIDGE, bridgeLogin())), metrics));
                  part.whenItGivesUp(dead::givenUp);
                  return part;
                },
                part -> mqttUrl());
    CompletableFuture<KafkaServer> kafka =
        startup.part(
            "Kafka",
            () ->
                new KafkaServer(
                    data.resolve("kafka"), Ports.HOST, ports.kafka(), ports.kafkaController()),
            part -> bootstrap());
    database = startDatabase();
    CompletableFuture<EmbeddedFlink> flink =
        startup.part("Flink", this::startFlink, part -> flinkUrl());
    jobs =
        startup.part(
            "jobs",
            () -> {
              JobSettings settings = jobSettings(database.join());
              SameLog.require(settings);
              return new KeptJob(flink.join(), options -> SawangJobs.graph(settings, options));
            },
            part -> "submitted",
            flink,
            kafka,
            database);
    CompletableFuture<?> registryTopic =
        startup.part(
            "registry topic",
            () -> RegistryLoader.intoKafka(bootstrap(), registry),
            part -> "%d new, %d known".formatted(part.written(), part.unchanged()),
            kafka);
    // After the registry: a bridge that knows no city yet would refuse what waits at the broker.
    CompletableFuture<BridgeService> bridge =
        startup.part(
            "bridge", () -> startBridge(profiles), part -> "MQTT to Kafka", broker, registryTopic);
    startup.lastPart(
        "registry tables",
        () -> {
          RegistryLoader.intoDatabase(
              PlatformDatabase.source(database.join().url(), database.join().owner()),
              registry,
              Instant.now());
          return registry.cities().size();
        },
        cities -> cities + " cities",
        database);
    // A reading that overtakes its lamp's record is archived as unregistered: nobody is let in
    // before.
    CompletableFuture<ConsumerLagMonitor> lag =
        startup.part(
            "registry in jobs",
            () -> {
              ConsumerLagMonitor part = new ConsumerLagMonitor(bootstrap(), GROUPS, metrics);
              part.awaitNone(REGISTRY_GROUP, Topics.REGISTRY, PART_LIMIT, startup::isStopping);
              return part;
            },
            part -> "every lamp is known",
            jobs,
            registryTopic);
    if (grafana.isPresent()) {
      startup.lastPart("Grafana", () -> startGrafana(registry), GrafanaServer::url, database);
    } else {
      startup.lastPart("dashboards", this::startDashboards, DashboardServer::url, database);
    }
    if (options.incidents().watched()) {
      startup.lastPart(
          "incident-api",
          () -> IncidentServer.start(Ports.HOST, ports.incidentApi(), database.join().url()),
          IncidentServer::url,
          database);
    }
    options.incidents().receivers().ifPresent(this::startNotifier);
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
    RunningFile.write(data, bootstrap(), database.join());
    progress.print("Ready after %.1f s.".formatted(progress.seconds()));
    addresses().forEach((what, where) -> progress.print("  %-10s %s".formatted(what, where)));
    return true;
  }

  private CompletableFuture<PlatformDatabase> startDatabase() {
    if (options.jdbcUrl() != null) {
      return startup.part(
          "database",
          () -> ExternalDatabase.prepare(options.jdbcUrl(), data::password),
          PlatformDatabase::url);
    }
    String password = data.password(PostgresServer.SUPERUSER);
    CompletableFuture<PostgresServer> server =
        startup.part(
            "PostgreSQL",
            () ->
                new PostgresServer(
                    data.resolve("postgresql"), Ports.HOST, ports.postgres(), password),
            part -> Ports.HOST + ":" + ports.postgres());
    postgres = Optional.of(server);
    return startup.part(
        "database",
        () -> server.join().prepareDatabase(data::password),
        part -> "migrated",
        server);
  }

  private BridgeService startBridge(Profiles profiles) throws Exception {
    BridgeService bridge =
        new BridgeService(
            BridgeConfig.of(mqttUrl(), BRIDGE, bootstrap())
                .withMqtt(mqtt -> options.mqttUrl() == null ? mqtt.withLogin(bridgeLogin()) : mqtt),
            profiles,
            metrics);
    try {
      bridge.awaitReady(PART_LIMIT, startup::isStopping);
      return bridge;
    } catch (TimeoutException e) {
      bridge.close();
      throw e;
    }
  }

  /** Nobody else may use the bridge's client id: it would take over its session and its queue. */
  private MqttLogin bridgeLogin() {
    return new MqttLogin(BRIDGE, data.password(BRIDGE));
  }

  /** How Flink runs the jobs here; it starts before the database is there. */
  FlinkSettings flinkSettings() {
    return flinkSettings;
  }

  /** The job as it runs now. */
  RunningJob job() {
    return jobs.join().job();
  }

  private EmbeddedFlink startFlink() throws Exception {
    return EmbeddedFlink.start(
        flinkSettings,
        new FlinkPlace(Ports.HOST, Optional.of(data.resolve("flink"))),
        ports.flink(),
        FLINK_MEMORY,
        FlinkMetricsReporter.reporting());
  }

  private JobSettings jobSettings(PlatformDatabase migrated) {
    return JobSettings.of(
            bootstrap(),
            new DatabaseAddress(migrated.url(), migrated.jobs().user(), migrated.jobs().password()),
            flinkSettings.checkpoints())
        .withParallelism(flinkSettings.parallelism())
        .withStateBackend(flinkSettings.stateBackend())
        .withCheckpointInterval(flinkSettings.checkpointInterval())
        .withNewLog(options.newLog())
        .withIncidents(options.incidents().watched());
  }

  private void startNotifier(NotifyConfig config) {
    notifier =
        Optional.of(
            startup.part(
                "notifications",
                () -> {
                  PlatformDatabase.Login login = database.join().notifier();
                  return Notifier.start(
                      config, database.join().url(), login.user(), login.password(), metrics);
                },
                part -> "%d receivers".formatted(config.receivers().size()),
                database));
  }

  /** Of what still starts nothing is said: the start itself says it. */
  private List<String> notTelling() {
    return notifier
        .filter(CompletableFuture::isDone)
        .map(part -> part.join().notReadyReasons())
        .orElse(List.of());
  }

  private FleetConfig fleetConfig(RegisteredFleet played) {
    FleetConfig config =
        FleetConfig.of(mqttUrl(), played)
            .withSeed(options.seed())
            .withStateFile(data.resolve("fleet.memory"));
    return options.history() == null ? config : config.withHistory(options.history());
  }

  private AutoCloseable startWatch(BridgeService bridge, ConsumerLagMonitor lag) throws Exception {
    JobsMonitor monitor = new JobsMonitor(URI.create(flinkUrl()), metrics, Clock.systemUTC());
    LedgerMonitor ledger =
        new LedgerMonitor(
            PlatformDatabase.source(database.join().url(), database.join().dashboards()), metrics);
    InvariantMetrics invariants =
        new InvariantMetrics(
            PlatformDatabase.source(database.join().url(), database.join().jobs()),
            metrics,
            Clock.systemUTC());
    DatabaseWatch asked =
        new DatabaseWatch("database", database.join().url(), database.join().viewer());
    Supplier<List<String>> notReadyReasons =
        () ->
            Stream.of(
                    dead.notReadyReasons(),
                    asked.notReadyReasons(),
                    bridge.notReadyReasons(),
                    jobs.join().notReadyReasons(),
                    monitor.notReadyReasons(),
                    notTelling())
                .flatMap(List::stream)
                .toList();
    HealthServer health = new HealthServer(Ports.HOST, ports.metrics(), metrics, notReadyReasons);
    PeriodicTasks watch =
        new PeriodicTasks()
            .schedule("jobs", Duration.ofSeconds(1), monitor::check)
            .schedule("flow", Duration.ofSeconds(1), () -> alarm.check(notReadyReasons.get()))
            .schedule("lag", Duration.ofSeconds(5), lag::check)
            .schedule("ledger", Duration.ofSeconds(10), ledger::check);
    // On a thread of their own: a check of them may take as long as a slow database does.
    PeriodicTasks slowWatch =
        new PeriodicTasks().schedule("invariants", options.invariants(), invariants::check);
    // And what is started again when it has died, which takes long too.
    PeriodicTasks restarts =
        new PeriodicTasks().schedule("job restart", Duration.ofSeconds(1), jobs.join()::check);
    postgres.ifPresent(
        server ->
            restarts.schedule("database restart", Duration.ofSeconds(1), server.join()::check));
    PeriodicTasks databaseWatch =
        new PeriodicTasks().schedule("database", Duration.ofSeconds(1), asked::check);
    return () -> {
      restarts.close();
      databaseWatch.close();
      health.close();
      watch.close();
      slowWatch.close();
    };
  }

  private static Optional<GrafanaInstallation> grafana() {
    try {
      return GrafanaInstallation.find(System.getenv());
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(e.getMessage());
    }
  }

  private GrafanaServer startGrafana(Registry registry) throws Exception {
    return GrafanaServer.start(
        grafana.orElseThrow(),
        new GrafanaServer.Settings(
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
    PlatformDatabase.Login login = database.join().dashboards();
    return DashboardServer.start(
        DashboardConfig.local(
                ports.dashboards(),
                options.dashboards(),
                database.join().url(),
                login.user(),
                login.password())
            .withIncidentApi(options.incidents().watched() ? incidentApiUrl() : ""));
  }

  private String incidentApiUrl() {
    return "http://" + Ports.HOST + ":" + ports.incidentApi();
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
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("mqtt", mqttUrl());
    addresses.put("kafka", bootstrap());
    addresses.put("jdbc", database.join().viewerUrl());
    addresses.put("flink", flinkUrl());
    addresses.put("dashboards", "http://" + Ports.HOST + ":" + ports.dashboards());
    if (options.incidents().watched()) {
      addresses.put("incidents", incidentApiUrl());
    }
    addresses.put("metrics", metricsUrl());
    addresses.put("shownBy", grafana.isPresent() ? "grafana" : "sawang");
    return addresses;
  }

  /**
   * Returns when it is time to stop.
   *
   * @param limit how long to run at most; null: until a stop is requested
   * @return why data do not get through at the end; empty: they do
   */
  public Optional<String> awaitEnd(StopSignal stop, Duration limit) throws InterruptedException {
    progress.print(
        limit == null
            ? "Running; Ctrl-C stops it."
            : "Running for %d s; Ctrl-C stops it earlier.".formatted(limit.toSeconds()));
    stop.await(limit == null ? Duration.ofDays(36500) : limit);
    Optional<String> trouble = alarm.trouble();
    progress.print("Stopping …");
    return trouble;
  }

  @Override
  public void close() throws IOException {
    RunningFile.remove(data);
    startup.close();
  }
}
