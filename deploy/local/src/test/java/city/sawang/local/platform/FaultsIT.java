package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.sawang.local.Checkout;
import city.sawang.local.CommandFailure;
import city.sawang.local.health.DeadThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does to a running platform what a city does to it, and counts the seconds. */
class FaultsIT {
  private static final Logger LOG = LoggerFactory.getLogger(FaultsIT.class);
  private static final Duration LIMIT = Duration.ofSeconds(150);

  /** The promise is 5 s; what looks for it every 100 ms needs a little more. */
  private static final Duration NOTICED = Duration.ofMillis(5_500);

  private static final String TOPIC = "lighting/v1/mueang-nan/MUEANG-NAN-0001/reading";

  @TempDir private Path temporary;
  private int sent;

  /** A platform without a fleet; its data outlive it. */
  private final class Running implements AutoCloseable {
    private final DataDirectory data;
    private final EmbeddedPlatform platform;

    Running(String newLog) throws Exception {
      data = DataDirectory.take(temporary.resolve("data"));
      platform =
          new EmbeddedPlatform(
              new PlatformOptions(
                  "none",
                  Checkout.file("deploy/registry"),
                  Checkout.file("deploy/profiles"),
                  Checkout.file("deploy/grafana/dashboards"),
                  null,
                  1,
                  null,
                  null,
                  Ports::auto,
                  Duration.ofMinutes(1),
                  newLog,
                  PlatformOptions.IncidentWatch.NONE),
              data,
              new Progress(
                  new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)),
              DeadThreads.ofProcess());
      try {
        assertThat(platform.start(new StopSignal())).isTrue();
      } catch (Exception | AssertionError e) {
        close();
        throw e;
      }
    }

    void publish(int readings) throws Exception {
      MqttClient client =
          new MqttClient(platform.addresses().get("mqtt"), "device", new MemoryPersistence());
      try {
        client.connect();
        for (int i = 0; i < readings; i++) {
          sent++;
          String reading =
              "{\"observedAt\":\"%s\",\"bootId\":1,\"seq\":%s,\"energyTotalWh\":%s,\"activePowerW\":40.0,\"lampOn\":true}"
                  .formatted(Instant.now().minusSeconds(3600 - sent), sent, sent);
          client.publish(TOPIC, reading.getBytes(StandardCharsets.UTF_8), 1, false);
        }
        client.disconnect();
      } finally {
        client.close();
      }
    }

    long archived() throws SQLException {
      try (Connection connection = DriverManager.getConnection(platform.addresses().get("jdbc"));
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT count(*) FROM operations.reading")) {
        row.next();
        return row.getLong(1);
      }
    }

    /** Waits until all that was sent is there and the platform says it is ready. */
    void awaitAll() {
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .pollInterval(Duration.ofMillis(100))
          .until(() -> archived() == sent && get("/readyz").statusCode() == 200);
    }

    HttpResponse<String> get(String path) throws Exception {
      URI metrics = URI.create(platform.addresses().get("metrics"));
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(metrics.resolve(path)).timeout(Duration.ofSeconds(2)).build(),
              HttpResponse.BodyHandlers.ofString());
    }

    /** From the fault to 503 with this reason, and from the fault to data that flow again. */
    void survives(String fault, String reason) throws Exception {
      long began = System.nanoTime();
      await(fault + ": not ready for " + reason)
          .atMost(NOTICED)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                HttpResponse<String> answer = get("/readyz");
                return answer.statusCode() == 503 && answer.body().contains(reason);
              });
      double noticed = (System.nanoTime() - began) / 1e9;
      publish(5);
      awaitAll();
      LOG.warn(
          "{}: not ready after {} s, flowing again after {} s",
          fault,
          noticed,
          (System.nanoTime() - began) / 1e9);
    }

    @Override
    public void close() throws Exception {
      platform.close();
      data.close();
    }
  }

  private void killPostgres() throws IOException {
    Path pid = temporary.resolve("data/postgresql/data/postmaster.pid");
    ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0).strip()))
        .orElseThrow()
        .destroyForcibly();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aPlatformSaysWhatItLacksAndComesBack() throws Exception {
    try (Running sawang = new Running("")) {
      sawang.publish(20);
      sawang.awaitAll();
      healthAnswersWhileRequestsHang(sawang);

      killPostgres();
      sawang.survives("PostgreSQL killed", "database does not answer");

      sawang.platform.job().stop();
      sawang.survives("job canceled", "job is CANCELED");
    }

    // when: Kafka's directory is thrown away, and the checkpoints are kept
    delete(temporary.resolve("data/kafka"));

    // then: refused, with the way on, which loses nothing
    String newLog = refusedLog();
    try (Running sawang = new Running(newLog)) {
      sawang.publish(30);
      sawang.awaitAll();
    }
    try (Running sawang = new Running("")) {
      sawang.publish(3);
      sawang.awaitAll();
    }
  }

  private String refusedLog() {
    String[] name = new String[1];
    assertThatThrownBy(() -> new Running("").close())
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("another log")
        .satisfies(
            refused -> {
              String message = refused.getMessage();
              name[0] = message.substring(message.lastIndexOf(' ') + 1);
            });
    return name[0];
  }

  private static void healthAnswersWhileRequestsHang(Running sawang) throws Exception {
    URI metrics = URI.create(sawang.platform.addresses().get("metrics"));
    List<Socket> hanging = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Socket socket = new Socket(metrics.getHost(), metrics.getPort());
        socket
            .getOutputStream()
            .write("GET /readyz HTTP/1.1\r\nHost:".getBytes(StandardCharsets.UTF_8));
        hanging.add(socket);
      }
      for (String path : List.of("/livez", "/readyz", "/metrics")) {
        assertThat(sawang.get(path).statusCode()).isEqualTo(200);
      }
    } finally {
      for (Socket socket : hanging) {
        socket.close();
      }
    }
  }
}
