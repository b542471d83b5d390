package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.jobs.JobSettings;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.local.Checkout;
import city.sawang.local.broker.GatedMqtt;
import city.sawang.local.cli.Sawang;
import city.sawang.local.platform.Ports;
import city.sawang.local.services.KafkaServer;
import city.sawang.local.services.MqttBroker;
import city.sawang.local.services.PlatformDatabase;
import city.sawang.local.services.PostgresServer;
import city.sawang.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the road rests on, in this JVM: a broker, a Kafka and a database of its own, with a
 * registry.
 */
final class Road implements AutoCloseable {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(500);

  /** The password of the server's superuser. */
  static final String SECRET = "secret";

  private final Path directory;
  private final Ports ports = Ports.auto();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final PlatformDatabase database;

  /** With the pilots' registry. */
  Road(Path directory, PostgresServer postgres, String name) throws Exception {
    this(directory, postgres, name, Checkout.file("deploy/registry"));
  }

  /**
   * @param postgres the server in which the database is made; unpacking one takes seconds
   * @param name of the database
   */
  Road(Path directory, PostgresServer postgres, String name, Path registry) throws Exception {
    this.directory = directory;
    try {
      parts.push(
          new MqttBroker(
              directory.resolve("broker"),
              Ports.HOST,
              ports.mqtt(),
              new GatedMqtt(List.of(), new SimpleMeterRegistry())));
      parts.push(
          new KafkaServer(
              directory.resolve("kafka"), Ports.HOST, ports.kafka(), ports.kafkaController()));
      database = database(postgres, name);
      register(registry);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private static PlatformDatabase database(PostgresServer postgres, String name)
      throws SQLException {
    PlatformDatabase.Login superuser = new PlatformDatabase.Login(PostgresServer.SUPERUSER, SECRET);
    try (Connection connection =
            PlatformDatabase.source(postgres.address("postgres"), superuser).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return PlatformDatabase.prepare(postgres.address(name), superuser, login -> SECRET);
  }

  /** Loads the cities below a directory. */
  void register(Path registry) {
    assertThat(
            run(
                "registry",
                "load",
                "--kafka",
                kafka(),
                "--jdbc-url",
                database.withLogin(database.owner()),
                registry.toString()))
        .isZero();
  }

  /** Runs a verb of the command line; what it says is shown. */
  static int run(String... arguments) {
    StringWriter said = new StringWriter();
    int code = Sawang.commandLine().setOut(new PrintWriter(said)).execute(arguments);
    System.out.println(said);
    return code;
  }

  String mqtt() {
    return "tcp://" + Ports.HOST + ':' + ports.mqtt();
  }

  String kafka() {
    return Ports.HOST + ':' + ports.kafka();
  }

  /** JDBC address with the owner's login. */
  String jdbcOwner() {
    return database.withLogin(database.owner());
  }

  /** JDBC address with the viewer's login. */
  String jdbc() {
    return database.viewerUrl();
  }

  BridgeConfig bridge() {
    return BridgeConfig.of(mqtt(), "proof-bridge", kafka());
  }

  JobSettings job() {
    return JobSettings.of(
            kafka(),
            new DatabaseAddress(database.url(), database.jobs().user(), database.jobs().password()),
            directory.resolve("checkpoints").toUri())
        .withCheckpointInterval(CHECKPOINT_INTERVAL);
  }

  /** How many records of the readings topic the newest complete checkpoint of the job covers. */
  static long covered(Admin admin) throws Exception {
    long covered = 0;
    for (String group : List.of("sawang-jobs-readings", "sawang-jobs-backlog")) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      covered +=
          committed.entrySet().stream()
              .filter(e -> e.getKey().topic().equals(Topics.READINGS) && e.getValue() != null)
              .mapToLong(e -> e.getValue().offset())
              .sum();
    }
    return covered;
  }

  @Override
  public void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
