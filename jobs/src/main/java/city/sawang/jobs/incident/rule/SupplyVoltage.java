package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The supply voltage is too high, or too low. Hardly any voltage is no low one but no supply
 * (INCIDENTS.md#voltage).
 */
final class SupplyVoltage implements FaultRule {
  private static final long VOLT_MV = 1_000;

  private final boolean over;
  private final long raiseMv;
  private final long clearMv;
  private final long noSupplyMv;
  private final Persistence raise;
  private final Persistence clear;

  SupplyVoltage(RulesReader rules, boolean over) {
    this.over = over;
    VoltageBand band = VoltageBand.ofSupply(rules);
    raiseMv = over ? band.highMv() : band.lowMv();
    String clearKey = over ? "overvoltage.clear_v" : "undervoltage.clear_v";
    clearMv = rules.number(clearKey, 50, 400) * VOLT_MV;
    noSupplyMv = rules.number("supply.none_below_v", 1, 100) * VOLT_MV;
    raise = rules.persistence("voltage.raise");
    clear = rules.persistence("voltage.clear");
    rules.require(
        over ? clearMv <= raiseMv : clearMv >= raiseMv,
        clearKey + ": must lie inside of what raises");
  }

  @Override
  public FaultCode code() {
    return over ? FaultCode.OVERVOLTAGE : FaultCode.UNDERVOLTAGE;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.SUPPLY_VOLTAGE_MV);
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.SUPPLY_VOLTAGE_MV)) {
      return Judgement.UNSAID;
    }
    long mv = s.get(Quantity.SUPPLY_VOLTAGE_MV);
    if (mv < noSupplyMv) {
      return Judgement.BETWEEN;
    }
    if (over ? mv > raiseMv : mv < raiseMv) {
      return Judgement.raise(raise);
    }
    return (over ? mv < clearMv : mv > clearMv) ? Judgement.clear(clear) : Judgement.BETWEEN;
  }
}
