package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.flink.FlinkSettings;
import city.sawang.local.Checkout;
import city.sawang.local.health.DeadThreads;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;

/** The whole platform without a fleet, spoken to from outside: MQTT in, public views out. */
public final class PlatformFixture implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final DataDirectory data;
  private final EmbeddedPlatform platform;
  private final MqttClient device;

  /**
   * Returns when it accepts traffic.
   *
   * @param directory empty
   * @param registry what {@code --registry} names
   */
  public PlatformFixture(Path directory, Path registry) throws Exception {
    data = DataDirectory.take(directory);
    platform =
        new EmbeddedPlatform(
            new PlatformOptions(
                "none",
                registry,
                Checkout.file("deploy/profiles"),
                Checkout.file("deploy/grafana/dashboards"),
                null,
                1,
                null,
                null,
                Ports::auto,
                Duration.ofMinutes(1),
                "",
                PlatformOptions.IncidentWatch.NONE),
            data,
            new Progress(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)),
            DeadThreads.ofProcess());
    try {
      assertThat(platform.start(new StopSignal())).isTrue();
      device = new MqttClient(platform.addresses().get("mqtt"), "device", new MemoryPersistence());
      device.connect();
    } catch (Exception | AssertionError e) {
      // Kafka would end this process when its directory is taken away from under it.
      platform.close();
      data.close();
      throw e;
    }
  }

  /** Publishes with QoS 1; returns when the broker has acknowledged. */
  public void publish(String topic, byte[] payload) throws Exception {
    device.publish(topic, payload, 1, false);
  }

  /** Publishes text with QoS 1. */
  public void publish(String topic, String payload) throws Exception {
    publish(topic, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** The rows of a query as the viewer's login sees them, columns joined by a bar, NULL as null. */
  public List<String> rows(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(platform.addresses().get("jdbc"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          row.append(column == 1 ? "" : "|").append(rows.getString(column));
        }
        found.add(row.toString());
      }
      return found;
    }
  }

  /** Waits until a query gives exactly these rows. */
  public void awaitRows(String sql, String... expected) {
    await(sql)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(rows(sql)).containsExactly(expected));
  }

  /** How Flink is to run the jobs. */
  public FlinkSettings flinkSettings() {
    return platform.flinkSettings();
  }

  /** Where Flink answers. */
  public URI flink() {
    return URI.create(platform.addresses().get("flink"));
  }

  /** How often Flink has restarted the job. */
  public long restarts() throws Exception {
    URI flink = flink();
    JsonNode jobs = new ObjectMapper().readTree(flink.resolve("/jobs").toURL());
    String id = jobs.path("jobs").path(0).path("id").asText();
    URI metric = flink.resolve("/jobs/" + id + "/metrics?get=numRestarts");
    // Flink gathers its metrics when it is first asked for them, and answers with none until then.
    return await("restarts")
        .atMost(LIMIT)
        .until(
            () -> new ObjectMapper().readTree(metric.toURL()).path(0).path("value").asLong(-1),
            restarts -> restarts >= 0);
  }

  @Override
  public void close() throws Exception {
    device.disconnect();
    device.close();
    platform.close();
    data.close();
  }
}
