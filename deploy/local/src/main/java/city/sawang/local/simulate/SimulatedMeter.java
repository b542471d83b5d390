package city.sawang.local.simulate;

import city.sawang.local.simulate.fault.Trouble;
import city.sawang.local.simulate.given.SeededRandom;
import city.sawang.local.simulate.payload.MeterReport;
import city.sawang.local.simulate.payload.SimulatedReading;
import java.util.List;

/**
 * The meter of one feeder: the sum of its lamps on three phases, 2 % cable losses, a 4 W cabinet.
 */
final class SimulatedMeter {
  private static final int PHASES = 3;
  private static final long CABINET_MILLIWATTS = 4_000;
  private static final long LOSS_DIVISOR = 50;
  private static final long MILLIWATT_MILLIS_PER_MILLIWATT_HOUR = 3_600_000;
  private static final int GRID = 201;
  private static final int BASE = 202;
  private static final int VOLTS = 203;

  private final FleetMeter meter;
  private final List<SimulatedLamp> lamps;
  private final SeededRandom chance;
  private final long bootId;
  private final long gridOffset;
  private Trouble trouble = Trouble.none();
  private long seq;

  /**
   * @param lamps those of the feeder, in the order in which they hang on the phases
   */
  SimulatedMeter(
      FleetMeter meter, List<SimulatedLamp> lamps, SeededRandom fleetChance, long bootId) {
    this.meter = meter;
    this.lamps = List.copyOf(lamps);
    this.chance = fleetChance.of(meter.cityId() + '/' + meter.meterId());
    this.bootId = bootId;
    this.gridOffset = Math.floorMod(chance.bits(GRID, 0), (long) meter.intervalSeconds()) * 1000L;
  }

  FleetMeter meter() {
    return meter;
  }

  /** From now on this goes wrong with it, before anything is played. */
  void suffer(Trouble what) {
    trouble = what;
  }

  /** Nothing is heard of it. */
  boolean isSilent(long t) {
    return trouble.silencesMeter(t);
  }

  /** The next instant after {@code t} at which it reports. */
  long nextReport(long t) {
    return t + 1 + Math.floorMod(gridOffset - t - 1, meter.intervalSeconds() * 1000L);
  }

  MeterReport report(long t) {
    MeterReport.PhaseValues[] phases = new MeterReport.PhaseValues[PHASES];
    long milliwatts = 0;
    long milliwattHours = 0;
    for (int p = 0; p < PHASES; p++) {
      phases[p] = phase(p, t);
      milliwatts += phases[p].milliwatts();
      milliwattHours += phases[p].milliwattHours();
    }
    SimulatedReading whole =
        new SimulatedReading(
            t,
            bootId,
            seq++,
            milliwatts,
            milliwattHours,
            phases[0].millivolts(),
            0,
            9_700,
            50_000,
            0,
            0,
            false,
            true,
            0,
            0,
            0,
            0,
            0,
            false,
            List.of(),
            milliwattHours,
            0);
    return new MeterReport(whole, List.of(phases));
  }

  private MeterReport.PhaseValues phase(int p, long t) {
    long power = CABINET_MILLIWATTS / PHASES;
    long energy = (t - BOOT_EPOCH_MILLIS) * (CABINET_MILLIWATTS / PHASES);
    for (int i = p; i < lamps.size(); i += PHASES) {
      long drawn = lamps.get(i).drawnUntil(t);
      long now = lamps.get(i).powerJustBefore(t);
      energy += drawn + drawn / LOSS_DIVISOR;
      power += now + now / LOSS_DIVISOR;
    }
    long base = (long) chance.between(1e6, 1e8, BASE, p);
    long volts = Math.round(1000 * chance.between(228, 234, VOLTS + p, t / 60_000));
    return new MeterReport.PhaseValues(
        power,
        base + energy / MILLIWATT_MILLIS_PER_MILLIWATT_HOUR,
        volts,
        Math.round(power * 1e3 / (volts * 0.97)));
  }

  /** 2026-01-01T00:00Z: the cabinet has drawn its own power since. */
  private static final long BOOT_EPOCH_MILLIS = 1_767_225_600_000L;
}
