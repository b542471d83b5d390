package city.sawang.local.services;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Metrics and health of a process over HTTP: {@code /metrics} in the Prometheus text format, {@code
 * /livez} as long as the process answers, {@code /readyz} when data can flow.
 */
public final class HealthServer implements AutoCloseable {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final int THREADS = 2;

  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * Starts to answer.
   *
   * @param notReadyReasons why data cannot flow at this moment; empty: it can
   */
  public HealthServer(
      String host,
      int port,
      PrometheusMeterRegistry metrics,
      Supplier<List<String>> notReadyReasons)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(host, port), 0);
    threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "health");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, PROMETHEUS, metrics.scrape()));
    server.createContext("/livez", exchange -> answer(exchange, 200, PLAIN, "alive\n"));
    server.createContext(
        "/readyz",
        exchange -> {
          List<String> now = notReadyReasons.get();
          answer(
              exchange,
              now.isEmpty() ? 200 : 503,
              PLAIN,
              now.isEmpty() ? "ready\n" : String.join("\n", now) + "\n");
        });
    server.start();
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
