package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The power factor is below what a lamp has at its light level, by a curve over dimming (TALQ; between
 * its points a straight line), while it takes power (INCIDENTS.md#power-factor).
 */
final class LowPowerFactor implements FaultRule {
  private final int[][] curve;
  private final long loadPercent;
  private final long clearBp;
  private final Persistence raise;
  private final Persistence clear;

  LowPowerFactor(RulesReader rules) {
    curve = rules.curve("power_factor.curve");
    loadPercent = rules.number("power_factor.load_percent", 1, 100);
    clearBp = rules.number("power_factor.clear_points", 0, 50) * 100;
    raise = rules.persistence("power_factor.raise");
    clear = rules.persistence("power_factor.clear");
  }

  @Override
  public FaultCode code() {
    return FaultCode.LOW_POWER_FACTOR;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.POWER_FACTOR_BP, Quantity.ACTIVE_POWER_MW, Quantity.DIM_ACTUAL_BP);
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.POWER_FACTOR_BP) || !s.says(Quantity.ACTIVE_POWER_MW)) {
      return Judgement.UNSAID;
    }
    long load = s.nominalMw() * loadPercent / 100;
    if (s.nominalMw() == 0 || s.get(Quantity.ACTIVE_POWER_MW) <= load) {
      return Judgement.BETWEEN;
    }
    // Leading or lagging, import or export: the sign is convention.
    long factor = Math.abs(s.get(Quantity.POWER_FACTOR_BP));
    long least = at(s.dimBp());
    if (factor < least) {
      return Judgement.raise(raise);
    }
    return factor >= least + clearBp ? Judgement.clear(clear) : Judgement.BETWEEN;
  }

  private long at(int dimBp) {
    int[] before = curve[0];
    for (int[] point : curve) {
      if (dimBp <= point[0]) {
        int span = point[0] - before[0];
        return span == 0
            ? point[1]
            : before[1] + (long) (point[1] - before[1]) * (dimBp - before[0]) / span;
      }
      before = point;
    }
    return before[1];
  }
}
