package city.sawang.local.simulate;

import city.sawang.local.simulate.fault.FaultKind;
import city.sawang.local.simulate.fault.InjectedFault.Demand;
import city.sawang.local.simulate.fault.TruthFile;
import city.sawang.local.simulate.given.LightPlan;

/**
 * What of the field's noise is a fault of its own, and stands in the truth beside what was planned:
 * lamps that are dead, burn by day or have a wrong clock for the whole play, and silences that last long enough.
 */
final class NoiseTruth {
  private static final long MINUTE = 60_000;
  private static final long LEAST_SILENCE = 30 * MINUTE;
  private static final int SILENT_INTERVALS = 3;
  private static final long TWILIGHT = 45 * MINUTE;
  private static final int FIRST_CLOCK_READINGS = 9;
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final TruthFile truth;

  /**
   * @param truth null: nobody wants to know
   */
  NoiseTruth(TruthFile truth) {
    this.truth = truth;
  }

  /** Nobody wants to know. */
  static NoiseTruth none() {
    return new NoiseTruth(null);
  }

  /** A lamp begins to play. */
  void begins(SimulatedLamp lamp, long start) {
    LightPlan light = lamp.target().light();
    if (lamp.isDead()) {
      long shown = Math.max(start, light.dusk(start) + TWILIGHT);
      tell(FaultKind.LAMP_FAILURE, lamp, Demand.RAISE, start, FOR_EVER, shown);
    }
    if (lamp.lamp().model().clockAhead() > 0) {
      // The first verdict about a clock takes twenty readings, every later one half of them.
      long shown = start + FIRST_CLOCK_READINGS * 1000L * lamp.lamp().intervalSeconds();
      tell(FaultKind.CLOCK_DRIFT, lamp, Demand.RAISE, start, FOR_EVER, shown);
    }
    if (lamp.isBurner()) {
      // It burns although it is commanded off.
      long shown = light.isDark(start) ? light.dawn(start) : start;
      tell(FaultKind.RELAY_FAILURE, lamp, Demand.RAISE, start, FOR_EVER, shown);
    }
  }

  /**
   * Nothing live comes of a lamp.
   *
   * @param last its last reading that came, epoch milliseconds
   * @param until it is heard again from then on
   */
  void silence(SimulatedLamp lamp, long last, long until) {
    long interval = lamp.lamp().intervalSeconds() * 1000L;
    long limit = Math.max(LEAST_SILENCE, SILENT_INTERVALS * interval);
    long silence = lamp.nextReport(until - 1) - last;
    if (silence <= limit - interval) {
      return;
    }
    boolean sure = silence > limit + interval;
    if (lamp.lamp().nightPowered()) {
      LightPlan light = lamp.target().light();
      sure &= last > light.dusk(last) && last + limit + interval < light.dawn(last) - TWILIGHT;
    }
    tell(FaultKind.COMM_LOSS, lamp, sure ? Demand.RAISE : Demand.EITHER, last, until, last);
  }

  private void tell(
      FaultKind kind, SimulatedLamp lamp, Demand demand, long from, long to, long shown) {
    if (truth != null) {
      truth.happened(kind, lamp.target(), demand, from, to, shown);
    }
  }
}
