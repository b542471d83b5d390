package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.EVENING;
import static city.sawang.jobs.metering.Fixtures.HOUR;
import static city.sawang.jobs.metering.Fixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogSize;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast one thread meters, and how large the logs are. Run with -Dexcluded.groups=kill. */
@Tag("bench")
class ControllerMeterBenchIT {
  private static final int LAMPS = 500;

  @Test
  void readingsPerSecondAtFifteenMinutes() {
    measure(900, 10);
  }

  @Test
  void readingsPerSecondAtOneMinute() {
    measure(60, 4);
  }

  @Test
  void readingsPerSecondOfABacklogInRandomOrder() {
    Random random = new Random(7);
    ControllerMeter meter = new ControllerMeter(MeteringRules.defaults());
    List<List<MeterReading>> lives = new ArrayList<>();
    for (int lamp = 0; lamp < 200; lamp++) {
      List<MeterReading> life = new ArrayList<>();
      Life source = new Life(lamp, 900);
      for (int i = 0; i < 288; i++) {
        life.add(source.next());
      }
      Collections.shuffle(life, random);
      lives.add(life);
    }
    for (int round = 0; round < 3; round++) {
      long begin = cpu();
      lives.forEach(life -> new Published(Fixtures.quarterHourly(), meter, false).all(life));
      report("backlog of 3 days in random order, 15 min", 200 * 288L, begin);
    }
  }

  private static void measure(int interval, int days) {
    ControllerMeter meter = new ControllerMeter(MeteringRules.defaults());
    ControllerAssignments placement = Fixtures.placed(Fixtures.lamp("lamp-1", interval));
    List<Published> lamps = new ArrayList<>();
    List<Life> lives = new ArrayList<>();
    int count = interval == 60 ? LAMPS / 5 : LAMPS;
    for (int lamp = 0; lamp < count; lamp++) {
      lamps.add(new Published(placement, meter, false));
      lives.add(new Life(lamp, interval));
    }
    for (int day = 0; day < days; day++) {
      long readings = 0;
      long begin = cpu();
      for (int i = 0; i < 86_400 / interval; i++) {
        for (int lamp = 0; lamp < count; lamp++) {
          lamps.get(lamp).accept(lives.get(lamp).next());
          readings++;
        }
      }
      report("day " + day + " at " + interval + " s", readings, begin);
    }
    long bytes = lamps.stream().mapToLong(lamp -> lamp.log.bytes()).sum();
    long kept = lamps.stream().mapToLong(lamp -> LogSize.readings(lamp.log.chunks)).sum();
    System.out.printf(
        "%d s: %d bytes a lamp, %.1f bytes a reading%n",
        interval, bytes / count, (double) bytes / kept);
    assertThat(kept).isPositive();
  }

  private static void report(String what, long readings, long begin) {
    System.out.printf(
        "%s: %,d readings/CPU s%n", what, readings * 1_000_000_000L / (cpu() - begin));
  }

  /** CPU time of this thread: the machine may be busy with other things. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** A healthy lamp with realistic noise. */
  private static final class Life {
    private final Random random;
    private final int interval;
    private long now;
    private long counter;
    private long seq;

    Life(int lamp, int interval) {
      random = new Random(lamp);
      this.interval = interval;
      now = EVENING - 3 * HOUR + random.nextInt(interval) * 1000L;
    }

    MeterReading next() {
      long hour = Math.floorMod(now + 7 * HOUR, 24 * HOUR) / HOUR;
      boolean lit = hour < 6 || hour >= 18;
      long power = lit ? 40_000 + random.nextInt(40) * 100 : 400;
      counter += power * interval / 3600;
      now += interval * 1000L;
      return at(now)
          .receivedAt(now + 200 + random.nextInt(800))
          .seq(3, ++seq)
          .mwh(counter)
          .mw(power)
          .mv(229_000 + random.nextInt(30) * 100)
          .factor(9_500 + random.nextInt(10) * 10)
          .dim(lit ? 10_000 : 0)
          .on(lit)
          .build();
    }
  }
}
