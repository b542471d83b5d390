package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.verify.RoleProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the disk under a running platform: it ends in order with one clear line, and when there is
 * room again, nothing that was acknowledged is missing.
 */
@Tag("kill")
class DiskOfPlatformIsFullIT {
  private static final Logger LOG = LoggerFactory.getLogger(DiskOfPlatformIsFullIT.class);

  @TempDir private Path temporary;
  private Path disk;

  /** Holds a mount namespace with a small disk. */
  private Process holder;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(temporary.resolve("disk"));
    Path mounted = temporary.resolve("mounted");
    holder =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=450m tmpfs '%s' && touch '%s' && exec sleep 1200"
                    .formatted(disk, mounted))
            .start();
    while (holder.isAlive() && !Files.exists(mounted)) {
      assertThat(holder.waitFor(100, TimeUnit.MILLISECONDS)).isIn(true, false);
    }
    assumeThat(Files.exists(mounted)).as("skipped: no right to mount a small disk").isTrue();
  }

  @AfterEach
  void unmount() {
    holder.destroyForcibly();
  }

  private Process inside(Path output, List<String> command) throws Exception {
    List<String> whole =
        new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid()), "-m"));
    whole.addAll(command);
    return new ProcessBuilder(whole)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private Process up(Path output, Path ready) throws Exception {
    return inside(
        output,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Dsawang.home=" + RoleProcess.home(),
            "-cp",
            System.getProperty("java.class.path"),
            "city.sawang.local.cli.Sawang",
            "up",
            "--data",
            disk.resolve("data").toString(),
            "--fleet",
            "none",
            "--ports",
            "auto",
            "--ready-file",
            ready.toString()));
  }

  private JsonNode awaitReady(Process up, Path ready) throws Exception {
    await()
        .atMost(Duration.ofMinutes(4))
        .failFast(() -> !up.isAlive())
        .until(() -> Files.exists(ready));
    return new ObjectMapper().readTree(ready.toFile());
  }

  /** Publishes until the broker takes no more; how many it has acknowledged. */
  private static int publish(String mqtt) throws Exception {
    int acknowledged = 0;
    MqttClient client = new MqttClient(mqtt, "device", new MemoryPersistence());
    try {
      client.setTimeToWait(5_000);
      client.connect();
      while (acknowledged < 20_000) {
        // Refused, and kept in quarantine by its own bytes.
        String payload = "{\"n\":" + acknowledged + ",\"" + "x".repeat(2_000);
        client.publish(
            "lighting/v1/mueang-nan/MUEANG-NAN-0001/reading",
            payload.getBytes(StandardCharsets.UTF_8),
            1,
            false);
        acknowledged++;
      }
    } catch (MqttException full) {
      LOG.info("the broker takes no more: {}", full.toString());
    } finally {
      client.close(true);
    }
    return acknowledged;
  }

  @Test
  void aFullDiskEndsInOneLineAndLosesNothing() throws Exception {
    Path ready = temporary.resolve("ready.json");
    Path output = temporary.resolve("output.log");
    Process up = up(output, ready);
    int acknowledged;
    try {
      JsonNode addresses = awaitReady(up, ready);
      // when
      inside(
              temporary.resolve("dd.log"),
              List.of("dd", "if=/dev/zero", "of=" + disk.resolve("filler"), "bs=1M"))
          .waitFor();
      long filled = System.nanoTime();
      acknowledged = publish(addresses.path("mqtt").asText());
      // then
      assertThat(up.waitFor(3, TimeUnit.MINUTES)).isTrue();
      LOG.warn(
          "disk full: ended after {} s, {} messages acknowledged in between",
          (System.nanoTime() - filled) / 1e9,
          acknowledged);
      assertThat(up.exitValue()).isEqualTo(1);
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(printed).containsPattern("sawang: .*has given up.*full").doesNotContain("\tat ");
      assertThat(OurProcesses.of(disk).processes())
          .allMatch(process -> process.endsWith(Long.toString(holder.pid())));
    } finally {
      up.destroyForcibly();
    }
    // when: there is room again
    inside(temporary.resolve("rm.log"), List.of("rm", disk.resolve("filler").toString())).waitFor();
    Files.delete(ready);
    Process again = up(temporary.resolve("again.log"), ready);
    try {
      JsonNode addresses = awaitReady(again, ready);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> quarantined(addresses.path("jdbc").asText()) >= acknowledged);
    } finally {
      new ProcessBuilder("kill", Long.toString(again.pid())).start().waitFor();
      if (!again.waitFor(90, TimeUnit.SECONDS)) {
        again.destroyForcibly();
      }
    }
  }

  private static long quarantined(String jdbc) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM quality.quarantine")) {
      row.next();
      return row.getLong(1);
    }
  }
}
