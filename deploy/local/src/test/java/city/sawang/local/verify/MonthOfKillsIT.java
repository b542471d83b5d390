package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetLamp;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.local.verify.RolePlatform.Role;
import city.sawang.schemas.registry.RegistryFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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
 * A month of the pilot fleet through the real road while every role is killed without warning, some
 * two at once, and once all of them: what is published must be what comes out of the archived
 * readings, row for row. Then both checks are checked: one changed row and one lost reading must be
 * found.
 */
@Tag("kill")
class MonthOfKillsIT {
  private static final FaultRates FAULTS =
      FaultRates.parse("usual,duplicate=0.02,shuffle=0.03,malformed=0.001,reconnect=0.0002");

  /** Of the play, the part in which nobody is killed yet and the part after the last kill. */
  private static final double FIRST_KILL = 0.03;

  private static final double LAST_KILL = 0.93;

  /** So much is told when the power is cut: all roles die at the same moment. */
  private static final double POWER_CUT = 0.6;

  private static final int KILLS_OF_EACH = 2;
  private static final double TWO_AT_ONCE = 0.25;

  /** A night-powered lamp is heard for about so much of the day. */
  private static final double NIGHT = 0.49;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final int days = Integer.getInteger("sawang.kill.days", 30);
  private final int intervalSeconds = Integer.getInteger("sawang.kill.interval", 300);
  private final int playSeconds = Integer.getInteger("sawang.kill.seconds", 540);
  private final long seed = Long.getLong("sawang.kill.seed", 20_261_122);
  private final Random random = new Random(seed);
  private final long began = System.nanoTime();

  /** What is killed when so many messages were sent. */
  private record Kill(long at, List<Role> together) {}

  private void say(String text) {
    System.out.printf(
        Locale.ROOT, "%4d s  %s%n", (System.nanoTime() - began) / 1_000_000_000, text);
  }

  /**
   * The simulated devices cut their own connections now and then. When an acknowledgement comes
   * just then, a thread of the MQTT client dies of a NullPointerException (its state is cleared
   * under it); the device connects anew and sends again. Awaitility would end the test for it.
   */
  @BeforeAll
  static void letThreadsOfCutConnectionsDie() {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @AfterAll
  static void listenAgain() {
    Awaitility.reset();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void aMonthIsWhatTheArchiveSaysAfterEveryRoleWasKilled() throws Exception {
    say("seed " + seed + ": -Dsawang.kill.seed=" + seed + " kills in this order again");
    Path registry = SlowerPilots.write(directory.resolve("registry"), intervalSeconds);
    RegisteredFleet fleet =
        RegisteredFleet.of(((RegistryFiles.Result.Valid) RegistryFiles.read(registry)).registry());
    Path ledger = directory.resolve("ledger.jsonl");
    try (RolePlatform platform = RolePlatform.start(directory, registry)) {
      say("the platform runs");

      playAndKill(platform, fleet, ledger);

      assertThat(platform.verify(ledger, "60s", "15m")).as("ledger verify").isZero();
      say("ledger verify is clean");
      assertThat(platform.recomputeCheck()).as("recompute --check").isZero();
      say("recompute --check is clean");
      requireAMonth(platform, fleet);

      String damaged = quarterHourInTheMiddle(platform);
      addMilliwattHours(platform, damaged, 1_000);
      assertThatBothChecksFind(platform, ledger, "a changed row");
      addMilliwattHours(platform, damaged, -1_000);
      loseAReading(platform);
      assertThatBothChecksFind(platform, ledger, "a lost reading");
    }
  }

  private long messages(RegisteredFleet fleet) {
    assertThat(fleet.lamps()).extracting(FleetLamp::intervalSeconds).containsOnly(intervalSeconds);
    double speaking =
        fleet.lamps().stream().mapToDouble(lamp -> lamp.nightPowered() ? NIGHT : 1).sum()
            + fleet.meters().size();
    return (long) (speaking * days * 86_400 / intervalSeconds);
  }

  /** Every role so many times, in any order; now and then the next one falls together with it. */
  private List<Kill> kills(long messages) {
    List<Role> order = new ArrayList<>();
    for (int i = 0; i < KILLS_OF_EACH; i++) {
      order.addAll(List.of(Role.values()));
    }
    Collections.shuffle(order, random);
    List<List<Role>> groups = new ArrayList<>();
    for (Role role : order) {
      List<Role> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (last.size() == 1 && !last.contains(role) && random.nextDouble() < TWO_AT_ONCE) {
        last.add(role);
      } else {
        groups.add(new ArrayList<>(List.of(role)));
      }
    }
    List<Long> points =
        groups.stream()
            .map(
                group ->
                    (long)
                        (messages * (FIRST_KILL + (LAST_KILL - FIRST_KILL) * random.nextDouble())))
            .sorted()
            .toList();
    List<Kill> kills = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      kills.add(new Kill(points.get(i), List.copyOf(groups.get(i))));
    }
    kills.add(new Kill((long) (messages * POWER_CUT), List.of(Role.values())));
    kills.sort(Comparator.comparingLong(Kill::at));
    return kills;
  }

  private void playAndKill(RolePlatform platform, RegisteredFleet fleet, Path ledger)
      throws Exception {
    long messages = messages(fleet);
    FleetConfig config =
        FleetConfig.of(platform.mqtt(), fleet)
            .withFaults(FAULTS)
            .withSeed(seed)
            .withHistory(Duration.ofDays(days))
            .withHistoryBatch(1)
            .withRate(messages / (double) playSeconds)
            .withLedger(ledger);
    try (FleetSimulator playing = FleetSimulator.start(config)) {
      List<Kill> kills = kills(messages);
      int strokesWhileTold = 0;
      for (Kill kill : kills) {
        await("message " + kill.at())
            .atMost(Duration.ofMinutes(20))
            .until(() -> playing.sent() >= kill.at());
        strokesWhileTold += playing.awaitLive(0, TimeUnit.SECONDS) ? 0 : 1;
        say("kill -9 " + kill.together() + " after message " + playing.sent());
        platform.killAndStartAgain(kill.together());
        say("ready again, at message " + playing.sent());
      }
      say(strokesWhileTold + " of " + kills.size() + " strokes while the month was being told");
      // The later ones may come when a slow machine only carries on what was told.
      assertThat(strokesWhileTold).isGreaterThan(kills.size() / 2);
      assertThat(playing.awaitLive(30, TimeUnit.MINUTES)).as("the month is told").isTrue();
      await("every PUBACK")
          .atMost(Duration.ofMinutes(5))
          .until(() -> playing.unacknowledged() == 0);
      say(playing.sent() + " messages sent");
    }
  }

  /** That there was something to compare, for every lamp and every night. */
  private void requireAMonth(RolePlatform platform, RegisteredFleet fleet) throws Exception {
    long lamps = fleet.lamps().size();
    long cities = fleet.lamps().stream().map(FleetLamp::cityId).distinct().count();
    assertThat(count(platform, "lamp_quarter_hour")).isGreaterThan(lamps * 96 * (days - 1));
    assertThat(count(platform, "lamp_night")).isGreaterThanOrEqualTo(lamps * days);
    assertThat(count(platform, "feeder_quarter_hour")).isPositive();
    assertThat(count(platform, "city_quarter_hour")).isGreaterThan(cities * 96 * (days - 1));
    assertThat(count(platform, "city_night")).isGreaterThanOrEqualTo(cities * days);
    assertThat(count(platform, "city_month")).isGreaterThanOrEqualTo(cities);
  }

  private long count(RolePlatform platform, String view) throws IOException, SQLException {
    long rows = Long.parseLong(ask(platform, "SELECT count(*) FROM energy." + view));
    say(rows + " rows of " + view);
    return rows;
  }

  private void assertThatBothChecksFind(RolePlatform platform, Path ledger, String damage)
      throws IOException {
    assertThat(platform.verify(ledger, "5s", "2m")).as("ledger verify, %s", damage).isEqualTo(1);
    assertThat(platform.recomputeCheck()).as("recompute --check, %s", damage).isEqualTo(1);
    say(damage + " is found by both");
  }

  /** The condition that names one lit quarter hour near the middle of the month. */
  private String quarterHourInTheMiddle(RolePlatform platform) throws IOException, SQLException {
    return ask(
        platform,
        """
        SELECT format('(city_id, lamp_id, period_start) = (%%L, %%L, %%L)', city_id, lamp_id, period_start)
        FROM store.lamp_quarter_hour WHERE energy_mwh > 5000 AND period_start > now() - interval '%d hours'
        ORDER BY period_start, lamp_id LIMIT 1\
        """
            .formatted(12 * days));
  }

  private static void addMilliwattHours(RolePlatform platform, String where, int more)
      throws IOException, SQLException {
    changeOne(
        platform,
        "UPDATE store.lamp_quarter_hour SET energy_mwh = energy_mwh + %1$d, measured_mwh = measured_mwh + %1$d WHERE %2$s"
            .formatted(more, where));
  }

  private void loseAReading(RolePlatform platform) throws IOException, SQLException {
    changeOne(
        platform,
        """
        DELETE FROM store.reading WHERE ctid = (
          SELECT ctid FROM store.reading WHERE lamp_id IS NOT NULL AND observed_at > now() - interval '%d hours'
          ORDER BY observed_at, lamp_id LIMIT 1)\
        """
            .formatted(12 * days));
  }

  private static String ask(RolePlatform platform, String sql) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection(platform.jdbcOwner());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void changeOne(RolePlatform platform, String sql)
      throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection(platform.jdbcOwner());
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isOne();
    }
  }
}
