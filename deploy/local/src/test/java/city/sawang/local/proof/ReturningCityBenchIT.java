package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.profile.Profiles;
import city.sawang.jobs.JobSettings;
import city.sawang.jobs.SawangJobs;
import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.RunningJob;
import city.sawang.jobs.flink.TaskManagerMemory;
import city.sawang.local.platform.Ports;
import city.sawang.local.proof.FreshReadings.Times;
import city.sawang.local.proof.FreshReadings.View;
import city.sawang.local.services.BridgeService;
import city.sawang.local.services.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A city returns after three days while others report: how long their fresh readings take from MQTT
 * to the views, before, while the city sends, and while the jobs catch up; and the same when old
 * readings have no lane of their own. Broker, bridge, Kafka and job run in this JVM, all on the
 * same cores.
 *
 * <p>{@code mvn -B -Pbench -pl deploy/local -am verify -Dtest=none -Dit.test=ReturningCityBenchIT
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false}; {@code -Dsawang.bench.lamps=5000} for the whole city.
 */
@Tag("bench")
class ReturningCityBenchIT {
  private static final int HEAP_MEGABYTES = 256;
  private static final int LAMPS = Integer.getInteger("sawang.bench.lamps", 1_000);
  private static final int READINGS = Integer.getInteger("sawang.bench.readings", 284);
  private static final List<String> OTHERS = FreshReadings.cities(20);
  private static final Duration CHECKPOINTS = Duration.ofSeconds(3);
  private static final Duration WARM =
      Duration.ofSeconds(Integer.getInteger("sawang.bench.warm.seconds", 15));
  private static final Duration MEASURED =
      Duration.ofSeconds(Integer.getInteger("sawang.bench.seconds", 45));
  private static final Duration LAST_SEEN = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** Nothing is as old as that: every reading is fresh. */
  private static final Duration NEVER = Duration.ofDays(3);

  @TempDir private Path directory;

  /** What one run showed. */
  private record Run(
      Map<View, Times> normal,
      Map<View, Times> arriving,
      Map<View, Times> meanwhile,
      Map<View, Times> whole,
      double throughWhenSent,
      double perSecond) {
    /** From its first message until the last of it is through. */
    double factor(View view) {
      return whole.get(view).p99() / normal.get(view).p99();
    }

    void print(String name) {
      for (View view : View.values()) {
        System.out.printf(
            Locale.ROOT,
            "MEASURED %s, %s: normally %s; while the city sends %s (p99 times %.2f), then %.0f %%"
                + " of it are through; while the rest catches up %s; all the time %s, p99 times"
                + " %.2f; backlog %.0f readings/s%n",
            name,
            view,
            normal.get(view),
            arriving.get(view),
            arriving.get(view).p99() / normal.get(view).p99(),
            100 * throughWhenSent,
            meanwhile.get(view),
            whole.get(view),
            factor(view),
            perSecond);
      }
    }
  }

  @Test
  void othersAreNotDelayedByACityThatReturns() throws Exception {
    Path registry = directory.resolve("registry");
    ReturningCity.register(registry, ReturningCity.ID, LAMPS);
    for (String other : OTHERS) {
      ReturningCity.register(registry, other, FreshReadings.LAMPS_PER_CITY);
    }
    try (PostgresServer postgres =
        new PostgresServer(
            directory.resolve("pg"), Ports.HOST, Ports.auto().postgres(), Road.SECRET)) {
      Run with = run(registry, postgres, "lane", BridgeConfig.DEFAULT_BACKLOG_AGE);
      with.print("with the lane");
      Run without = run(registry, postgres, "mixed", NEVER);
      without.print("without it");
      for (View view : View.values()) {
        assertThat(with.factor(view)).as(view + " with the lane").isLessThan(2);
        assertThat(without.factor(view)).as(view + " without it").isGreaterThan(2);
      }
    }
  }

  private Run run(Path registry, PostgresServer postgres, String name, Duration backlogAge)
      throws Exception {
    try (Road road = new Road(directory.resolve(name), postgres, name)) {
      road.register(registry);
      JobSettings settings = road.job().withParallelism(2).withCheckpointInterval(CHECKPOINTS);
      try (EmbeddedFlink flink =
              EmbeddedFlink.start(
                  settings.flink(),
                  FlinkPlace.local(),
                  0,
                  TaskManagerMemory.of(HEAP_MEGABYTES, 0, settings.parallelism()),
                  new Configuration());
          RunningJob job = flink.run(options -> SawangJobs.graph(settings, options));
          BridgeService bridge =
              new BridgeService(
                  road.bridge().withBacklogAge(backlogAge),
                  Profiles.none(),
                  new SimpleMeterRegistry())) {
        bridge.awaitReady(LIMIT, () -> false);
        System.out.println("Flink " + flink.webAddress() + ", job " + job.id());
        try (FreshReadings fresh = new FreshReadings(road.mqtt(), road.jdbc(), OTHERS)) {
          return measure(road, fresh);
        }
      }
    }
  }

  private static Run measure(Road road, FreshReadings fresh) throws Exception {
    // Warm: what is compiled only while the city returns would count against it.
    new ReturningCity(LAMPS / 10, READINGS / 3).comeBack(road.mqtt(), Instant.now());
    TimeUnit.SECONDS.sleep(WARM.toSeconds());
    long quiet = System.nanoTime();
    TimeUnit.SECONDS.sleep(MEASURED.toSeconds());

    ReturningCity city = new ReturningCity(LAMPS, READINGS);
    long before = readings(road.jdbc());
    long sending = System.nanoTime();
    city.comeBack(road.mqtt(), Instant.now());
    long through = readings(road.jdbc());
    long began = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(LIMIT)
        .until(
            () ->
                System.nanoTime() - began > MEASURED.toNanos()
                    || readings(road.jdbc()) - before >= city.total());
    long end = System.nanoTime();
    long now = readings(road.jdbc());
    // The newest of them had no time to be seen.
    TimeUnit.SECONDS.sleep(LAST_SEEN.toSeconds());
    return new Run(
        fresh.times(quiet, sending),
        fresh.times(sending, began),
        fresh.times(began, end),
        fresh.times(sending, end),
        (through - before) / (double) city.total(),
        (now - through) * 1e9 / (end - began));
  }

  private static long readings(String jdbc) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT coalesce(sum(received), 0) FROM quality.ledger WHERE city_id ="
                    + " 'returning'")) {
      count.next();
      return count.getLong(1);
    }
  }
}
