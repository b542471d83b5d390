package city.sawang.local.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attacks the health port. */
class HealthServerIT {
  private final AtomicReference<Supplier<List<String>>> reasons = new AtomicReference<>(List::of);
  private final List<Socket> hanging = new ArrayList<>();
  private int port;
  private HealthServer server;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics.counter("things").increment();
    server = new HealthServer("127.0.0.1", port, metrics, () -> reasons.get().get());
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : hanging) {
      socket.close();
    }
    server.close();
  }

  private String ask(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(4_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  private void hang(int connections, String begun) throws IOException {
    for (int i = 0; i < connections; i++) {
      Socket socket = new Socket("127.0.0.1", port);
      socket.getOutputStream().write(begun.getBytes(StandardCharsets.UTF_8));
      hanging.add(socket);
    }
  }

  @Test
  void itAnswers() throws IOException {
    assertThat(get("/livez")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nalive\n");
    assertThat(get("/readyz?verbose")).startsWith("HTTP/1.1 200").endsWith("ready\n");
    assertThat(get("/metrics")).contains("version=0.0.4", "things_total 1.0");
    assertThat(get("/other")).startsWith("HTTP/1.1 404");
    assertThat(ask("HEAD /livez HTTP/1.1\r\n\r\n"))
        .contains("Content-Length: 6")
        .doesNotContain("alive");
    assertThat(ask("DELETE /livez HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405");
    assertThat(ask("\r\n\r\n")).startsWith("HTTP/1.1 405");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    reasons.set(() -> List.of("job x is CANCELED", "database does not answer"));
    assertThat(get("/readyz"))
        .startsWith("HTTP/1.1 503")
        .endsWith("job x is CANCELED\ndatabase does not answer\n");
    reasons.set(
        () -> {
          throw new IllegalStateException("planted");
        });
    assertThat(get("/readyz")).startsWith("HTTP/1.1 503").contains("planted");
    assertThat(get("/livez")).startsWith("HTTP/1.1 200");
  }

  @Test
  void fiftyRequestsThatNeverEndSilenceNobody() throws IOException {
    hang(25, "GET /readyz HTTP/1.1\r\nX: ");
    hang(25, "");
    for (int i = 0; i < 20; i++) {
      assertThat(get("/readyz")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void moreThanItHoldsPushOutTheOldest() throws IOException {
    hang(300, "GET /readyz HT");
    assertThat(get("/readyz")).startsWith("HTTP/1.1 200");
    hang(300, "POST / HTTP/1.1\r\n");
    assertThat(get("/metrics")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aRequestWithoutEndIsRefused() throws IOException {
    assertThat(ask("GET /livez HTTP/1.1\r\nX: " + "y".repeat(8 << 10))).startsWith("HTTP/1.1 400");
  }
}
