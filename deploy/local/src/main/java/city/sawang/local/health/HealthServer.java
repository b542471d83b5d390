package city.sawang.local.health;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics and health of a process over HTTP: {@code /metrics} in the Prometheus text format, {@code
 * /livez} as long as the process answers, {@code /readyz} when data can flow.
 *
 * <p>Nobody can silence it: one thread waits for all requests at once, so a request that never ends
 * holds no thread; it is dropped after {@value HealthConnection#REQUEST_SECONDS} s, and the oldest of
 * them earlier when there are more than {@value #CONNECTIONS} connections.
 */
public final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
  private static final int CONNECTIONS = 64;
  private static final int THREADS = 2;
  private static final int WAITING_ANSWERS = 64;
  private static final long LOOK_AT_DEADLINES_MILLIS = 500;

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final Thread thread = new Thread(this::serve, "health");
  private final ThreadPoolExecutor answerers;
  private final Queue<Runnable> answered = new ConcurrentLinkedQueue<>();
  private final PrometheusMeterRegistry metrics;
  private final Supplier<List<String>> notReadyReasons;
  private volatile boolean closing;

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
    this.metrics = metrics;
    this.notReadyReasons = notReadyReasons;
    this.answerers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_ANSWERS),
            task -> {
              Thread answerer = new Thread(task, "health answers");
              answerer.setDaemon(true);
              return answerer;
            });
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(host, port), 2 * CONNECTIONS);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    while (!closing) {
      try {
        selector.select(LOOK_AT_DEADLINES_MILLIS);
        Queue<SelectionKey> ready = new ArrayDeque<>(selector.selectedKeys());
        selector.selectedKeys().clear();
        ready.forEach(this::serve);
        for (Runnable next = answered.poll(); next != null; next = answered.poll()) {
          next.run();
        }
        dropLate();
      } catch (IOException | RuntimeException e) {
        LOG.warn("a health request failed: {}", e.toString());
      }
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (!key.isValid()) {
        return;
      }
      if (key.isAcceptable()) {
        accept();
      } else if (key.isReadable()) {
        HealthConnection connection = (HealthConnection) key.attachment();
        Optional<String> request = connection.read();
        if (request.isPresent()) {
          answer(connection, request.get());
        }
      } else if (key.isWritable()) {
        ((HealthConnection) key.attachment()).write();
      }
    } catch (IOException | RuntimeException e) {
      // Whoever asked has gone.
      close(key);
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel == null) {
      return;
    }
    if (selector.keys().size() > CONNECTIONS) {
      connections()
          .min(Comparator.comparingLong(HealthConnection::deadline))
          .ifPresent(oldest -> close(oldest.key()));
    }
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    key.attach(new HealthConnection(key, System.nanoTime()));
  }

  private Stream<HealthConnection> connections() {
    return selector.keys().stream()
        .filter(SelectionKey::isValid)
        .map(SelectionKey::attachment)
        .filter(HealthConnection.class::isInstance)
        .map(HealthConnection.class::cast);
  }

  private void dropLate() {
    long now = System.nanoTime();
    connections()
        .filter(connection -> now - connection.deadline() > 0)
        .toList()
        .forEach(late -> close(late.key()));
  }

  /** Reasons may take their time: they are gathered elsewhere. */
  private void answer(HealthConnection connection, String path) {
    try {
      answerers.execute(
          () -> {
            HealthAnswer answer = answer(path);
            answered.add(
                () -> {
                  try {
                    connection.answer(answer, System.nanoTime());
                  } catch (IOException | RuntimeException gone) {
                    close(connection.key());
                  }
                });
            selector.wakeup();
          });
    } catch (RejectedExecutionException tooMany) {
      close(connection.key());
    }
  }

  private HealthAnswer answer(String path) {
    try {
      return switch (path) {
        case "/metrics" -> HealthAnswer.metrics(metrics.scrape());
        case "/livez" -> HealthAnswer.text(200, "alive\n");
        case "/readyz" -> readiness();
        default -> HealthAnswer.text(404, "expected /metrics, /livez or /readyz\n");
      };
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{} cannot be answered", path, e);
      return HealthAnswer.text(503, "cannot be told: " + e + "\n");
    }
  }

  private HealthAnswer readiness() {
    List<String> now = notReadyReasons.get();
    return now.isEmpty()
        ? HealthAnswer.text(200, "ready\n")
        : HealthAnswer.text(503, String.join("\n", now) + "\n");
  }

  private static void close(SelectionKey key) {
    try {
      key.cancel();
      key.channel().close();
    } catch (IOException gone) {
      LOG.debug("closing a health request", gone);
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answerers.shutdownNow();
    listener.close();
    connections().toList().forEach(connection -> close(connection.key()));
    selector.close();
  }
}
