package city.sawang.jobs.incident;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ByteWriter;
import city.sawang.jobs.metering.log.ReadingLog;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast one thread watches lamps, and what it keeps. {@code mvn -Pbench -pl jobs -am verify} */
@Tag("bench")
class LampIncidentsBenchIT {
  private static final long BEGIN = Life.local("2026-11-20T15:00");
  private static final long HOUR = 3_600_000L;

  /** So many readings of a lamp wait, when one in twenty comes late. */
  private static final int LATE_BY = 6;

  @Test
  void calmAtFifteenMinutes() {
    measure(2_000, 900, 6, 0);
  }

  @Test
  void oneInTwentyLateAtFifteenMinutes() {
    measure(2_000, 900, 6, 20);
  }

  @Test
  void calmAtOneMinute() {
    measure(200, 60, 4, 0);
  }

  /**
   * @param lateOneIn of so many readings one comes late; 0: none does
   */
  private static void measure(int lamps, int interval, int days, int lateOneIn) {
    LampIncidents engine = new LampIncidents(RuleSet.shipped(), MeteringRules.defaults());
    ControllerAssignments placement =
        Life.placed(Life.lamp(false, interval, "dusk-to-dawn 100%; 23:00 50%"));
    List<Watched> lives = new ArrayList<>();
    List<Device> devices = new ArrayList<>();
    for (int lamp = 0; lamp < lamps; lamp++) {
      lives.add(new Watched());
      devices.add(new Device(lamp, interval, lateOneIn));
    }
    for (int day = 0; day < days; day++) {
      long readings = 0;
      long cpu = 0;
      for (int i = 0; i < 86_400 / interval; i++) {
        List<List<LampReading>> next = devices.stream().map(Device::next).toList();
        long begin = cpu();
        for (int lamp = 0; lamp < lamps; lamp++) {
          Watched watched = lives.get(lamp);
          for (LampReading reading : next.get(lamp)) {
            watched.take(engine.accept(watched, watched.state, placement, reading));
            readings++;
          }
        }
        cpu += cpu() - begin;
      }
      System.out.printf(
          Locale.ROOT,
          "day %d at %d s, late 1 in %d: %.2f CPU µs a reading%n",
          day,
          interval,
          lateOneIn,
          cpu / 1e3 / readings);
    }
    System.out.printf(
        "%d bytes a lamp of state, %d of log%n",
        lives.stream().mapToInt(Watched::stateBytes).sum() / lamps,
        lives.stream().mapToInt(Watched::logBytes).sum() / lamps);
    assertThat(lives).allSatisfy(watched -> assertThat(watched.changes).isZero());
  }

  /** One controller, all of it in maps. */
  private static final class Watched implements ReadingLog {
    private final Map<Long, byte[]> chunks = new HashMap<>();
    private IncidentState state = IncidentState.EMPTY;
    private int changes;

    void take(IncidentUpdate update) {
      state = update.state();
      changes += update.changes().size();
    }

    int stateBytes() {
      ByteWriter out = new ByteWriter(256);
      IncidentStateCodec.write(state, out);
      return out.size();
    }

    int logBytes() {
      return chunks.values().stream().mapToInt(chunk -> chunk.length).sum();
    }

    @Override
    public byte[] get(long chunkStart) {
      return chunks.get(chunkStart);
    }

    @Override
    public void put(long chunkStart, byte[] chunk) {
      chunks.put(chunkStart, chunk);
    }

    @Override
    public void remove(long chunkStart) {
      chunks.remove(chunkStart);
    }
  }

  /** CPU time of this thread: the machine may be busy with other things. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** A healthy lamp that says all there is to say. */
  private static final class Device {
    private final Random random;
    private final int interval;
    private final int lateOneIn;
    private final List<LampReading> held = new ArrayList<>();
    private long at;
    private long seq;

    Device(int lamp, int interval, int lateOneIn) {
      random = new Random(lamp);
      this.interval = interval;
      this.lateOneIn = lateOneIn;
      at = BEGIN + random.nextInt(interval) * 1_000L;
    }

    /** What arrives in the next interval. */
    List<LampReading> next() {
      at += interval * 1_000L;
      seq++;
      LampReading reading = reading();
      if (held.size() == LATE_BY) {
        List<LampReading> arrived = new ArrayList<>(List.of(reading));
        arrived.add(held.get(0));
        held.clear();
        return arrived;
      }
      if (!held.isEmpty()) {
        held.add(held.get(0));
      } else if (lateOneIn > 0 && random.nextInt(lateOneIn) == 0) {
        held.add(reading);
        return List.of();
      }
      return List.of(reading);
    }

    private LampReading reading() {
      long hour = Math.floorMod(at + 7 * HOUR, 24 * HOUR) / HOUR;
      boolean lit = hour < 6 || hour >= 18;
      boolean dimmed = hour < 6 || hour == 23;
      long level = lit ? dimmed ? 5_000 : 10_000 : 0;
      long power = 5 * level + (lit ? random.nextInt(20) * 100 : 400);
      LampReading.Values values = new LampReading.Values();
      values.put(Quantity.ACTIVE_POWER_MW, power);
      values.put(Quantity.SUPPLY_VOLTAGE_MV, 229_000 + random.nextInt(30) * 100L);
      values.put(Quantity.SUPPLY_CURRENT_MA, power / 229);
      values.put(Quantity.POWER_FACTOR_BP, 9_500 + random.nextInt(10) * 10L);
      values.put(Quantity.DIM_COMMAND_BP, level);
      values.put(Quantity.DIM_ACTUAL_BP, level);
      values.put(Quantity.LAMP_ON, lit ? 1 : 0);
      values.put(Quantity.CONTROLLER_TEMP_MILLICELSIUS, 40_000 + random.nextInt(50) * 100L);
      values.put(Quantity.SWITCH_ON_COUNT, 812 + (at - BEGIN) / (24 * HOUR));
      values.put(Quantity.SUPPLY_LOSS_COUNT, 4);
      values.put(Quantity.DEVICE_FLAGS, 0);
      return new LampReading(
          new LampReading.Stamp(
              at, at + 200 + random.nextInt(800), 3, seq, random.nextLong(), false, false),
          values);
    }
  }
}
