package city.sawang.jobs.incident.rule;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The lit lamp takes more, or less, than it should at the light level that it says it has: another
 * level is a dimming failure, and no power a lamp failure (INCIDENTS.md#power).
 */
final class PowerDeviation implements FaultRule {
  private static final long WATT_MW = 1_000;

  private final boolean high;
  private final DarkLimit dark;
  private final VoltageBand band;
  private final long percent;
  private final long leastMw;
  private final long clearPercent;
  private final long warmUpMillis;
  private final Persistence raise;
  private final Persistence clear;

  PowerDeviation(RulesReader rules, boolean high) {
    this.high = high;
    dark = DarkLimit.of(rules);
    band =
        VoltageBand.around(
            rules.number("supply.nominal_v", 100, 400), rules.number("power.band_percent", 1, 50));
    percent = rules.number("power.tolerance_percent", 1, 100);
    leastMw = rules.number("power.tolerance_least_w", 1, 100) * WATT_MW;
    clearPercent = rules.number("power.clear_percent", 1, 100);
    warmUpMillis = rules.minutes("warm_up_minutes");
    raise = rules.persistence("power.raise");
    clear = rules.persistence("power.clear");
  }

  @Override
  public FaultCode code() {
    return high ? FaultCode.POWER_HIGH : FaultCode.POWER_LOW;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.ACTIVE_POWER_MW, Quantity.SUPPLY_VOLTAGE_MV, Quantity.DIM_ACTUAL_BP);
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.ACTIVE_POWER_MW)) {
      return Judgement.UNSAID;
    }
    int level = s.dimBp();
    if (s.nominalMw() == 0
        || level <= 0
        || !s.shouldBeSteadyAround(warmUpMillis)
        || band.isOutside(s)) {
      return Judgement.BETWEEN;
    }
    long power = s.get(Quantity.ACTIVE_POWER_MW);
    long expected = ExpectedState.powerMw(s.lamp().light(), level);
    if (dark.isDark(power, expected)) {
      return Judgement.BETWEEN;
    }
    long deviation = high ? power - expected : expected - power;
    long tolerance = Math.max(expected * percent / 100, leastMw);
    if (deviation > tolerance) {
      return Judgement.raise(raise);
    }
    return deviation * 100 <= tolerance * clearPercent ? Judgement.clear(clear) : Judgement.BETWEEN;
  }
}
