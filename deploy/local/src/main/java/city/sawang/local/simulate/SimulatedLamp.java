package city.sawang.local.simulate;

import city.sawang.local.simulate.fault.FaultTarget;
import city.sawang.local.simulate.fault.Trouble;
import city.sawang.local.simulate.given.LightPlan;
import city.sawang.local.simulate.given.SeededRandom;
import city.sawang.local.simulate.payload.SimulatedReading;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The physics of one lamp and its controller. Power is constant between two ticks of the lamp's
 * reporting grid and two steps of its plan; the counter is the exact integral of that power. All
 * randomness is a function of seed, lamp and time, so a lamp that is resumed from {@link State}
 * draws the same power it would have drawn.
 */
final class SimulatedLamp {
  /** What is lost when the process ends, and kept by {@link FleetStateFile}. */
  record State(
      long at,
      long milliwattMillis,
      long counterOffsetMwh,
      long litMillis,
      long switchOns,
      long supplyLosses) {}

  /** The controller's own consumption when the lamp is off. */
  private static final long STANDBY_MILLIWATTS = 300;

  private static final long MILLIWATT_MILLIS_PER_MILLIWATT_HOUR = 3_600_000;
  private static final int FULL = 10_000;
  private static final long BOOT_DELAY_MILLIS = 15_000;
  private static final long NEVER = Long.MIN_VALUE;

  // The questions asked of chance.
  private static final int GRID = 1;
  private static final int NOISE = 2;
  private static final int BASE = 3;
  private static final int SPREAD = 4;
  private static final int VOLTS = 5;
  private static final int HERTZ = 6;
  private static final int WARMTH = 7;
  private static final int RADIO = 8;
  private static final int DEAD = 9;
  private static final int BURNER = 10;
  private static final int GASP = 11;

  /** What a controller that has no supply any more still measures of it. */
  private static final long GASP_MILLIVOLTS = 12_000;

  private final FleetLamp lamp;
  private final SeededRandom chance;
  private final SeededRandom feederChance;
  private final LightPlan plan;
  private final ZoneId zone;
  private final long intervalMillis;
  private final long gridOffset;
  private final boolean dead;
  private final boolean burner;
  private final long fullMilliwatts;

  private Trouble trouble = Trouble.none();
  private SimulatedReading frozen;
  private int frozenBy;
  private long clock;
  private long milliwattMillis;
  private long counterOffsetMwh;
  private long litMillis;
  private long switchOns;
  private long supplyLosses;
  private long bootId;
  private long seq;
  private long lastReport = NEVER;

  /**
   * @param start first instant of its life in this run, milliseconds since the epoch
   * @param firstBootId every boot of this run counts on from here
   */
  SimulatedLamp(
      FleetLamp lamp,
      SeededRandom fleetChance,
      FaultRates faults,
      ZoneId zone,
      long start,
      long firstBootId) {
    this.lamp = lamp;
    this.chance = fleetChance.of(lamp.cityId() + '/' + lamp.controllerId());
    this.feederChance = fleetChance.of(lamp.cityId() + "/feeder/" + lamp.feederId());
    this.zone = zone;
    this.plan = new LightPlan(lamp.latitude(), lamp.longitude(), zone, lamp.schedule());
    this.intervalMillis = lamp.intervalSeconds() * 1000L;
    this.gridOffset = Math.floorMod(chance.bits(GRID, 0), (long) lamp.intervalSeconds()) * 1000L;
    this.dead = chance.happens(faults.dead(), DEAD, 0);
    this.burner = !dead && chance.happens(faults.burner(), BURNER, 0);
    this.fullMilliwatts =
        Math.round(lamp.nominalMilliwatts() * chance.between(0.97, 1.03, SPREAD, 0));
    this.clock = start;
    this.counterOffsetMwh = (long) chance.between(5e6, 9e8, BASE, 0);
    if (lamp.model().registerBits() > 0) {
      // It rolls over within the first days.
      long full = (1L << lamp.model().registerBits()) * lamp.model().stepMilliwattHours();
      this.counterOffsetMwh = full - (long) chance.between(1e5, 1.5e6, BASE, 4);
    }
    this.litMillis = (long) chance.between(1e8, 1.5e10, BASE, 1);
    this.switchOns = (long) chance.between(300, 1500, BASE, 2);
    this.supplyLosses = (long) chance.between(0, 20, BASE, 3);
    this.bootId = firstBootId;
  }

  /** Resumes from an earlier run; what happened in between is simulated and not sent. */
  void resume(State state) {
    long until = clock;
    clock = Math.min(state.at(), until);
    milliwattMillis = state.milliwattMillis();
    counterOffsetMwh = state.counterOffsetMwh();
    litMillis = state.litMillis();
    switchOns = state.switchOns();
    supplyLosses = state.supplyLosses();
    integrateTo(until);
  }

  State state() {
    return new State(clock, milliwattMillis, counterOffsetMwh, litMillis, switchOns, supplyLosses);
  }

  FleetLamp lamp() {
    return lamp;
  }

  SeededRandom chance() {
    return chance;
  }

  /** As fault injection sees it. */
  FaultTarget target() {
    return new FaultTarget(
        lamp.cityId(),
        lamp.lampId(),
        lamp.feederId(),
        lamp.gatewayId(),
        lamp.nightPowered(),
        lamp.model().kind() == FieldDeviceKind.NATIVE,
        dead || burner,
        intervalMillis,
        new LightPlan(lamp.latitude(), lamp.longitude(), zone, lamp.schedule()));
  }

  /** From now on this goes wrong with it, before anything is played. */
  void suffer(Trouble what) {
    trouble = what;
  }

  Trouble trouble() {
    return trouble;
  }

  /** It has the energy to say that its supply is gone. */
  boolean gasps() {
    return lamp.model().kind() == FieldDeviceKind.NATIVE && chance.happens(0.5, GASP, 0);
  }

  /** It is dark at night for as long as it lives. */
  boolean isDead() {
    return dead;
  }

  /** It burns by day for as long as it lives. */
  boolean isBurner() {
    return burner && !lamp.nightPowered();
  }

  /** The next instant after {@code t} at which the controller reports. */
  long nextReport(long t) {
    long next = nextSupplied(t);
    for (long up = trouble.upFrom(next, BOOT_DELAY_MILLIS);
        up > next;
        up = trouble.upFrom(next, BOOT_DELAY_MILLIS)) {
      next = nextSupplied(up - 1);
    }
    return Math.min(next, trouble.nextGasp(t));
  }

  /** The next tick after {@code t} at which its circuit has power by plan. */
  private long nextSupplied(long t) {
    long next = tickFrom(t + 1);
    while (lamp.nightPowered() && !(plan.isDark(next) && plan.isDark(next - BOOT_DELAY_MILLIS))) {
      long firstAfterBoot = plan.dusk(next) + BOOT_DELAY_MILLIS;
      // After dawn the plan's next change is noon, where the next night begins.
      next = tickFrom(next < firstAfterBoot ? firstAfterBoot : plan.nextChange(next));
    }
    return next;
  }

  /** The first tick of the reporting grid at or after {@code t}. */
  private long tickFrom(long t) {
    return t + Math.floorMod(gridOffset - t, intervalMillis);
  }

  /** Lives until {@code t} and reports. */
  SimulatedReading report(long t) {
    integrateTo(t);
    boolean newNight = lamp.nightPowered() && lastReport < plan.dusk(t);
    if (lastReport != NEVER && (newNight || trouble.wasCutBetween(lastReport, t))) {
      loseSupply();
    }
    lastReport = t;
    return reading(t);
  }

  /** The counter is replaced by one that starts at zero, which takes a reboot. */
  void resetCounter() {
    counterOffsetMwh = -(milliwattMillis / MILLIWATT_MILLIS_PER_MILLIWATT_HOUR);
    boot();
  }

  /** The counter moves by this much although nothing was used: back to what was saved, or a jump. */
  void shiftCounter(long milliwattHours) {
    counterOffsetMwh += milliwattHours;
  }

  /** Power was lost: what it counts by itself begins again. */
  void loseSupply() {
    boot();
    supplyLosses++;
  }

  private void boot() {
    bootId++;
    seq = 0;
  }

  /** Everything it has drawn in its life, in mW·ms. */
  long drawnUntil(long t) {
    integrateTo(t);
    return milliwattMillis;
  }

  /** Its power in the interval that ends at {@code t}, in mW. */
  long powerJustBefore(long t) {
    return powerDuring(t - 1);
  }

  private void integrateTo(long t) {
    while (clock < t) {
      long next = Math.min(t, Math.min(tickFrom(clock + 1), plan.nextChange(clock)));
      next = Math.min(next, trouble.nextEdge(clock));
      boolean wasLit = lit(clock - 1);
      boolean isLit = lit(clock);
      if (isLit) {
        litMillis += next - clock;
        switchOns += wasLit ? 0 : 1;
      }
      milliwattMillis += powerDuring(clock) * (next - clock);
      clock = next;
    }
  }

  private boolean isDark(long t) {
    return dead || trouble.isDark(t);
  }

  private boolean lit(long t) {
    return supplied(t) && !isDark(t) && light(t) > LightPlan.OFF;
  }

  private boolean supplied(long t) {
    return !(lamp.nightPowered() && !plan.isDark(t)) && !trouble.isCut(t);
  }

  private int light(long t) {
    boolean stuck = isBurner() || trouble.isWelded(t);
    return stuck && !plan.isDark(t) ? FULL : trouble.light(t, commanded(t));
  }

  private int commanded(long t) {
    return trouble.isCommandedByDay(t) && !plan.isDark(t) ? FULL : plan.lightAt(t);
  }

  private long powerDuring(long t) {
    if (!supplied(t)) {
      return 0;
    }
    int light = light(t);
    if (light == LightPlan.OFF || isDark(t)) {
      return STANDBY_MILLIWATTS;
    }
    long tick = Math.floorDiv(t - gridOffset, intervalMillis);
    return Math.round(
        fullMilliwatts
            * Math.max(0.08, light / (double) FULL)
            * trouble.powerRatio(t)
            * chance.between(0.99, 1.01, NOISE, tick));
  }

  private SimulatedReading reading(long t) {
    // The instant belongs to the interval that ends with it, whose power the counter contains.
    long during = t - 1;
    boolean gasp = trouble.isGasp(t);
    int commanded = commanded(during);
    long power = gasp ? 0 : powerDuring(during);
    boolean lit = !gasp && lit(during);
    long volts = gasp ? GASP_MILLIVOLTS : voltage(t);
    double loading = Math.max(0.02, power / (double) lamp.nominalMilliwatts());
    int powerFactor = (int) Math.round(powerFactor(loading) * trouble.powerFactorRatio(during));
    long current = Math.round(power * 1e7 / ((double) volts * powerFactor));
    double hour = hourOfDay(t);
    double air = 28 + 4 * Math.cos((hour - 14) / 12 * Math.PI);
    double warmth = chance.between(0, 0.8, WARMTH, t);
    long temperature = trouble.temperature(during, Math.round(1000 * (air + 12 * loading)));
    SimulatedReading reading =
        new SimulatedReading(
            t + trouble.clockAhead(during),
            bootId,
            seq++,
            power,
            counterOffsetMwh + milliwattMillis / MILLIWATT_MILLIS_PER_MILLIWATT_HOUR,
            volts,
            current,
            powerFactor,
            (int) Math.round(chance.between(49_970, 50_030, HERTZ, t)),
            commanded / 100,
            lit ? light(during) / 100 : 0,
            lit,
            light(during) > LightPlan.OFF,
            litMillis / 1000,
            switchOns,
            supplyLosses,
            (int) (temperature + Math.round(1000 * warmth)),
            (int) Math.round(chance.between(-108, -84, RADIO, t / 600_000)),
            false,
            dead && commanded > 0 ? List.of("lampFailure") : flags(t),
            milliwattMillis / MILLIWATT_MILLIS_PER_MILLIWATT_HOUR,
            0);
    return frozenAt(during, reading);
  }

  private List<String> flags(long t) {
    return trouble.isGasp(t) ? List.of("lastGasp") : trouble.flags(t - 1);
  }

  /**
   * In basis points: 0.98 at full power, 0.90 at half, as drivers of today have it and above the
   * curve below which TALQ's example calls it low.
   */
  private static double powerFactor(double loading) {
    return 10_000 * Math.min(0.98, 0.70 + 0.28 * Math.sqrt(loading));
  }

  /** A frozen meter repeats what it measured first. */
  private SimulatedReading frozenAt(long during, SimulatedReading reading) {
    int by = trouble.frozen(during);
    if (by == 0) {
      return reading;
    }
    if (by != frozenBy) {
      frozen = reading;
      frozenBy = by;
    }
    return reading.measuredAs(frozen);
  }

  /** 220-240 V with the dip of the evening, when the whole town cooks. */
  private long voltage(long t) {
    double hour = hourOfDay(t);
    double dip = hour > 17 && hour < 23 ? 6 * Math.sin((hour - 17) / 6 * Math.PI) : 0;
    double usual = feederChance.between(229, 236, VOLTS, 0);
    return Math.round(
            1000
                * (usual
                    - dip
                    + feederChance.between(-1, 1, VOLTS, t / 60_000)
                    + chance.between(-0.3, 0.3, VOLTS, t)))
        + trouble.voltageShift(t - 1, Math.round(1000 * (usual - dip)));
  }

  private double hourOfDay(long t) {
    long local = t + zone.getRules().getOffset(Instant.ofEpochMilli(t)).getTotalSeconds() * 1000L;
    return Math.floorMod(local, 86_400_000L) / 3_600_000.0;
  }
}
