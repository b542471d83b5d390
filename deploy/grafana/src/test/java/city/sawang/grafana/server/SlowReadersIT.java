package city.sawang.grafana.server;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.SeededDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowReadersIT {
  /** More than the threads of the server and the connections of its pool together. */
  private static final int READERS = 300;

  @Test
  void clientsThatNeverReadHoldNobodyUp() throws Exception {
    var config =
        DashboardConfig.local(
            0,
            CommittedFiles.dashboards(),
            SeededDatabase.shared().url(),
            SeededDatabase.AUDITOR,
            "");
    var silent = new ArrayList<Socket>();
    try (DashboardServer server = DashboardServer.start(config)) {
      for (int i = 0; i < READERS; i++) {
        silent.add(
            asksAndNeverReads(
                server,
                i % 2 == 0
                    ? "/webjars/echarts/5.5.0/echarts.min.js"
                    : "/api/dashboards/sawang-load-curve"));
      }

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              server.url()
                                  + "/api/dashboards/sawang-tonight/panels/7?var-city=mueang-nan"))
                      .timeout(Duration.ofSeconds(20))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
    } finally {
      close(silent);
    }
  }

  private static Socket asksAndNeverReads(DashboardServer server, String path) throws IOException {
    var socket = new Socket();
    // A tiny window: the answer cannot vanish into buffers of the operating system.
    socket.setReceiveBufferSize(1024);
    socket.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort()));
    String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path);
    // Pipelined, so that more is asked for than any buffer holds.
    socket.getOutputStream().write(request.repeat(8).getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
