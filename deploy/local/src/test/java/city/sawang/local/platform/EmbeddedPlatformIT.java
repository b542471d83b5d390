package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.flink.Checkpoints;
import city.sawang.local.Checkout;
import city.sawang.local.cli.Sawang;
import city.sawang.local.health.DeadThreads;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole platform in this JVM: what goes in at MQTT comes out of the public views. */
class EmbeddedPlatformIT {
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final String TOPIC = "lighting/v1/mueang-nan/MUEANG-NAN-0001/reading";

  private static final String DATA = "data with a space";

  @TempDir private Path temporary;

  /** A running platform without a fleet; its data outlives it. */
  private final class Running implements AutoCloseable {
    private final DataDirectory data;
    private final EmbeddedPlatform platform;

    Running() throws Exception {
      PlatformOptions options =
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
              "",
              PlatformOptions.IncidentWatch.NONE);
      data = DataDirectory.take(temporary.resolve(DATA));
      platform =
          new EmbeddedPlatform(
              options,
              data,
              new Progress(
                  new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)),
              DeadThreads.ofProcess());
      assertThat(platform.start(new StopSignal())).isTrue();
    }

    void publish(List<String> payloads) throws Exception {
      MqttClient client =
          new MqttClient(platform.addresses().get("mqtt"), "device", new MemoryPersistence());
      try {
        client.connect();
        for (String payload : payloads) {
          client.publish(TOPIC, payload.getBytes(StandardCharsets.UTF_8), 1, false);
        }
        client.disconnect();
      } finally {
        client.close();
      }
    }

    String query(String sql) throws SQLException {
      try (Connection connection = DriverManager.getConnection(platform.addresses().get("jdbc"));
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        return row.next() ? row.getString(1) : null;
      }
    }

    void awaitQuery(String sql, String expected) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(() -> assertThat(query(sql)).isEqualTo(expected));
    }

    /** Exit code of {@code sawang recompute --check} on this platform. */
    int recomputeCheck() {
      return Sawang.commandLine().execute("recompute", "--check", "--data", data.path().toString());
    }

    String metrics() throws Exception {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(platform.addresses().get("metrics"))).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }

    int get(String path) throws Exception {
      URI metrics = URI.create(platform.addresses().get("metrics"));
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(metrics.resolve(path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }

    @Override
    public void close() throws Exception {
      platform.close();
      data.close();
    }
  }

  private static String reading(Instant at, int seq, String energyWh) {
    return "{\"observedAt\":\"%s\",\"bootId\":1,\"seq\":%d,\"energyTotalWh\":%s,\"activePowerW\":40.0,\"lampOn\":true}"
        .formatted(at, seq, energyWh);
  }

  @Test
  void readingsReachTheViewsBadOnesTheQuarantineAndBothSurviveARestart() throws Exception {
    // given: the second half of a quarter hour, a little ago
    Instant quarter =
        Instant.ofEpochSecond(Math.floorDiv(Instant.now().getEpochSecond() - 1800, 900) * 900);
    String first = reading(quarter.plus(1, ChronoUnit.MINUTES), 1, "1000.000");
    String second = reading(quarter.plus(6, ChronoUnit.MINUTES), 2, "1004.125");
    String third = reading(quarter.plus(11, ChronoUnit.MINUTES), 3, "1008.250");

    try (Running sawang = new Running()) {
      sawang.publish(
          List.of(
              first,
              "{\"observedAt\":",
              second,
              second,
              "{\"observedAt\":\"2000-01-01T00:00:00Z\",\"activePowerW\":1}"));

      sawang.awaitQuery("SELECT count(*) FROM operations.reading", "2");
      sawang.awaitQuery(
          "SELECT string_agg(reason, ',' ORDER BY reason) FROM quality.quarantine",
          "NOT_JSON,TIME_TOO_OLD");
      sawang.awaitQuery("SELECT energy_wh FROM energy.lamp_quarter_hour", "4.125");
      sawang.awaitQuery(
          "SELECT received || '=' || accepted || '+' || duplicate || '+' || quarantined || '"
              + " unexplained ' || unexplained FROM quality.ledger",
          "5=2+1+2 unexplained 0");
      await().atMost(LIMIT).untilAsserted(() -> assertThat(sawang.get("/readyz")).isEqualTo(200));
      assertThat(sawang.get("/livez")).isEqualTo(200);
    }

    // The state lies where the next start looks for it, whatever the directory is called.
    assertThat(Checkpoints.newestComplete(temporary.resolve(DATA).resolve("checkpoints").toUri()))
        .isPresent();

    // when: everything was stopped and starts again from the same data
    try (Running sawang = new Running()) {
      sawang.publish(List.of(second, third));

      // then: what came before is remembered, as rows and as the meaning of the next reading
      sawang.awaitQuery("SELECT energy_wh FROM energy.lamp_quarter_hour", "8.250");
      sawang.awaitQuery("SELECT count(*) FROM operations.reading", "3");
      sawang.awaitQuery(
          "SELECT sum(received) || '=' || sum(accepted) || '+' || sum(duplicate) || '+' ||"
              + " sum(quarantined) FROM quality.ledger",
          "7=3+2+2");
      // … and all of it is what comes out of the archive once more.
      assertThat(sawang.recomputeCheck()).isZero();
      sawang.awaitQuery("SELECT count(*) FROM quality.invariant_check", "9");
      assertThat(sawang.metrics())
          .contains("sawang_invariant_checked_age_seconds{invariant=\"CITY_NIGHT\"}");
    }
  }
}
