package city.sawang.local.services;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.kafka.KafkaTopics;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;

/** The embedded Kafka: one node in KRaft mode that is broker and controller at once. */
public final class KafkaServer implements AutoCloseable {
  private static final int NODE = 1;

  /** Readings and registry; how far the jobs can be spread. */
  private static final int PARTITIONS = 8;

  /** Of readings besides, for cities that return: as many as the platform has subtasks. */
  private static final int RESERVED = 2;

  private static final Duration TOPICS_LIMIT = Duration.ofSeconds(30);

  private final KafkaRaftServer server;

  /**
   * Formats the directory when it is new, then starts the node; it accepts clients, and the topics
   * are there, when the constructor returns.
   *
   * @param data directory of its logs, created when absent
   * @param host address to listen on and to tell clients
   * @param port TCP port for clients
   * @param controllerPort TCP port of the controller; nobody else speaks to it
   */
  public KafkaServer(Path data, String host, int port, int controllerPort) throws Exception {
    if (data.toString().contains(",")) {
      throw new IllegalArgumentException(
          data + ": expected a directory without a comma, at which Kafka would divide its name");
    }
    Files.createDirectories(data);
    if (!Files.exists(data.resolve("meta.properties"))) {
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, "UTF-8"))
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE)
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName("CONTROLLER")
          .setUnstableFeatureVersionsEnabled(false)
          .setIgnoreFormatted(true)
          .run();
    }
    server =
        new KafkaRaftServer(
            new KafkaConfig(settings(data, host, port, controllerPort)), Time.SYSTEM);
    server.startup();
    KafkaTopics.ensure(
        BridgeConfig.of("tcp://localhost:1883", "topics", host + ":" + port).kafka(),
        PARTITIONS,
        RESERVED,
        (short) 1,
        TOPICS_LIMIT);
  }

  /**
   * From now on a Kafka that gives up (it cannot write to its directory, say) does not end the whole
   * process from under the others: they are stopped first.
   *
   * @param givenUp hears why, once or more; called by the thread that gives up, which then waits
   */
  public static void whenItGivesUp(Consumer<String> givenUp) {
    Exit.Procedure tell =
        (status, message) -> {
          givenUp.accept(
              "Kafka has given up%s; its log says why: is the disk full?"
                  .formatted(message == null ? "" : ": " + message));
          // It must not go on, and nobody may be told that it has ended.
          LockSupport.park();
        };
    Exit.setExitProcedure(tell);
    Exit.setHaltProcedure(tell);
  }

  private static Map<String, String> settings(
      Path data, String host, int port, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("controller.quorum.voters", NODE + "@" + host + ":" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(host, port, host, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://%s:%d".formatted(host, port));
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", data.toString());
    // A typing mistake in a topic name must be an error and no new topic.
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "2");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "2");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // A restart after a hard stop need not wait long for the former self to be declared dead.
    settings.put("broker.session.timeout.ms", "5000");
    settings.put("broker.heartbeat.interval.ms", "1000");
    // Sizes of one machine: the defaults are those of a data centre.
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    settings.put("log.segment.bytes", Integer.toString(128 << 20));
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("num.replica.fetchers", "1");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("message.max.bytes", Integer.toString(2 << 20));
    return settings;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
