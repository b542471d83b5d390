package city.sawang.local;

import city.sawang.local.parts.Database;
import city.sawang.local.parts.KafkaServer;
import city.sawang.local.parts.KafkaTopics;
import city.sawang.local.parts.MqttBroker;
import city.sawang.local.parts.PostgresServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The whole platform in this process: what {@code up} starts. */
final class Platform implements AutoCloseable {
  private final PlatformOptions options;
  private final Progress progress;
  private final Startup startup;
  private final DataDirectory data;
  private Ports ports;
  private CompletableFuture<Database> database;

  /**
   * @param data ours already; closed by whoever took it
   */
  Platform(PlatformOptions options, DataDirectory data, Progress progress) {
    this.options = options;
    this.data = data;
    this.progress = progress;
    this.startup = new Startup(progress);
  }

  /**
   * Starts everything.
   *
   * @return whether everything accepts traffic; false when it was wished to stop before
   * @throws CommandFailure when a part does not start; what had started is stopped by {@link #close}
   */
  boolean start(StopSignal stop) throws Exception {
    PostgresServer.stopOrphan(data.resolve("postgresql"));
    ports = options.ports().get();
    ports.requireFree(options.mqttUrl() == null, options.jdbcUrl() == null);
    progress.say("Starting Sawang; data in " + data.path());

    CompletableFuture<?> broker =
        options.mqttUrl() != null
            ? CompletableFuture.completedFuture(null)
            : startup.part(
                "MQTT broker",
                () -> new MqttBroker(data.resolve("broker"), Ports.HOST, ports.mqtt()),
                part -> mqttUrl());
    CompletableFuture<?> kafka =
        startup.part(
            "Kafka",
            () -> {
              KafkaServer server =
                  new KafkaServer(
                      data.resolve("kafka"), Ports.HOST, ports.kafka(), ports.kafkaController());
              KafkaTopics.ensure(bootstrap());
              return server;
            },
            part -> bootstrap());
    database = startDatabase();
    if (!startup.await(stop, broker, kafka, database)) {
      return false;
    }
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
    addresses.put("flink", "http://" + Ports.HOST + ":" + ports.flink());
    addresses.put("metrics", "http://" + Ports.HOST + ":" + ports.metrics() + "/metrics");
    return addresses;
  }

  /**
   * Returns when it is time to stop.
   *
   * @param limit how long to run at most; null: until it is wished
   */
  void awaitEnd(StopSignal stop, Duration limit) throws InterruptedException {
    progress.say(
        limit == null
            ? "Running; Ctrl-C stops it."
            : "Running for %d s; Ctrl-C stops it earlier.".formatted(limit.toSeconds()));
    stop.await(limit == null ? Duration.ofDays(36500) : limit);
    progress.say("Stopping …");
  }

  @Override
  public void close() {
    startup.close();
  }
}
