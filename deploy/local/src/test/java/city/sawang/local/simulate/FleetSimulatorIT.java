package city.sawang.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.broker.GatedMqtt;
import city.sawang.local.services.MqttBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet against the broker of this project. */
class FleetSimulatorIT {
  @TempDir private Path directory;

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void everyMessageIsAcknowledgedAlsoOverBrokenConnections() throws Exception {
    int port = freePort();
    Path ledger = directory.resolve("ledger.jsonl");
    FleetConfig config =
        FleetConfig.of(
                "tcp://127.0.0.1:" + port,
                SyntheticFleet.of(10, List.of("mueang-nan", "satun"), 60))
            .withFaults(FaultRates.parse("usual,reconnect=0.01,duplicate=0.1"))
            .withCount(3_000)
            .withLedger(ledger);
    // The fleet begins before the broker does: it has to wait for it.
    try (FleetSimulator fleet = FleetSimulator.start(config);
        AutoCloseable broker =
            new MqttBroker(
                directory.resolve("broker"),
                "127.0.0.1",
                port,
                new GatedMqtt(List.of(), new SimpleMeterRegistry()))) {
      fleet.awaitEnd();
      await().atMost(Duration.ofSeconds(60)).until(() -> fleet.unacknowledged() == 0);

      assertThat(fleet.acknowledged()).isEqualTo(3_000);
    }

    assertThat(lines(ledger, "{\"sent\":")).isEqualTo(3_000);
    assertThat(lines(ledger, "{\"ack\":")).isEqualTo(3_000);
    assertThat(lines(ledger, "{\"resent\":")).isPositive();
    assertThat(lines(ledger, "{\"end\":")).isEqualTo(1);
  }

  private static long lines(Path file, String prefix) throws Exception {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.startsWith(prefix)).count();
    }
  }

  @Test
  void aFleetRemembersItsCounters() throws Exception {
    Path memory = directory.resolve("fleet.memory");
    FleetConfig config =
        FleetConfig.of("tcp://127.0.0.1:1", SyntheticFleet.of(3, List.of("mueang-nan"), 60))
            .withHistory(Duration.ZERO)
            .withRunFor(Duration.ofMillis(50))
            .withStateFile(memory);

    try (FleetSimulator fleet = FleetSimulator.start(config)) {
      fleet.awaitEnd();
    }

    assertThat(FleetStateFile.load(memory))
        .containsOnlyKeys(
            "mueang-nan/sim-mueang-nan-00000",
            "mueang-nan/sim-mueang-nan-00001",
            "mueang-nan/sim-mueang-nan-00002");
  }
}
