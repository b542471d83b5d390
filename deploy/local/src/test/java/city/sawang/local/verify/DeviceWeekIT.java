package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.simulate.DeviceFleet;
import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FieldDeviceKind;
import city.sawang.local.simulate.FieldFaults;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.TimeLapse;
import city.sawang.local.verify.RolePlatform.Role;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A simulated week of every kind of device, with two in a hundred readings disturbed by what goes
 * wrong in the field, in a time lapse, while bridge and broker are killed without warning: booked
 * and unbooked is what the counters moved, lamp by lamp, to the milliwatt-hour, and the archive says
 * the same.
 */
@Tag("kill")
class DeviceWeekIT {
  /** When, as a part of the week, and who. */
  private record Kill(double at, List<Role> together) {}

  private static final List<Kill> KILLS =
      List.of(
          new Kill(0.15, List.of(Role.BRIDGE)),
          new Kill(0.35, List.of(Role.BROKER)),
          new Kill(0.55, List.of(Role.BRIDGE)),
          new Kill(0.75, List.of(Role.BROKER, Role.BRIDGE)));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final int days = Integer.getInteger("sawang.week.days", 7);
  private final int devices = Integer.getInteger("sawang.week.devices", 40);
  private final int intervalSeconds = Integer.getInteger("sawang.week.interval", 600);
  private final int playSeconds = Integer.getInteger("sawang.week.seconds", 600);
  private final String fieldFaults = System.getProperty("sawang.week.faults", "2%");
  private final long seed = Long.getLong("sawang.week.seed", 20_261_129);
  private final long began = System.nanoTime();

  private void say(String text) {
    System.out.printf(
        Locale.ROOT, "%4d s  %s%n", (System.nanoTime() - began) / 1_000_000_000, text);
  }

  /** As in {@link MonthOfKillsIT}: the devices cut their own connections now and then. */
  @BeforeAll
  static void letThreadsOfCutConnectionsDie() {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @AfterAll
  static void listenAgain() {
    Awaitility.reset();
  }

  @Test
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void aWeekOfTheFieldIsProvenToTheMilliwattHour() throws Exception {
    say("seed " + seed + ": -Dsawang.week.seed=" + seed + " plays it again");
    Path registry = directory.resolve("registry");
    DeviceFleet fleet =
        DeviceFleet.of(FieldDeviceKind.parse(List.of("all")), devices, intervalSeconds);
    fleet.writeRegistry(registry);
    Path ledger = directory.resolve("ledger.jsonl");
    double speed = days * 86_400.0 / playSeconds;
    // So far back that the week is over before the wall clock's now, however slow the start.
    long start = Instant.now().minus(Duration.ofDays(2L * days)).toEpochMilli();
    TimeLapse clock = new TimeLapse(Instant.now().toEpochMilli(), start, speed);
    try (RolePlatform platform = RolePlatform.start(directory, registry, clock)) {
      say("the platform runs");
      play(platform, fleet, ledger, clock);

      assertThat(platform.verify(ledger, "60s", "10m")).as("ledger verify").isZero();
      say("ledger verify is clean");
      assertThat(platform.recomputeCheck()).as("recompute --check").isZero();
      say("recompute --check is clean");
      figures(platform);
    }
  }

  private void play(RolePlatform platform, DeviceFleet fleet, Path ledger, TimeLapse clock)
      throws Exception {
    long from = clock.millis();
    FleetConfig config =
        FleetConfig.of(platform.mqtt(), fleet)
            .withClock(clock)
            .withHistory(Duration.ZERO)
            .withRunFor(Duration.ofDays(days))
            .withFaults(FaultRates.parse("usual,malformed=0.001,reconnect=0.0002"))
            .withFieldFaults(FieldFaults.parse(fieldFaults))
            .withSeed(seed)
            .withLedger(ledger);
    try (FleetSimulator playing = FleetSimulator.start(config)) {
      for (Kill kill : KILLS) {
        long at = from + Math.round(kill.at() * Duration.ofDays(days).toMillis());
        await("%s of the week".formatted(kill.at()))
            .atMost(Duration.ofSeconds(2L * playSeconds))
            .until(() -> clock.millis() >= at);
        say("kill -9 " + kill.together() + " after message " + playing.sent());
        platform.killAndStartAgain(kill.together());
        say("ready again, at message " + playing.sent());
      }
      playing.awaitEnd();
      await("every PUBACK")
          .atMost(Duration.ofMinutes(5))
          .until(() -> playing.unacknowledged() == 0);
      say(playing.sent() + " messages sent");
    }
  }

  /** What it was, for people; and that it was something. */
  private void figures(RolePlatform platform) throws Exception {
    try (Connection connection = DriverManager.getConnection(platform.jdbcOwner());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT regexp_replace(l.controller_id, '[-0-9].*$', ''), count(DISTINCT lamp_id), count(*),
                       sum(measured_wh), sum(interpolated_wh), sum(estimated_wh), sum(unbooked_wh)
                FROM energy.lamp_quarter_hour JOIN registry.lamp l USING (city_id, lamp_id)
                GROUP BY 1 ORDER BY 1\
                """)) {
      long lamps = 0;
      while (row.next()) {
        lamps += row.getLong(2);
        say(
            "%s: %d lamps, %d quarter hours, measured %s, interpolated %s, estimated %s, unbooked %s Wh"
                .formatted(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7)));
      }
      assertThat(lamps).isEqualTo(devices);
    }
  }
}
