package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsIT {
  @Test
  void freePortsAreAccepted() {
    Ports ports = Ports.auto();

    assertThatCode(() -> ports.requireFree(true, true, true)).doesNotThrowAnyException();
  }

  @Test
  void everyTakenPortIsNamedWithItsRoleAndTheWayOut() throws IOException {
    try (ServerSocket kafka = taken();
        ServerSocket metrics = taken()) {
      Ports free = Ports.auto();
      Ports ports =
          new Ports(
              free.mqtt(),
              kafka.getLocalPort(),
              free.kafkaController(),
              free.postgres(),
              free.flink(),
              free.dashboards(),
              free.incidentApi(),
              metrics.getLocalPort());

      assertThatThrownBy(() -> ports.requireFree(true, true, true))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("port %d (Kafka)", kafka.getLocalPort())
          .hasMessageContaining("port %d (metrics)", metrics.getLocalPort())
          .hasMessageContaining("--ports auto");
    }
  }

  @Test
  void aPortThatSomebodyElseServesMayBeTaken() throws IOException {
    try (ServerSocket broker = taken()) {
      Ports free = Ports.auto();
      Ports ports =
          new Ports(
              broker.getLocalPort(),
              free.kafka(),
              free.kafkaController(),
              free.postgres(),
              free.flink(),
              free.dashboards(),
              free.incidentApi(),
              free.metrics());

      assertThatCode(() -> ports.requireFree(false, true, true)).doesNotThrowAnyException();
    }
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
