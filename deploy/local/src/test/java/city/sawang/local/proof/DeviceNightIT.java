package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.platform.Ports;
import city.sawang.local.services.PostgresServer;
import city.sawang.local.simulate.DeviceFleet;
import city.sawang.local.simulate.FieldDeviceKind;
import city.sawang.local.simulate.FieldFaults;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.TimeLapse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One simulated night of every kind of device with the faults of the field, in a time lapse through
 * the real road; the bridge is away for some of its hours. Every message and every milliwatt-hour is
 * accounted for. The week of it, with kills, is {@code DeviceWeekIT}; this one takes half a minute.
 */
class DeviceNightIT {
  private static final Duration NIGHT = Duration.ofHours(10);
  private static final Duration PLAY = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int DEVICES = 20;
  private static final int INTERVAL_SECONDS = 900;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void everyDeviceIsProvenToTheMilliwattHour() throws Exception {
    Path registry = directory.resolve("registry");
    DeviceFleet fleet =
        DeviceFleet.of(FieldDeviceKind.parse(List.of("all")), DEVICES, INTERVAL_SECONDS);
    fleet.writeRegistry(registry);
    Path ledger = directory.resolve("ledger.jsonl");
    try (PostgresServer postgres =
            new PostgresServer(
                directory.resolve("postgres"), Ports.HOST, Ports.auto().postgres(), Road.SECRET);
        Road road = new Road(directory, postgres, "device_night", registry);
        JobUnderTest job =
            new JobUnderTest(Product.unbroken(), road.job(), Duration.ofMillis(300))) {
      double speed = NIGHT.toMillis() / (double) PLAY.toMillis();
      long dusk =
          Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS).toEpochMilli();
      // 11:30 UTC is 18:30 in Bangkok: every lamp has power and speaks at once.
      TimeLapse clock =
          new TimeLapse(
              Instant.now().toEpochMilli(), dusk + Duration.ofMinutes(690).toMillis(), speed);
      TimeLapseBridge first = new TimeLapseBridge(road.bridge(), clock);
      await().atMost(LIMIT).until(first::isReady);
      FleetConfig config =
          FleetConfig.of(road.mqtt(), fleet)
              .withClock(clock)
              .withHistory(Duration.ZERO)
              .withRunFor(NIGHT)
              .withFieldFaults(FieldFaults.parse("2%"))
              .withLedger(ledger);
      try (FleetSimulator playing = FleetSimulator.start(config)) {
        await().atMost(LIMIT).until(() -> playing.sent() > 350);
        first.close();
        try (TimeLapseBridge second = new TimeLapseBridge(road.bridge(), clock)) {
          playing.awaitEnd();
          await().atMost(LIMIT).until(() -> playing.unacknowledged() == 0);
          await().atMost(LIMIT).until(second::isReady);
          assertThat(verify(road, ledger)).isZero();
        }
      }
    }
  }

  private static int verify(Road road, Path ledger) {
    return Road.run(
        "ledger",
        "verify",
        "--ledger",
        ledger.toString(),
        "--kafka",
        road.kafka(),
        "--jdbc",
        road.jdbc(),
        "--settle",
        "8s",
        "--deadline",
        "60s");
  }
}
