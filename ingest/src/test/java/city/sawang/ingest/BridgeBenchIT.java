package city.sawang.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.KafkaSettings;
import city.sawang.ingest.kafka.KafkaTail;
import city.sawang.ingest.kafka.KafkaTopics;
import city.sawang.ingest.kafka.RestartableKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge against a bare Paho loop that only acknowledges: the same preloaded messages, the same
 * JVM flags, in turn. Needs mosquitto, which is installed by hand.
 */
@Tag("bench")
class BridgeBenchIT {
  private static final List<String> FLAGS = List.of("-Xmx128m", "-Xms128m", "-XX:+UseSerialGC");
  private static final int MESSAGES = Integer.getInteger("bench.messages", 600_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final int LOADERS = 4;
  private static final int OUTAGE_SECONDS = Integer.getInteger("bench.outage.seconds", 120);
  private static final int LIVE_PER_SECOND = 500;

  private record Result(
      String role, double perSecond, double cpuMicros, double residentMegabytes) {}

  private String broker;
  private String bootstrap;
  private Process mosquitto;
  private Process kafka;
  private Path kafkaDirectory;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/mosquitto")), "skipped: no mosquitto");
    int port = RestartableKafka.freePort();
    int kafkaPort = RestartableKafka.freePort();
    broker = "tcp://127.0.0.1:" + port;
    bootstrap = "127.0.0.1:" + kafkaPort;
    Path settings = directory.resolve("mosquitto.conf");
    Files.writeString(
        settings,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        max_queued_messages 0
        max_inflight_messages 0
        user root
        """
            .formatted(port, directory));
    mosquitto =
        new ProcessBuilder("/usr/sbin/mosquitto", "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.log").toFile())
            .start();
    kafkaDirectory = directory.resolve("kafka");
    startKafka();
    KafkaTopics.ensure(KafkaSettings.of(bootstrap), 8, 2, (short) 1, Duration.ofSeconds(60));
  }

  private void startKafka() throws IOException {
    kafka = child("kafka", kafkaDirectory.toString(), bootstrap.split(":")[1]);
    line(kafka, "KAFKA ");
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (kafka != null) {
      kafka.destroyForcibly().waitFor();
      mosquitto.destroyForcibly().waitFor();
    }
  }

  @Test
  void drainsAPreloadedBrokerAlmostAsFastAsPahoAlone() throws Exception {
    List<Result> results = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String role : List.of("bare", "bridge")) {
        preload(broker);
        results.add(drain(role, broker, bootstrap));
        System.out.println(results.get(results.size() - 1));
      }
    }
    report(results);
  }

  @Test
  void whileKafkaIsAwayMemoryStaysFlatAndEverythingArrivesAfter() throws Exception {
    // given: a live stream
    int total = OUTAGE_SECONDS * LIVE_PER_SECOND * 2;
    beginSession(broker);
    Process bridge =
        child("bridge", broker, bootstrap, Integer.toString(1), Integer.toString(total));
    try (KafkaTail tail = new KafkaTail(bootstrap)) {
      MqttAsyncClient session = connect(broker, "live", true);
      CompletableFuture<Void> live = CompletableFuture.runAsync(() -> trickle(session, total));
      int before = OUTAGE_SECONDS * LIVE_PER_SECOND / 4;
      await().atMost(Duration.ofMinutes(5)).until(() -> tail.seqs("mueang-nan").size() > before);
      long calm = residentKilobytes(bridge);
      // when
      kafka.destroyForcibly().waitFor();
      Instant end = Instant.now().plusSeconds(OUTAGE_SECONDS);
      AtomicLong most = new AtomicLong();
      await()
          .atMost(Duration.ofSeconds(OUTAGE_SECONDS + 10))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                most.accumulateAndGet(residentKilobytes(bridge), Math::max);
                return Instant.now().isAfter(end);
              });
      startKafka();
      // then
      live.join();
      await().atMost(Duration.ofMinutes(5)).until(() -> tail.seqs("mueang-nan").size() >= total);
      System.out.printf(
          "Kafka away for %d s at %d msg/s: %d of %d arrived, RSS %d MB before, at most %d MB%n",
          OUTAGE_SECONDS,
          LIVE_PER_SECOND,
          tail.seqs("mueang-nan").size(),
          total,
          calm / 1024,
          most.get() / 1024);
      assertThat(most.get()).isLessThan(350 * 1024);
    } finally {
      bridge.destroyForcibly().waitFor();
    }
  }

  private static void trickle(MqttAsyncClient client, int total) {
    long began = System.nanoTime();
    String now = Instant.now().toString();
    try {
      for (int seq = 0; seq < total; seq++) {
        long due = began + seq * (1_000_000_000L / LIVE_PER_SECOND);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        client.publish(
            "lighting/v1/mueang-nan/lamp-" + seq % 1000 + "/reading",
            payload(now, seq).getBytes(StandardCharsets.UTF_8),
            1,
            false);
      }
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long residentKilobytes(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static void report(List<Result> results) {
    double bareSpeed = median(results, "bare", true);
    double bridgeSpeed = median(results, "bridge", true);
    double bareCpu = median(results, "bare", false);
    double bridgeCpu = median(results, "bridge", false);
    System.out.printf(
        "bridge %.0f msg/s, %.1f µs CPU; bare Paho %.0f msg/s, %.1f µs CPU; ratios %.2f and %.2f%n",
        bridgeSpeed, bridgeCpu, bareSpeed, bareCpu, bridgeSpeed / bareSpeed, bridgeCpu / bareCpu);
    assertThat(results)
        .filteredOn(one -> one.role().equals("bridge"))
        .allSatisfy(one -> assertThat(one.residentMegabytes()).isLessThan(350));
    assertThat(bridgeSpeed / bareSpeed).isGreaterThan(0.9);
    assertThat(bridgeCpu / bareCpu).isLessThan(1.25);
  }

  private static double median(List<Result> results, String role, boolean speed) {
    double[] sorted =
        results.stream()
            .filter(one -> one.role().equals(role))
            .mapToDouble(one -> speed ? one.perSecond() : one.cpuMicros())
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private static Result drain(String role, String broker, String bootstrap) throws IOException {
    Process process =
        child(role, broker, bootstrap, Integer.toString(MESSAGES / 2), Integer.toString(MESSAGES));
    String[] parts = line(process, "RESULT ").split(" ");
    return new Result(
        parts[1],
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]),
        Double.parseDouble(parts[4]) / 1024);
  }

  private static Process child(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        arguments[0].equals("kafka") ? List.of("-Xmx512m", "-XX:+UseParallelGC") : FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BenchChild.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String line(Process process, String start) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = out.readLine()) != null) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new IllegalStateException("a child ended without " + start);
  }

  /** A new session of the client id, and its messages. */
  private static void preload(String broker) throws MqttException {
    beginSession(broker);
    String now = Instant.now().toString();
    CompletableFuture<?>[] loaders =
        IntStream.range(0, LOADERS)
            .mapToObj(loader -> CompletableFuture.runAsync(() -> load(broker, loader, now)))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(loaders).join();
  }

  private static void beginSession(String broker) throws MqttException {
    MqttAsyncClient session = connect(broker, BenchChild.CLIENT_ID, true);
    session.subscribe(BenchChild.FILTER, 1).waitForCompletion(10_000);
    session.disconnect().waitForCompletion(10_000);
    session.close();
  }

  private static void load(String broker, int loader, String now) {
    Semaphore inFlight = new Semaphore(500);
    MqttActionListener acknowledged =
        new MqttActionListener() {
          @Override
          public void onSuccess(IMqttToken token) {
            inFlight.release();
          }

          @Override
          public void onFailure(IMqttToken token, Throwable why) {
            throw new IllegalStateException(why);
          }
        };
    try {
      MqttAsyncClient client = connect(broker, "loader-" + loader, true);
      for (int seq = loader; seq < MESSAGES; seq += LOADERS) {
        inFlight.acquireUninterruptibly();
        MqttMessage message = new MqttMessage(payload(now, seq).getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        client.publish(
            "lighting/v1/mueang-nan/lamp-" + seq % 1000 + "/reading", message, null, acknowledged);
      }
      inFlight.acquireUninterruptibly(500);
      client.disconnect().waitForCompletion(10_000);
      client.close();
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The example of the contract, 430 bytes. */
  private static String payload(String now, int seq) {
    return """
        {"observedAt":"%s","bootId":3,"seq":%d,"activePowerW":41.7,"energyTotalWh":234567.125,\
        "supplyVoltageV":229.4,"supplyCurrentA":0.19,"powerFactor":0.96,"frequencyHz":50.01,\
        "dimCommandPct":80,"dimActualPct":80,"lampOn":true,"relayOn":true,"operatingHours":5533.2,\
        "switchOnCount":812,"supplyLossCount":4,"controllerTempC":41.2,"rssiDbm":-97,\
        "overrideActive":false,"maintenanceMode":false,"historical":false,"deviceFaults":[]}"""
        .formatted(now, seq);
  }

  private static MqttAsyncClient connect(String broker, String clientId, boolean cleanStart)
      throws MqttException {
    MqttAsyncClient client = new MqttAsyncClient(broker, clientId, new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(cleanStart);
    options.setSessionExpiryInterval(Duration.ofDays(7).toSeconds());
    options.setReceiveMaximum(1000);
    options.setSocketFactory(new BenchChild.NoDelay());
    client.connect(options).waitForCompletion(10_000);
    return client;
  }
}
