package city.sawang.jobs.incident;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class LampIncidentsProperties {
  private static final long HOUR = 3_600_000L;

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void anyOrderWithinTheHorizonIsLikeInOrder(@ForAll long seed) {
    FaultyLife life = new FaultyLife(seed, 2);
    List<LampReading> shuffled = new ArrayList<>(life.readings);
    Collections.shuffle(shuffled, new Random(seed));

    Life ordered = new Life(life.placement).all(life.readings).advance(life.end);
    Life late = new Life(life.placement).all(shuffled).advance(life.end);

    assertThat(late.standing()).isEqualTo(ordered.standing());
    assertThat(late.violations).isEmpty();
    assertThat(ordered.violations).isEmpty();
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void whatComesLateIsLikeInOrderWhenTheLogIsLongGone(@ForAll long seed) {
    FaultyLife life = new FaultyLife(seed, 9);
    List<LampReading> delayed = delayed(life, new Random(seed));

    Life ordered = new Life(life.placement).all(life.readings).advance(life.end);
    Life late = new Life(life.placement).all(delayed).advance(life.end);

    assertThat(late.standing()).isEqualTo(ordered.standing());
    assertThat(late.violations).isEmpty();
    assertThat(late.state.truncated()).isTrue();
    assertThat(late.chunks).hasSizeLessThanOrEqualTo(15);
  }

  /** One in five comes up to 70 hours late: the horizon is 72. */
  private static List<LampReading> delayed(FaultyLife life, Random random) {
    List<LampReading> delayed = new ArrayList<>(life.readings);
    Map<LampReading, Long> arrival = new HashMap<>();
    for (LampReading r : life.readings) {
      long delay = random.nextInt(5) == 0 ? (long) (random.nextDouble() * 70 * HOUR) : 0;
      arrival.put(r, r.at() + delay);
    }
    delayed.sort(Comparator.comparing(arrival::get));
    return delayed;
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void restartsAndTheClockInBetweenChangeNothing(@ForAll long seed) {
    FaultyLife life = new FaultyLife(seed, 4);
    Random random = new Random(seed);
    List<LampReading> delayed = delayed(life, random);

    Life ordered = new Life(life.placement).all(life.readings).advance(life.end);
    Life restarted = new Life(life.placement);
    for (LampReading reading : delayed) {
      restarted.accept(reading);
      if (random.nextInt(40) == 0) {
        restarted.restart();
      }
      if (random.nextInt(10) == 0) {
        restarted.advance(restarted.state.newestAt() + random.nextInt(600) * Say.MINUTE);
      }
    }
    long end = Math.max(life.end, restarted.state.clock());

    assertThat(restarted.advance(end).standing()).isEqualTo(ordered.advance(end).standing());
    assertThat(restarted.violations).isEmpty();
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void aTimerGoesOffAtItsInstantOnly(@ForAll long seed) {
    FaultyLife life = new FaultyLife(seed, 3);
    Life punctual = new Life(life.placement);
    Life eager = new Life(life.placement);
    for (LampReading reading : life.readings) {
      while (punctual.nextTimer < reading.at()) {
        punctual.advance(punctual.nextTimer);
      }
      for (long now = eager.state.clock(); now < reading.at(); now += 7 * Say.MINUTE) {
        now = Math.max(now, reading.at() - 2 * HOUR);
        eager.advance(now);
      }
      punctual.accept(reading);
      eager.accept(reading);
    }

    assertThat(punctual.standing()).isEqualTo(eager.standing());
    assertThat(punctual.violations).isEmpty();
  }

  /** The comparison must find a reading that was forgotten, else its silence proves nothing. */
  @Test
  void theComparisonFindsForgottenReadings() {
    for (long seed = 0; seed < 5; seed++) {
      FaultyLife life = new FaultyLife(seed, 4);
      Random random = new Random(seed);
      List<LampReading> some = life.readings.stream().filter(r -> random.nextInt(20) > 0).toList();

      Life ordered = new Life(life.placement).all(life.readings).advance(life.end);
      Life forgetful = new Life(life.placement).all(some).advance(life.end);

      assertThat(forgetful.standing()).isNotEqualTo(ordered.standing());
    }
  }

  @Test
  void theFaultyLivesShowEveryFault() {
    Set<FaultCode> seen = EnumSet.noneOf(FaultCode.class);
    for (long seed = 0; seed < 30; seed++) {
      FaultyLife life = new FaultyLife(seed, 9);
      new Life(life.placement)
          .all(life.readings).standing().values().stream().map(Incident::code).forEach(seen::add);
    }
    Set<FaultCode> ofManyLamps =
        EnumSet.of(FaultCode.FEEDER_OUTAGE, FaultCode.GATEWAY_OUTAGE, FaultCode.CITY_LINK_DOWN);
    assertThat(seen).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(ofManyLamps)));
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void aQuietLampRaisesNothingInThirtyNights(@ForAll long seed) {
    Random random = new Random(seed);
    boolean nightPowered = random.nextBoolean();
    int interval = new int[] {300, 600, 900, 1_800}[random.nextInt(4)];
    Life life =
        new Life(
            Life.placed(
                Life.lamp(nightPowered, interval, "dusk-to-dawn 100%; 23:00 50%; 04:30 100%")));
    boolean arrival = random.nextInt(3) == 0;

    for (LampReading reading : quiet(random, nightPowered, interval, arrival)) {
      life.advance(reading.at() - 1);
      life.accept(reading);
    }

    assertThat(life.told(Life.local("2026-11-01T12:00"))).isEmpty();
    assertThat(life.changes).isEmpty();
  }

  /** Gaps, partial messages, coarse measurements, stored and queued readings, clocks a bit off. */
  private static List<LampReading> quiet(
      Random random, boolean nightPowered, int interval, boolean arrival) {
    List<LampReading> readings = new ArrayList<>();
    long begin = Life.local("2026-11-01T12:00");
    int missing = 0;
    int skew = random.nextInt(40) - 20;
    int switchings = 500;
    int losses = 3;
    boolean litBefore = false;
    for (long second = 0; second < 30 * 86_400L; second += interval) {
      long minute = second / 60 % 1_440;
      // Dusk and dawn of the cabinet: 17:50 and 06:25, the sun's are a few minutes off.
      boolean lit = minute >= 350 && minute < 1_105;
      switchings += lit && !litBefore ? 1 : 0;
      losses += nightPowered && lit && !litBefore ? 1 : 0;
      litBefore = lit;
      if (nightPowered && !lit) {
        missing = 0;
        continue;
      }
      if (missing < 1 && random.nextInt(12) == 0) {
        missing++;
        continue;
      }
      missing = 0;
      boolean dimmed = minute >= 660 && minute < 990;
      Map<Quantity, Long> values = values(random, lit, dimmed);
      values.put(Quantity.SWITCH_ON_COUNT, (long) switchings);
      values.put(Quantity.SUPPLY_LOSS_COUNT, (long) losses);
      for (Quantity quantity : Quantity.values()) {
        if (random.nextInt(6) == 0) {
          values.remove(quantity);
        }
      }
      long at = begin + second * 1_000 + random.nextInt(20_000);
      boolean historical = random.nextInt(50) == 0 && !readings.isEmpty() && missing == 0;
      readings.add(
          new LampReading(
              new LampReading.Stamp(
                  at,
                  arrival ? at : at + skew * 1_000L + random.nextInt(9_000),
                  1,
                  second,
                  second,
                  false,
                  arrival),
              values));
      if (historical) {
        // What was stored says nothing about now, even when it is nonsense.
        readings.add(
            new LampReading(
                new LampReading.Stamp(at + 1, at + 9 * HOUR, 1, second + 1, 1, true, false),
                Map.of(Quantity.ACTIVE_POWER_MW, 0L, Quantity.SUPPLY_VOLTAGE_MV, 290_000L)));
      }
    }
    return readings;
  }

  private static Map<Quantity, Long> values(Random random, boolean lit, boolean dimmed) {
    Map<Quantity, Long> values = new EnumMap<>(Quantity.class);
    long level = dimmed ? 5_000 : 10_000;
    // Whole watts and volts: that is all that many controllers show.
    long power = lit ? 50 * level / 10_000 + random.nextInt(3) - 1 : random.nextInt(2);
    values.put(Quantity.ACTIVE_POWER_MW, power * 1_000);
    values.put(Quantity.SUPPLY_VOLTAGE_MV, (222 + random.nextInt(20)) * 1_000L);
    values.put(Quantity.SUPPLY_CURRENT_MA, power * 1_000 / 225);
    values.put(Quantity.POWER_FACTOR_BP, lit ? 9_300L + random.nextInt(400) : 0L);
    values.put(Quantity.DIM_COMMAND_BP, lit ? level : 0);
    values.put(Quantity.DIM_ACTUAL_BP, lit ? level : 0);
    values.put(Quantity.LAMP_ON, lit ? 1L : 0);
    values.put(Quantity.RELAY_ON, lit ? 1L : 0);
    values.put(Quantity.CONTROLLER_TEMP_MILLICELSIUS, (25 + random.nextInt(40)) * 1_000L);
    values.put(Quantity.DEVICE_FLAGS, 0L);
    return values;
  }
}
