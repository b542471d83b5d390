package city.sawang.local.proof;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Sends readings of a few lamps steadily, each with a power nobody else says, and looks when it can
 * be seen in a view: from the publishing to the answer of the query.
 */
final class FreshReadings implements AutoCloseable {
  static final int LAMPS_PER_CITY = 5;

  private static final Duration EVERY = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(40);

  /** What is looked at: query for lamp and the power that can be seen. */
  enum View {
    LAMP_NOW(
        "SELECT lamp_id, active_power_w FROM operations.lamp_now WHERE city_id LIKE 'fresh-%'"),
    QUARTER_HOUR(
        "SELECT lamp_id, max(active_power_max_w) FROM energy.lamp_quarter_hour WHERE city_id LIKE 'fresh-%' AND period_start >= now() - interval '20 minutes' GROUP BY lamp_id");

    private final String sql;

    View(String sql) {
      this.sql = sql;
    }
  }

  /** A reading on its way. */
  private record Sent(long milliwatts, long atNanos) {}

  /** A reading that was seen. */
  private record Seen(long sentAtNanos, long nanos) {}

  private final List<String> cities;
  private final MqttAsyncClient client;
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(3);
  private final Map<View, Map<String, List<Sent>>> waiting = new ConcurrentHashMap<>();
  private final Map<View, List<Seen>> taken = new ConcurrentHashMap<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private long count;

  /** Names of so many cities. */
  static List<String> cities(int count) {
    return IntStream.range(0, count).mapToObj(i -> "fresh-" + i).toList();
  }

  FreshReadings(String mqtt, String jdbc, List<String> cities) throws MqttException {
    this.cities = cities;
    client = ReturningCity.connect(mqtt, "fresh");
    for (View view : View.values()) {
      waiting.put(view, new ConcurrentHashMap<>());
      taken.put(view, new CopyOnWriteArrayList<>());
      clock.scheduleWithFixedDelay(
          guarded(() -> look(view, jdbc)), 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
    clock.scheduleAtFixedRate(guarded(this::send), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A task of the clock. */
  private interface Task {
    void run() throws MqttException, SQLException;
  }

  private Runnable guarded(Task task) {
    return () -> {
      try {
        task.run();
      } catch (MqttException | SQLException | RuntimeException e) {
        failures.add(e);
      }
    };
  }

  private void send() throws MqttException {
    long number = count++;
    int lamp = (int) (number % ((long) cities.size() * LAMPS_PER_CITY));
    String city = cities.get(lamp / LAMPS_PER_CITY);
    long seq = number / ((long) cities.size() * LAMPS_PER_CITY);
    Sent sent = new Sent(30_000 + seq, System.nanoTime());
    String lampId = city + "-L" + lamp % LAMPS_PER_CITY;
    waiting
        .values()
        .forEach(
            lamps -> lamps.computeIfAbsent(lampId, id -> new CopyOnWriteArrayList<>()).add(sent));
    client.publish(
        ReturningCity.topic(city, lamp % LAMPS_PER_CITY),
        ReturningCity.json(Instant.now(), seq, sent.milliwatts()).getBytes(StandardCharsets.UTF_8),
        1,
        false);
  }

  private void look(View view, String jdbc) throws SQLException {
    if (waiting.get(view).values().stream().allMatch(List::isEmpty)) {
      return;
    }
    Map<String, List<Sent>> lamps = waiting.get(view);
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement()) {
      do {
        Map<String, Long> seen = new ConcurrentHashMap<>();
        try (ResultSet row = statement.executeQuery(view.sql)) {
          while (row.next()) {
            if (row.getBigDecimal(2) != null) {
              seen.put(row.getString(1), row.getBigDecimal(2).movePointRight(3).longValue());
            }
          }
        }
        long now = System.nanoTime();
        seen.forEach(
            (lamp, milliwatts) ->
                lamps
                    .getOrDefault(lamp, new ArrayList<>())
                    .removeIf(
                        sent -> {
                          boolean there = sent.milliwatts() <= milliwatts;
                          if (there) {
                            taken.get(view).add(new Seen(sent.atNanos(), now - sent.atNanos()));
                          }
                          return there;
                        }));
      } while (!clock.awaitTermination(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What was sent between two moments: when it was seen, and how long what was not has waited so far.
   */
  Map<View, Times> times(long fromNanos, long toNanos) {
    if (!failures.isEmpty()) {
      throw new IllegalStateException("the benchmark itself failed", failures.get(0));
    }
    Map<View, Times> times = new ConcurrentHashMap<>();
    for (View view : View.values()) {
      List<Long> all = new ArrayList<>();
      taken.get(view).stream()
          .filter(seen -> seen.sentAtNanos() >= fromNanos && seen.sentAtNanos() < toNanos)
          .forEach(seen -> all.add(seen.nanos()));
      int seen = all.size();
      long now = System.nanoTime();
      waiting
          .get(view)
          .values()
          .forEach(
              sent ->
                  sent.stream()
                      .filter(one -> one.atNanos() >= fromNanos && one.atNanos() < toNanos)
                      .forEach(one -> all.add(now - one.atNanos())));
      times.put(view, Times.of(all, all.size() - seen));
    }
    return times;
  }

  /**
   * Times from publishing to visible.
   *
   * @param waiting so many of them were not seen yet, and count with their age
   */
  record Times(int count, int waiting, double p50, double p99, double longest) {
    static Times of(List<Long> nanos, int waiting) {
      List<Double> seconds = nanos.stream().map(one -> one / 1e9).sorted().toList();
      return seconds.isEmpty()
          ? new Times(0, waiting, 0, 0, 0)
          : new Times(
              seconds.size(),
              waiting,
              seconds.get(seconds.size() / 2),
              seconds.get((int) Math.min(seconds.size() - 1L, seconds.size() * 99L / 100)),
              seconds.get(seconds.size() - 1));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "p50 %.2f s, p99 %.2f s, longest %.2f s of %d (%d not seen yet)",
          p50,
          p99,
          longest,
          count,
          waiting);
    }
  }

  @Override
  public void close() throws MqttException {
    clock.shutdownNow();
    client.disconnect().waitForCompletion(10_000);
    client.close();
  }
}
