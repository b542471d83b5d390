package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.at;
import static city.sawang.jobs.metering.Fixtures.during;
import static city.sawang.jobs.metering.Fixtures.nightPowered;
import static city.sawang.jobs.metering.Fixtures.scheduled;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A random lamp with the faults of the domain, the same one for the same seed. */
final class LampLife {
  /** A midnight of Bangkok. */
  static final long START = 1_795_194_000_000L;

  private static final int BITS = 16;

  /** Dark from eleven to five. */
  static final String PART_NIGHT = "dusk-to-dawn 100%; 23:00 0%; 05:00 100%";

  final ControllerAssignments placement;
  final List<MeterReading> readings = new ArrayList<>();

  private final Random random;
  private final int interval;
  private final int jitter;
  private final boolean wraps;
  private long counter;
  private long boot = 1;
  private long seq;
  private boolean counterBroken;
  private boolean frozen;

  /** The step in which the counter shows what it counted, mWh. */
  private final long step;

  private final boolean stepDeclared;
  private final Timing timing;
  private final Set<String> known = new HashSet<>();
  private long saved;
  private long queuedUntil;

  /** Whose time the readings have. */
  private enum Timing {
    DEVICE,
    /** None of their own; a broker keeps them for a while and sends them at once. */
    ARRIVAL,
    /** The device's in some, and none in others that say the same. */
    BOTH
  }

  /**
   * @param days how long it lives
   * @param faults how many of a thousand readings are faulty in each way
   */
  LampLife(long seed, int days, int faults) {
    random = new Random(seed);
    timing =
        List.of(Timing.DEVICE, Timing.DEVICE, Timing.DEVICE, Timing.ARRIVAL, Timing.BOTH)
            .get(random.nextInt(5));
    int declared = List.of(60, 300, 900, 900, 3600, 1200).get(random.nextInt(6));
    interval = timing == Timing.DEVICE ? declared : Math.max(declared, 300);
    jitter = random.nextInt(3) == 0 ? 1 : interval * 300;
    wraps = random.nextInt(3) == 0;
    counter = wraps ? (65_536_000L * 96 / 100) : random.nextInt(2) * 123_456_789L;
    step =
        random.nextInt(2) == 0
            ? 1
            : List.of(10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L).get(random.nextInt(6));
    stepDeclared = random.nextInt(4) == 0;
    placement = place(days);
    long end = START + days * 86_400_000L;
    for (long t = START; t < end; t += interval * 1000L) {
      live(t, faults);
    }
  }

  private ControllerAssignments place(int days) {
    LampAssignment lamp =
        during(at18(Fixtures.lamp("lamp-1", interval)), Long.MIN_VALUE, Long.MAX_VALUE);
    lamp = random.nextInt(3) == 0 ? nightPowered(lamp) : lamp;
    lamp = random.nextInt(3) == 0 ? scheduled(lamp, PART_NIGHT, interval) : lamp;
    long change = START + random.nextInt(days * 86_400_000);
    switch (random.nextInt(7)) {
      case 0:
        return placed();
      case 1:
        return placed(
            during(lamp, Long.MIN_VALUE, change),
            during(at18(Fixtures.lamp("lamp-2", interval)), change, Long.MAX_VALUE));
      case 2:
        // The same lamp with another schedule and interval from some day on.
        return placed(
            during(lamp, Long.MIN_VALUE, change),
            during(scheduled(lamp, PART_NIGHT, 2 * interval), change, Long.MAX_VALUE));
      case 3:
        // For a while it hung nowhere.
        return placed(
            during(lamp, Long.MIN_VALUE, change),
            during(lamp, change + random.nextInt(20_000_000), Long.MAX_VALUE));
      default:
        return placed(lamp);
    }
  }

  private static ControllerAssignments placed(LampAssignment... assignments) {
    return new ControllerAssignments(
        "mueang-nan", "c-1", "Asia/Bangkok", 18_800_000, 99_000_000, List.of(assignments));
  }

  private static LampAssignment at18(LampAssignment a) {
    LightPoint l = a.light();
    return Fixtures.lit(
        a,
        new LightPoint(
            18_800_000, 99_000_000, l.nominalMw(), l.minimumMw(), l.gradientBp(), l.schedule()));
  }

  private boolean chance(int perMille) {
    return random.nextInt(1000) < perMille;
  }

  private void live(long t, int faults) {
    long hour = Math.floorMod(t - START, 86_400_000L) / 3_600_000;
    boolean dark = hour < 6 || hour >= 18;
    boolean lit = dark != chance(faults);
    long power = lit ? 38_000 + random.nextInt(4_000) : random.nextInt(3) * 400;
    if (!frozen) {
      counter += power * interval / 3600 + random.nextInt(2);
    }
    if (wraps && counter >= 65_536_000L) {
      counter -= 65_536_000L;
    }
    frozen = frozen ? !chance(100) : chance(faults / 4);
    counterBroken = counterBroken ? !chance(100) : chance(faults / 4);
    if (chance(faults)) {
      counter = random.nextInt(4) * 300L;
      boot++;
      seq = 0;
    }
    if (chance(faults)) {
      counter += 50_000_000;
    }
    if (chance(faults)) {
      counter = saved;
    }
    saved = chance(100) ? counter : saved;
    queuedUntil = chance(faults) ? t + random.nextInt(20) * interval * 1000L : queuedUntil;
    seq++;
    if (chance(faults * 3)) {
      return;
    }
    long observed = t + random.nextInt(jitter);
    if (chance(faults)) {
      observed -= random.nextInt(5) * interval * 1000L;
    }
    long shown = counter;
    if (chance(faults)) {
      shown = random.nextInt(3) * 1_000L;
    } else if (chance(faults)) {
      shown = counter + 10_000_000;
    }
    shown -= shown % step;
    if (timing == Timing.ARRIVAL) {
      long queued = queuedUntil + (t - START) / (interval * 1000L) % 1000;
      add(reading(Math.max(observed, queued), shown, power, lit, faults).arrived().build());
      return;
    }
    if (timing == Timing.BOTH && !chance(100)) {
      add(reading(observed + random.nextInt(400_000), shown, power, lit, faults).arrived().build());
    }
    int repeats = chance(faults) ? 1 + random.nextInt(12) : 1;
    for (int i = 0; i < repeats; i++) {
      readings.add(
          reading(observed, shown + i * 50L, power, lit, faults)
              .receivedAt(observed + random.nextInt(100_000))
              .seq(boot, seq)
              .build());
      seq += i + 1 < repeats ? 1 : 0;
    }
  }

  /** Without a number, the same content at the same time would be the same reading. */
  private void add(MeterReading reading) {
    if (known.add(reading.observedAt() + "/" + reading.digest())) {
      readings.add(reading);
    }
  }

  private Fixtures.Builder reading(long observed, long shown, long power, boolean lit, int faults) {
    Fixtures.Builder reading = at(observed);
    reading = counterBroken || chance(faults) ? reading : reading.mwh(shown);
    reading = wraps ? reading.counter(BITS, 1000) : reading;
    reading = stepDeclared ? reading.resolution(step) : reading;
    if (chance(faults)) {
      reading = reading.on(lit);
    } else if (chance(faults)) {
      reading = reading.dim(lit ? 8_000 : 0);
    } else if (!chance(faults)) {
      reading = reading.mw(power);
    }
    reading = chance(faults) ? reading.override(random.nextInt(3) * 5_000 - 1) : reading;
    return chance(200) ? reading : reading.mv(229_000 + random.nextInt(3_000));
  }
}
